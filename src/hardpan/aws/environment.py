"""What the environment alone says of how AWS is reached. Asked before all else, so nothing slow is imported here."""

from __future__ import annotations

import os

DEFAULT_REGION = "us-east-1"  # where nothing names another


def files() -> list[str]:
    """The configuration and credentials files that there are.

    https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    """
    said = os.environ
    found = (
        said.get("AWS_CONFIG_FILE") or "~/.aws/config",
        said.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials",
    )
    return [path for path in map(os.path.expanduser, found) if os.path.exists(path)]


def profile() -> str | None:
    """The profile that is to be used."""
    return os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or None


def region() -> str | None:
    """The Region that is to be used.

    botocore knows AWS_DEFAULT_REGION only; every other SDK, and version 2 of the AWS CLI, AWS_REGION first.
    https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
    """
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None


def credentials() -> tuple[str, str, str | None] | None:
    """Access key, secret and token that need no renewal, which come before every other source.

    https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html; a profile named in code comes first.
    """
    said = os.environ
    key, secret = said.get("AWS_ACCESS_KEY_ID"), said.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret or said.get("AWS_CREDENTIAL_EXPIRATION"):
        return None
    return key, secret, said.get("AWS_SESSION_TOKEN") or said.get("AWS_SECURITY_TOKEN") or None
