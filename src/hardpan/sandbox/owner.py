"""Whom an account belongs to: what the sign-up form asked for, and the plans chosen in the console."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime


def _from_the_sign_up_form() -> dict[str, str]:
    return {
        "FullName": "Robin Example",
        "AddressLine1": "1 Example Street",
        "City": "Seattle",
        "StateOrRegion": "WA",
        "PostalCode": "98101",
        "CountryCode": "US",
        "PhoneNumber": "+12065550100",
    }


@dataclass
class Owner:
    """As signing up leaves it: a contact whose phone number nobody has verified, and no plan that costs."""

    email: str
    account_name: str = "sandbox"
    email_verified: bool = False
    contact: dict[str, str] = field(default_factory=_from_the_sign_up_form)
    phone_verified: bool = False
    support_plan: str = "basic"
    account_plan: str = "PAID"
    has_payment_method: bool = True
    account_quota: int = 10  # accounts in its organization: Service Quotas, L-29A0C5DF
    closed: datetime | None = None
    suspended_from: float = 0.0  # monotonic
    closing_takes: float = 0.0

    @property
    def state(self) -> str:
        """ACTIVE, PENDING_CLOSURE or SUSPENDED. While it is being closed an account is told as ACTIVE for a moment.

        https://github.com/hashicorp/terraform-provider-aws/issues/46497
        """
        if self.closed is None:
            return "ACTIVE"
        left = self.suspended_from - time.monotonic()
        if left <= 0:
            return "SUSPENDED"
        return "ACTIVE" if 1 / 3 < left / self.closing_takes < 2 / 3 else "PENDING_CLOSURE"

    @property
    def is_closing(self) -> bool:
        """Whether it is on its way from open to closed."""
        return self.closed is not None and time.monotonic() < self.suspended_from

    def close(self, takes: float) -> None:
        """Close the account, which is done so many seconds from now."""
        self.closed, self.closing_takes = datetime.now(UTC), takes
        self.suspended_from = time.monotonic() + takes


_owners: dict[str, Owner] = {}
_lock = threading.Lock()


def of(account: str) -> Owner:
    """The owner of an account."""
    with _lock:
        return _owners.setdefault(account, Owner(email=f"aws+{account}@example.com"))


def account_of(email: str) -> str | None:
    """The account that was signed up for with this address, among those anybody has asked about."""
    with _lock:
        return next((account for account, found in _owners.items() if found.email.lower() == email.lower()), None)


def reset() -> None:
    """Every account is as signing up left it."""
    with _lock:
        _owners.clear()
