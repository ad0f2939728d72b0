"""botocore's errors in our words."""

from __future__ import annotations

from typing import Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from hardpan.aws.failure import AwsFailure, in_our_words


def failure(error: boto.BotoCoreError | boto.ClientError) -> AwsFailure:
    """The AwsFailure that says what a botocore error means."""
    if isinstance(error, boto.ClientError):
        detail = error.response.get("Error", {})
        return in_our_words(str(detail.get("Code", "Unknown")), f"{detail.get('Message') or ''}{_reason(error)}")
    if isinstance(error, boto.ReadTimeoutError | boto.ConnectTimeoutError):
        return AwsFailure("TimedOut", "no answer in time")
    if isinstance(error, ResponseParserError):
        return AwsFailure("UnsupportedOperation", "the endpoint's answer is not AWS's")
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        return AwsFailure("EndpointUnreachable", _one_line(error))
    if isinstance(error, boto.ParamValidationError | boto.UnknownServiceError | boto.EndpointResolutionError):
        return AwsFailure("InvalidRequest", _one_line(error))
    if isinstance(error, boto.NoCredentialsError | boto.PartialCredentialsError | boto.CredentialRetrievalError):
        return AwsFailure("NoCredentials", _one_line(error))
    return AwsFailure(type(error).__name__, _one_line(error))


def _reason(error: boto.ClientError) -> str:
    """Which limit or rule it was: a member of errors of Organizations, whose messages may be worded otherwise tomorrow.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html
    """
    said: Any = error.response.get("Reason")
    return f" ({said})" if isinstance(said, str) else ""


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
