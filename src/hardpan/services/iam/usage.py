"""When a credential counts as unused, and when as old. Ages are measured from the moment the snapshot was taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from hardpan.snapshot import Snapshot

from .facts import AccessKey, UserCredentials

# https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22, #iam-3
UNUSED = timedelta(days=45)
OLD = timedelta(days=90)
# A key made so soon after its user was made with it, by the console's wizard or a script.
_TOGETHER = timedelta(minutes=1)


def is_idle(made: datetime, used: datetime | None, now: datetime) -> bool:
    """Whether it was neither made nor used of late."""
    return now - (made if used is None else max(made, used)) > UNUSED


def idle_password(user: UserCredentials, now: datetime) -> bool:
    """Whether the user has a password that nobody uses."""
    if not user.has_password or user.password_created is None:
        return False
    return is_idle(user.password_created, user.password_last_used, now)


def idle_keys(user: UserCredentials, now: datetime) -> list[AccessKey]:
    """Active keys that nobody uses."""
    return [key for key in user.active_keys if is_idle(key.created, key.last_used, now)]


def old_keys(user: UserCredentials, now: datetime) -> list[AccessKey]:
    """Active keys whose time is over, used or not."""
    return [key for key in user.active_keys if now - key.created > OLD]


def never_needed(user: UserCredentials) -> list[AccessKey]:
    """Active keys that were made along with the user and were never used."""
    return [key for key in user.active_keys if key.last_used is None and key.created - user.created <= _TOGETHER]


def is_caller(user: UserCredentials, have: Snapshot) -> bool:
    """Whether Hardpan itself runs with this user's credentials, which it must not take from under itself."""
    return bool(have.caller == user.arn)


def days(since: datetime, now: datetime) -> int:
    """Whole days."""
    return (now - since).days
