"""With which key a log bucket encrypts, and who but CloudTrail writes to it."""

from __future__ import annotations

from .bucket_policy import CLOUDTRAIL, principals, statements, writes
from .facts import Document, Encryption

_AWS_OWN = "alias/aws/s3"


def encryption_fault(encryption: Encryption) -> str | None:
    """What is wrong with how a bucket encrypts; None with a key of a customer's."""
    if not encryption.algorithm.startswith("aws:kms"):
        return "log files are encrypted with SSE-S3: whoever reads the bucket reads them"
    if encryption.key is None or encryption.key.endswith(_AWS_OWN):
        return "log files are encrypted with AWS's own key, whose policy nobody can change"
    return None


def others_write(document: Document) -> bool:
    """Whether a policy lets anybody but CloudTrail write, who would need the key, too."""
    return any(
        "NotPrincipal" in statement or any(one != ("Service", CLOUDTRAIL) for one in principals(statement))
        for statement in statements(document)
        if writes(statement)
    )
