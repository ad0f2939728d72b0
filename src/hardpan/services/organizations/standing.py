"""Where an organization can be judged: in its management account alone."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable

from .facts import ALL_FEATURES, Membership


def elsewhere(here: Membership, want: Baseline) -> Fail | NotApplicable | None:
    """Why an organization is not judged in this account; None in its management account."""
    if not here.management_account:
        if want.organization.described:
            return Fail("the account is in no organization, and hardpan.yaml describes one")
        return NotApplicable("the account is in no organization")
    if not manages(here):
        return NotApplicable(f"the organization is judged in its management account, {here.management_account}")
    return None


def unavailable(here: Membership, want: Baseline) -> Fail | NotApplicable | None:
    """The same, for what an organization only has with all features."""
    if verdict := elsewhere(here, want):
        return verdict
    if not has_all_features(here):
        return Fail("the organization lacks all features, which this needs first")
    return None


def manages(here: Membership) -> bool:
    """Whether this is the management account."""
    return here.management_account == here.place.account


def has_all_features(here: Membership) -> bool:
    """Whether the organization is more than a common bill."""
    return here.feature_set == ALL_FEATURES


FEATURES_FIRST = "Where the organization lacks all features: see control organizations.all_features first."
