"""Whom hardpan.yaml lets resources be shared with, beside the organization."""

from __future__ import annotations

from hardpan.config import Baseline


def trusted(want: Baseline) -> frozenset[str]:
    """Accounts of ours, and vendors."""
    return frozenset((*want.exceptions.trusted_accounts, *want.exceptions.third_party_accounts))
