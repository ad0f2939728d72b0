"""How AWS says no, which depends on the protocol a service speaks: the codes, and the HTTP status of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .registry import AwsError


@dataclass(frozen=True)
class Dialect:
    """The words of one protocol for what can befall any operation.

    https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (query),
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (ec2),
    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (rest-xml),
    https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html (json).
    """

    denied: str = "AccessDeniedException"
    throttled: str = "ThrottlingException"
    expired: str = "ExpiredTokenException"
    failed: str = "InternalFailure"
    unknown: str = "UnknownOperationException"
    invalid: str = "ValidationException"
    bad_credentials: str = "UnrecognizedClientException"


_JSON = Dialect()
_DIALECTS: Mapping[str, Dialect] = {
    "json": _JSON,
    "rest-json": _JSON,
    "smithy-rpc-v2-cbor": _JSON,
    "query": Dialect(
        denied="AccessDenied",
        throttled="Throttling",
        expired="ExpiredToken",
        unknown="InvalidAction",
        invalid="ValidationError",
        bad_credentials="InvalidClientTokenId",
    ),
    "ec2": Dialect(
        denied="UnauthorizedOperation",
        throttled="RequestLimitExceeded",
        expired="RequestExpired",
        failed="InternalError",
        unknown="InvalidAction",
        invalid="InvalidParameterValue",
        bad_credentials="AuthFailure",
    ),
    "rest-xml": Dialect(
        denied="AccessDenied",
        throttled="SlowDown",
        expired="ExpiredToken",
        failed="InternalError",
        unknown="NotImplemented",
        invalid="InvalidRequest",
        bad_credentials="InvalidAccessKeyId",
    ),
}

# Where a service has a word of its own: https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html#API_ListTopics_Errors
_OWN_DENIED = {"sns": "AuthorizationError"}

_STATUS = {
    "AccessDenied": 403,
    "AuthFailure": 401,
    "AuthorizationError": 403,
    "BucketNotEmpty": 409,
    "InternalError": 500,
    "InternalFailure": 500,
    "InvalidAccessKeyId": 403,
    "InvalidClientTokenId": 403,
    "MissingAuthenticationToken": 403,
    "NotImplemented": 501,
    "NotSignedUp": 403,
    "OptInRequired": 403,
    "PermanentRedirect": 301,
    "RequestLimitExceeded": 503,
    "ServiceUnavailable": 503,
    "SlowDown": 503,
    "UnauthorizedOperation": 403,
}
# What the JSON protocols answer with 400 in one form has its own status in the other.
_REST_STATUS = {
    "AccessDeniedException": 403,
    "ExpiredTokenException": 403,
    "ThrottlingException": 429,
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
}


def dialect(protocol: str) -> Dialect:
    """The words of a protocol."""
    return _DIALECTS.get(protocol, _JSON)


def denied(service: str, protocol: str, principal: str, action: str) -> AwsError:
    """The caller lacks a permission."""
    return refused(service, protocol, f"User: {principal} is not authorized to perform: {action}")


def refused(service: str, protocol: str, why: str) -> AwsError:
    """The caller lacks a permission, and AWS says why.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; EC2 begins with words of its own.
    """
    code = _OWN_DENIED.get(service) or dialect(protocol).denied
    return AwsError(code, f"You are not authorized to perform this operation. {why}" if protocol == "ec2" else why)


def unknown(service: str, operation: str, protocol: str) -> AwsError:
    """The endpoint has no such operation."""
    return AwsError(dialect(protocol).unknown, f"The sandbox does not offer {service}:{operation}")


def bad_credentials(protocol: str) -> AwsError:
    """No such credentials here: a wrong key, or a Region that the account has not enabled."""
    return AwsError(dialect(protocol).bad_credentials, "The security token included in the request is invalid")


def not_subscribed(service: str) -> AwsError:
    """The account is too new for this service: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html

    S3 has a word of its own: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    if service == "s3":
        return AwsError("NotSignedUp", "Your account is not signed up for the Amazon S3 service.")
    return AwsError("OptInRequired", "The AWS Access Key Id needs a subscription for the service")


def status_of(code: str, protocol: str, modelled: int) -> int:
    """The HTTP status of an error; where AWS's model of the service names one, that one."""
    if modelled != 400:
        return modelled
    if protocol == "rest-json":
        return _REST_STATUS.get(code, _STATUS.get(code, modelled))
    if protocol == "rest-xml" and code.startswith("NoSuch"):
        return 404
    if protocol == "query" and code == "ExpiredToken":
        return 403
    return _STATUS.get(code, modelled)
