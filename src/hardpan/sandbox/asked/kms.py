"""What a request to KMS needs: an action on a key, by the key's policy.

https://docs.aws.amazon.com/kms/latest/developerguide/control-access-overview.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.backends import get_backend

from .. import policies
from ..registry import Call
from .asked import Asked, about, owner_in, text


def asked(call: Call) -> Iterator[Asked]:
    named = text(call, "KeyId") or text(call, "TargetKeyId")
    if named is None:
        yield about(call)
        return
    owner = owner_in(named) or call.account
    there = get_backend("kms")[owner][call.region]
    key = _key(there, named.split(":", 5)[-1])
    if key is None:
        yield about(call, named if named.startswith("arn:") else call.arn(f"key/{named}"))
        return
    tags = there.tagger.get_tag_dict_for_resource(key.id)
    yield about(
        call,
        key.arn,
        owner=owner,
        policy=policies.read(policies.of_key(key.policy), "key policy"),
        keys={f"aws:ResourceTag/{name}": value for name, value in tags.items()},
    )


def _key(there: Any, named: str) -> Any:
    """The emulator's own key, which is named by its id, an alias, or the end of the ARN of either."""
    if named.startswith("alias/"):
        return next((key for key in list(there.keys.values()) if named in key.aliases), None)
    return there.keys.get(named.removeprefix("key/"))
