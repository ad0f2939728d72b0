"""The root user of an account: what its credentials are, which no API can change from outside."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_CERTIFICATE = "ROOTSIGNINGCERTIFICATE"


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
    number: int  # among those of its kind

    @property
    def name(self) -> str:
        """What its serial number ends with; further virtual ones have the name that a person gives them."""
        if self.kind == "virtual":
            return f"mfa/root-account-mfa-device{f'-{self.number}' if self.number else ''}"
        return f"u2f/root/{self.kind}-{self.number}"


@dataclass
class RootUser:
    """As signing up leaves it: a password, and nothing else."""

    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    has_password: bool = True
    password_last_used: datetime | None = None
    mfa: list[RootDevice] = field(default_factory=list)
    unassigned: list[RootDevice] = field(default_factory=list)  # virtual ones that were deactivated and not yet deleted
    access_keys: list[RootKey] = field(default_factory=list)
    signing_certificates: list[str] = field(default_factory=list)  # their ids
    report_kept_for: timedelta = timedelta(0)  # how long IAM answers with the credential report that it has

    @property
    def virtual_mfa(self) -> list[RootDevice]:
        """The virtual devices that are assigned."""
        return [device for device in self.mfa if device.kind == "virtual"]

    def enrol(self, kind: str) -> None:
        """Assign an MFA device."""
        taken = (device.number for device in [*self.mfa, *self.unassigned] if device.kind == kind)
        self.mfa.append(RootDevice(kind, max(taken, default=-1) + 1))

    def deactivate(self, device: RootDevice) -> None:
        """Take an MFA device away; a virtual one is still there until it is deleted."""
        self.mfa.remove(device)
        if device.kind == "virtual":
            self.unassigned.append(device)

    def upload_certificate(self) -> None:
        """Add a signing certificate."""
        taken = (int(held.removeprefix(_CERTIFICATE)) for held in self.signing_certificates)
        self.signing_certificates.append(f"{_CERTIFICATE}{max(taken, default=-1) + 1:02}")


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
