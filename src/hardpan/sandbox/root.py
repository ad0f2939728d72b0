"""The root user of an account: what its credentials are, which no API can change from outside."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class RootKey:
    """A long-term access key of root."""

    access_key_id: str
    created: datetime
    last_used: datetime | None = None
    active: bool = True


@dataclass
class RootUser:
    """As signing up leaves it: a password, and nothing else."""

    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    password_last_used: datetime | None = None
    mfa: list[str] = field(default_factory=list)  # kinds of device: "virtual", "passkey" or "hardware"
    access_keys: list[RootKey] = field(default_factory=list)
    signing_certificates: int = 0
    report_kept_for: timedelta = timedelta(0)  # how long IAM answers with the credential report that it has

    @property
    def has_virtual_mfa(self) -> bool:
        return "virtual" in self.mfa


def key_holder(access_key_id: str) -> str | None:
    """The account whose root user has this access key, and has it active."""
    with _lock:
        for account, user in _roots.items():
            if any(key.access_key_id == access_key_id and key.active for key in user.access_keys):
                return account
    return None


_roots: dict[str, RootUser] = {}
_lock = threading.Lock()


def of(account: str) -> RootUser:
    """The root user of an account."""
    with _lock:
        return _roots.setdefault(account, RootUser())


def reset() -> None:
    """Every root user is new again."""
    with _lock:
        _roots.clear()
