"""Whose request it is: the account and principal behind an access key."""

from __future__ import annotations

import re
import secrets
import string
import time
from dataclasses import dataclass, replace

from . import moto_adapter, root

ACCOUNT = "111122223333"  # the sandbox's own
ACCESS_KEY, SECRET_KEY = "AKIAHARDPANSANDBOX00", "in-the-sandbox-only"

# Root of any account, for building scenarios of several: no key of AWS's looks like this.
_ROOT_OF = re.compile(r"HARDPAN-(\d{12})")
# A key of the form AWS hands out was either made here or is not valid here: a deleted one stops working.
_REAL_FORM = re.compile(r"(AKIA|ASIA)[A-Z0-9]{16}")


@dataclass(frozen=True)
class Caller:
    account: str
    principal: str  # ARN
    user_id: str
    root_task: str | None = None  # ARN of the policy that bounds a session made by sts:AssumeRoot
    expires: float | None = None  # monotonic
    builds: bool = False  # a key that no AWS account has: it works in every account, whatever befell that


_lent: dict[str, Caller] = {}  # keys of sessions that moto hands out and does not remember
_ALPHABET = string.ascii_uppercase + "234567"


def session_key() -> str:
    """A new access key of the form that temporary credentials have."""
    return "ASIA" + "".join(secrets.choice(_ALPHABET) for _ in range(16))


def lend(access_key: str, caller: Caller) -> None:
    """Let a further key stand for a caller."""
    _lent[access_key] = caller


def reset() -> None:
    """No key is lent."""
    _lent.clear()


def root_of(account: str, partition: str = "aws") -> Caller:
    """The root user of an account."""
    return Caller(account, f"arn:{partition}:iam::{account}:root", account)


def root_key_of(account: str) -> str:
    """An access key that is always good for root of an account."""
    return f"HARDPAN-{account}"


def find(access_key: str, partition: str) -> Caller | None:
    """Who uses this key; None for one that AWS would call invalid.

    The sandbox's own key, and anything that does not look like a key of AWS's, such as `testing`, is the root user of
    the sandbox's account: in a new account there is nobody else.
    """
    if named := _ROOT_OF.fullmatch(access_key):
        return replace(root_of(named[1], partition), builds=True)
    if access_key in _lent:
        lent = _lent[access_key]
        return None if lent.expires is not None and time.monotonic() > lent.expires else lent
    made = moto_adapter.holder_of(access_key, partition)
    if made is not None:
        return Caller(*made) if made[1] else None
    if account := root.key_holder(access_key):
        return root_of(account, partition)
    if access_key != ACCESS_KEY and _REAL_FORM.fullmatch(access_key):
        return None
    return root_of(ACCOUNT, partition)
