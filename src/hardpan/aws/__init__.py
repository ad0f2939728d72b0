"""The only room that speaks to AWS: credentials, endpoints, requests, paging and retries. It judges nothing.

What needs botocore is imported when it is asked for: lean requests do without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hardpan.aws.failure import AwsFailure
from hardpan.aws.permissions import iam_action

if TYPE_CHECKING:
    from hardpan.aws.client import CODECS, Aws, Codec, Identity

__all__ = ["CODECS", "Aws", "AwsFailure", "Codec", "Identity", "iam_action"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from hardpan.aws import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
