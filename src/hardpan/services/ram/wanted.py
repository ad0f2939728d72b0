"""Whom hardpan.yaml lets resources be shared with, and whether there is an organization to share them within."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.snapshot import Snapshot

from ..organizations.facts import Membership
from .facts import ResourceShare


def trusted(want: Baseline) -> frozenset[str]:
    """Accounts of ours, and vendors."""
    return frozenset((*want.exceptions.trusted_accounts, *want.exceptions.third_party_accounts))


def is_inside(share: ResourceShare, have: Snapshot, want: Baseline) -> bool:
    """Whether the account that shares is in an organization, or is to be by the plan that makes one."""
    here = have.at(Membership, share.place.at(None))
    return any(one.organization for one in here) or want.organization.described
