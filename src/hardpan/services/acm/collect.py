"""What to ask ACM, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from .facts import Certificate

# Those of other kinds than RSA of 1,024 and 2,048 bits are listed only when they are asked for.
# https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
_EVERY_KIND = {
    "keyTypes": [
        "RSA_1024",
        "RSA_2048",
        "RSA_3072",
        "RSA_4096",
        "EC_prime256v1",
        "EC_secp384r1",
        "EC_secp521r1",
    ]
}


@collector(Certificate, per="region", reads=["acm:ListCertificates"])
def certificates(here: Place) -> Reading[Certificate]:
    """Every certificate of the Region, which the list tells enough of."""
    answer = yield Read("acm", "ListCertificates", Includes=_EVERY_KIND)
    return [
        Certificate(
            place=here,
            arn=found["CertificateArn"],
            domain=found["DomainName"],
            status=found["Status"],
            kind=found["Type"],
            in_use=found["InUse"],
            expires=found.get("NotAfter"),
        )
        for found in sorted(answer["CertificateSummaryList"], key=lambda found: str(found["CertificateArn"]))
    ]
