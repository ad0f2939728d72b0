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


@dataclass(frozen=True)
class RootDevice:
    """An MFA device of root's."""

    kind: str  # "virtual", "passkey" or "hardware"
    number: int

    @property
    def name(self) -> str:
        """What its serial number ends with."""
        return "mfa/root-account-mfa-device" if self.kind == "virtual" else f"u2f/root/{self.kind}-{self.number}"


@dataclass
class RootUser:
    """As signing up leaves it: a password, and nothing else."""

    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    has_password: bool = True
    password_last_used: datetime | None = None
    mfa: list[RootDevice] = field(default_factory=list)
    access_keys: list[RootKey] = field(default_factory=list)
    signing_certificates: list[str] = field(default_factory=list)  # their ids
    report_kept_for: timedelta = timedelta(0)  # how long IAM answers with the credential report that it has

    @property
    def has_virtual_mfa(self) -> bool:
        return any(device.kind == "virtual" for device in self.mfa)

    def enrol(self, kind: str) -> None:
        """Assign an MFA device."""
        self.mfa.append(RootDevice(kind, max((device.number for device in self.mfa), default=-1) + 1))


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
