"""What is asked once for an organization: in its management account, or in an account that is in none."""

from __future__ import annotations

from hardpan.model import NotApplicable
from hardpan.services.organizations.facts import Membership


def elsewhere(account: Membership) -> NotApplicable | None:
    """Why it is not asked here."""
    if account.management_account in (None, account.place.account):
        return None
    return NotApplicable(f"asked once, in the management account {account.management_account}")
