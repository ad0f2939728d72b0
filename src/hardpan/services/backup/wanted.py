"""Where backups are asked for."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import NotApplicable, Place

KEPT_DAYS = 35  # that each backup is kept for
TAG = ("backup", "daily")


def is_worked_in(place: Place, want: Baseline) -> bool:
    """Whether work is done in a Region: the home Region, and those that hardpan.yaml names."""
    return place.region in (want.home_region, *want.organization.regions)


def elsewhere(place: Place, want: Baseline) -> NotApplicable | None:
    """Why no backups are asked for in a Region."""
    if is_worked_in(place, want):
        return None
    return NotApplicable("hardpan.yaml does not say that work is done here: organization.regions")
