"""Whom an account belongs to: what the sign-up form asked for, and the plans chosen in the console."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


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

    account_name: str = "sandbox"
    contact: dict[str, str] = field(default_factory=_from_the_sign_up_form)
    phone_verified: bool = False
    support_plan: str = "basic"
    account_plan: str = "PAID"


_owners: dict[str, Owner] = {}
_lock = threading.Lock()


def of(account: str) -> Owner:
    """The owner of an account."""
    with _lock:
        return _owners.setdefault(account, Owner())


def reset() -> None:
    """Every account is as signing up left it."""
    with _lock:
        _owners.clear()
