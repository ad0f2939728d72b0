"""The only room that speaks to AWS: credentials, endpoints, requests, paging and retries. It judges nothing.

What needs botocore is imported when it is asked for: lean requests do without. The names below are imported when they
are asked for, too: the first question of a run goes out before anything of the kind is loaded (`hardpan.aws.ahead`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hardpan.aws.access import CODECS, Aws, Codec, Entry, Identity
    from hardpan.aws.failure import AwsFailure
    from hardpan.aws.permissions import iam_action

__all__ = ["CODECS", "Aws", "AwsFailure", "Codec", "Entry", "Identity", "iam_action"]

_HOME = {"AwsFailure": "failure", "iam_action": "permissions"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'access')}"), name)
