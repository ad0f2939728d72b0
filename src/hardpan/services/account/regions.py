"""Regions that are switched on without being wanted."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.snapshot import Snapshot

from .facts import OPEN, OptInRegion


def unused(want: Baseline, have: Snapshot, account: str) -> list[OptInRegion]:
    """Regions of an account that it opted into and that `hardpan.yaml` does not allow; its home Region always is."""
    wanted = {want.home_region, *want.allowed_regions}
    return [
        region
        for region in have.all(OptInRegion, account=account)
        if region.status in OPEN and region.name not in wanted
    ]
