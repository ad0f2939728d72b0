"""ACM: certificates."""

from __future__ import annotations

from hardpan import services
from hardpan.model import Read
from hardpan.services.acm.collect import certificates
from hardpan.services.acm.examples import CERTIFICATE
from services.driving import drive

services.load()


def test_certificates_of_every_kind_are_asked_for_in_one_call() -> None:
    listed = {
        "CertificateArn": CERTIFICATE.arn,
        "DomainName": CERTIFICATE.domain,
        "Status": "ISSUED",
        "Type": "AMAZON_ISSUED",
        "InUse": True,
        "NotAfter": CERTIFICATE.expires,
    }
    waiting = {**listed, "CertificateArn": f"{CERTIFICATE.arn}-2", "Status": "PENDING_VALIDATION", "InUse": False}
    del waiting["NotAfter"]
    sent: list[Read] = []
    answers = {"acm:ListCertificates": {"CertificateSummaryList": [waiting, listed]}}
    found, other = drive(certificates(CERTIFICATE.place), answers, sent)
    assert found == CERTIFICATE
    assert (other.status, other.in_use, other.expires) == ("PENDING_VALIDATION", False, None)
    (read,) = sent
    assert {"RSA_4096", "EC_prime256v1"} <= set(read.parameters["Includes"]["keyTypes"])
