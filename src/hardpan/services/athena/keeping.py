"""Which account's log files are to be queried."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Account, NotApplicable
from hardpan.snapshot import Snapshot

from ..cloudtrail.facts import Trail


def elsewhere(account: Account, have: Snapshot, want: Baseline, *, keeps: bool) -> NotApplicable | None:
    """Why they are not queried here; `keeps` says whether a bucket of this account has some."""
    archive = want.organization.log_archive
    if archive is not None:
        return None if account.name == archive else NotApplicable(f"log files are queried in account {archive}")
    if not keeps and any(True for _ in have.all(Trail, account=account.id)):
        return NotApplicable("log files are kept in a bucket of another account")
    return None
