"""What keeps findings from being seen, and which of it the baseline does not know of."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hardpan.config import Baseline
from hardpan.model import Place
from hardpan.snapshot import Snapshot

from .facts import Filter, TrustedList


def archiving_filters(place: Place, snapshot: Snapshot, want: Baseline, *, approved: bool) -> list[Filter]:
    """Filters that archive findings, and that hardpan.yaml names as exceptions or does not name."""
    return [
        found
        for found in snapshot.at(Filter, place)
        if found.action == "ARCHIVE" and _named(found.name, want.exceptions.guardduty_filters) is approved
    ]


def lists_in_use(place: Place, snapshot: Snapshot, want: Baseline, *, approved: bool) -> list[TrustedList]:
    """Trusted lists that GuardDuty goes by, and that hardpan.yaml names as exceptions or does not name."""
    return [
        found
        for found in snapshot.at(TrustedList, place)
        if found.is_used and _named(found.name, want.exceptions.guardduty_ip_sets) is approved
    ]


def _named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(str(name), pattern) for pattern in patterns)
