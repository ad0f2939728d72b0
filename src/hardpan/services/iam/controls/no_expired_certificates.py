"""No certificate kept in IAM has expired.

Every client refuses an expired certificate, so one is either forgotten or about to be put on a listener by mistake.
Certificate Manager renews its certificates by itself; IAM does not.

Check by hand:
    aws iam list-server-certificates --query 'ServerCertificateMetadataList[].[ServerCertificateName,Expiration]'

Fix by hand:
    aws iam delete-server-certificate --server-certificate-name NAME

Edge cases:
    AWS may let you delete one that a load balancer still uses, which then goes on with its copy or stops serving: take
    it off listeners and distributions first. IAM never gives a private key back: keep a copy if there is any doubt.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import CERTIFICATE, moment
from ..facts import ServerCertificate


@control(
    section="iam",
    severity=Severity.LOW,
    catalogue="iam.server-certs",
    passes=[CERTIFICATE],
    fails=[replace(CERTIFICATE, expires=moment(2026, 10, 31))],
    none="no certificate is kept in IAM",
)
def no_expired_certificates(certificate: ServerCertificate, snapshot: Snapshot) -> Verdict:
    if certificate.expires < snapshot.taken:
        return Fail(f"{certificate.name} expired on {certificate.expires:%Y-%m-%d}")
    return Pass(f"{certificate.name} is good until {certificate.expires:%Y-%m-%d}")
