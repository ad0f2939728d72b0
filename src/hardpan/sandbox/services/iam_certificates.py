"""Server certificates in IAM: when they end is read from the certificate, which the emulator does not do.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadServerCertificate.html, API_ListServerCertificates,
API_GetServerCertificate.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography import x509

from ..registry import Answer, AwsError, Call, amend, guard
from .iam_root import iam


@guard("iam", "UploadServerCertificate")
def refuse_what_is_no_certificate(call: Call) -> None:
    _read(call.parameters["CertificateBody"])
    name = call.parameters["ServerCertificateName"]
    if _find(call, name) is not None:
        raise AwsError("EntityAlreadyExists", f"The Server Certificate with name {name} already exists.")


@amend("iam", "UploadServerCertificate")
def describe_the_uploaded(call: Call, answer: Answer) -> Answer:
    call.state.setdefault("uploaded", {})[call.parameters["ServerCertificateName"]] = datetime.now(UTC)
    _describe(call, answer["ServerCertificateMetadata"])
    return answer


@amend("iam", "ListServerCertificates")
def describe_the_listed(call: Call, answer: Answer) -> Answer:
    for listed in answer.get("ServerCertificateMetadataList", []):
        _describe(call, listed)
    return answer


@amend("iam", "GetServerCertificate")
def describe_the_one(call: Call, answer: Answer) -> Answer:
    _describe(call, answer["ServerCertificate"]["ServerCertificateMetadata"])
    return answer


def _describe(call: Call, metadata: Answer) -> None:
    name = metadata["ServerCertificateName"]
    certificate = _read(_find(call, name).cert_body)
    metadata |= {
        "ServerCertificateId": "ASCA" + sha256(metadata["Arn"].encode()).hexdigest()[:17].upper(),
        "Expiration": certificate.not_valid_after_utc,
        "UploadDate": call.state["uploaded"][name],
    }


def _find(call: Call, name: str) -> Any:
    return next((each for each in iam(call).certificates.values() if each.cert_name == name), None)


def _read(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise AwsError(
            "MalformedCertificate", "Unable to parse certificate. Please ensure it is in PEM format."
        ) from None
