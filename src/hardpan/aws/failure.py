"""What went wrong with a request, in one vocabulary, whichever library or server noticed it."""

from __future__ import annotations

import re

from hardpan.aws.permissions import iam_action
from hardpan.model import Place, Read, Why

# A code that is a number is no AWS code: botocore puts the HTTP status there when the body was not AWS's.
_HTTP_STATUS = re.compile(r"\d{3}")

# What AWS and its emulators answer to an operation they do not have.
_UNKNOWN_OPERATION = frozenset(
    {"UnknownOperationException", "InvalidAction", "UnsupportedOperation", "NotImplemented", "UnknownOperation"}
)

# Credentials that were good once, or never: no request of this run will do better.
# https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
BAD_CREDENTIALS = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
        "UnrecognizedClientException",
        "NoCredentials",
    }
)

# Credentials that were good and are no longer: others may be had.
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})

# Somebody changes the same thing at this moment: reads are refused too, and are worth asking again.
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html#API_DescribeOrganization_Errors
BUSY = frozenset({"ConcurrentModificationException", "ConcurrentModification"})

# Nothing was done, since too much was asked in too short a time.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html, and S3's and EC2's own
THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)

DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "UnauthorizedOperation",
        "UnauthorizedAccess",
        "UnauthorizedException",
        "Forbidden",
        "403",
    }
)


class AwsFailure(Exception):  # a refusal is an answer
    """A request without the answer asked for.

    `code` is AWS's error code, or ours where AWS did not answer: `EndpointUnreachable`, `TimedOut`,
    `UnsupportedOperation`, `NoCredentials`, `InvalidRequest`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    @property
    def denied(self) -> bool:
        """Whether a missing permission is the reason."""
        return self.code in DENIED

    @property
    def bad_credentials(self) -> bool:
        """Whether the credentials are the reason (or the Region is not enabled: AWS answers the same)."""
        return self.code in BAD_CREDENTIALS


def in_our_words(code: str, message: str) -> AwsFailure:
    """The AwsFailure for an error that AWS, or whatever stands in for it, answered with."""
    # EC2 and S3 prefix some codes with "Client." or the shape's namespace.
    code = code.rpartition("#")[2].removeprefix("Client.")
    message = " ".join(message.split()) or "no message"
    if code in _UNKNOWN_OPERATION or (_HTTP_STATUS.fullmatch(code) and code not in {"403", "503"}):
        return AwsFailure("UnsupportedOperation", message[:200])
    return AwsFailure(code, message)


def why(place: Place, read: Read, failure: AwsFailure) -> Why:
    """The reason that a Read has no answer; where it was not even asked, since its account cannot be entered, that."""
    earlier: Why | None = getattr(failure, "why", None)
    return earlier or Why(
        service=read.service,
        operation=read.operation,
        permission=iam_action(read.service, read.operation),
        code=failure.code,
        message=failure.message,
        place=place.at(read.region or place.region),
    )
