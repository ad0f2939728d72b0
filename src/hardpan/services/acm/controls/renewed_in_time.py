"""Certificates in use are renewed before they lapse.

A certificate that lapses shuts out everybody at once, and people learn to click warnings away. ACM renews those that it
issued 60 days ahead, as long as the domain still proves itself; one with less than 30 days left is not being renewed,
or was imported and waits for somebody.

Check by hand:
    aws acm list-certificates --region REGION --includes keyTypes=RSA_2048,RSA_4096,EC_prime256v1,EC_secp384r1 --query 'CertificateSummaryList[].[DomainName,Status,InUse,NotAfter]'

Fix by hand:
    aws acm describe-certificate --region REGION --certificate-arn ARN --query Certificate.RenewalSummary
    aws acm import-certificate --region REGION --certificate-arn ARN --certificate fileb://certificate.pem --private-key fileb://key.pem --certificate-chain fileb://chain.pem

    Of one that ACM issued: put the CNAME record of RenewalSummary back into the domain's DNS. Of an imported one: get
    another from whoever issued it, and import it under the same ARN, so that what uses it goes on.

Edge cases:
    What nothing uses may lapse. A certificate that was never issued has no end.

Source: https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import CERTIFICATE
from ..facts import Certificate

_SOON = timedelta(days=30)
_LAPSED = replace(CERTIFICATE, status="EXPIRED", expires=datetime(2026, 10, 1, 12, tzinfo=UTC))


@control(
    section="data-protection",
    severity=Severity.LOW,
    catalogue="data.certs",
    profile="team",
    passes=[CERTIFICATE, replace(CERTIFICATE, kind="IMPORTED", expires=datetime(2026, 12, 2, 12, tzinfo=UTC))],
    fails=[
        _LAPSED,
        replace(CERTIFICATE, expires=datetime(2026, 11, 30, 12, tzinfo=UTC)),
        replace(CERTIFICATE, kind="IMPORTED", expires=datetime(2026, 11, 2, 12, tzinfo=UTC)),
    ],
    not_applicable=[
        replace(_LAPSED, in_use=False),
        replace(CERTIFICATE, in_use=False, status="PENDING_VALIDATION", expires=None),
    ],
    none="the account has no certificates",
    human=(
        "Console > Certificate Manager > the certificate. If ACM issued it: put the CNAME records that it shows under "
        "Domains back into the domain's DNS, and it renews itself within hours. If it was imported: get a new one from "
        "its issuer, and choose Reimport, which keeps the ARN."
    ),
)
def renewed_in_time(certificate: Certificate, snapshot: Snapshot) -> Verdict:
    if not certificate.in_use:
        return NotApplicable(f"nothing uses the certificate of {certificate.domain}")
    if certificate.expires is None:
        return Pass(f"the certificate of {certificate.domain} has no end")
    left = certificate.expires - snapshot.taken
    if left < timedelta(0):
        return Fail(f"the certificate of {certificate.domain} lapsed on {certificate.expires:%Y-%m-%d}")
    if left < _SOON:
        how = "was imported" if certificate.kind == "IMPORTED" else "is not being renewed"
        return Fail(f"the certificate of {certificate.domain} {how} and lapses on {certificate.expires:%Y-%m-%d}")
    return Pass(f"the certificate of {certificate.domain} is good until {certificate.expires:%Y-%m-%d}")
