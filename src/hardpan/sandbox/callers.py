"""Whose request it is: the account and principal behind an access key."""

from __future__ import annotations

import re
import secrets
import string
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hardpan.policy import Policy
from hardpan.policy.request import Value

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
    builds: bool = False  # a key that no AWS account has: it works in every account, and no policy binds it
    role: str | None = None  # of a session, ARN of its role with the role's path
    session: Policy | None = None  # of a session, the policies that it was given
    keys: Mapping[str, Value] = field(default_factory=dict, hash=False)  # condition keys that come with a session


_lent: dict[str, Caller] = {}  # keys of sessions that moto hands out and does not remember
_given: set[str] = set()  # keys that were root's before a user got them
_ALPHABET = string.ascii_uppercase + "234567"


def session_key() -> str:
    """A new access key of the form that temporary credentials have."""
    return "ASIA" + "".join(secrets.choice(_ALPHABET) for _ in range(16))


def lend(access_key: str, caller: Caller) -> None:
    """Let a further key stand for a caller."""
    _lent[access_key] = caller


def give(access_key: str, account: str, user: str) -> None:
    """Let an IAM user hold a key of a given id; whoever held it before never will again."""
    moto_adapter.give_access_key(account, user, access_key)
    _given.add(access_key)


def reset() -> None:
    """No key is lent or given."""
    _lent.clear()
    _given.clear()


def root_of(account: str, partition: str = "aws") -> Caller:
    """The root user of an account."""
    return Caller(account, f"arn:{partition}:iam::{account}:root", account)


def root_key_of(account: str) -> str:
    """An access key that is always good for root of an account."""
    return f"HARDPAN-{account}"


def find(access_key: str, partition: str) -> Caller | None:
    """Who uses this key; None for one that AWS would call invalid.

    The sandbox's own key, and anything that does not look like a key of AWS's, such as `testing`, is the root user of
    the sandbox's account: in a new account there is nobody else. A key once given to a user is that user's or nobody's.
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
    if access_key in _given or (access_key != ACCESS_KEY and _REAL_FORM.fullmatch(access_key)):
        return None
    return root_of(ACCOUNT, partition)
