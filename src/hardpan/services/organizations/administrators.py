"""Whether a service is administered from the account that hardpan.yaml names for it."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Place
from hardpan.snapshot import Snapshot

from .facts import Administrator, Member
from .layout import there


def administrators_of(service: str, have: Snapshot, place: Place) -> list[str]:
    """The accounts that Organizations knows as administrators of a service; some services take several."""
    return [one.id for one in have.at(Administrator, place) if service in one.services]


def not_administered(service: str, name: str, have: Snapshot, want: Baseline, place: Place) -> str | None:
    """What keeps the account of this name in hardpan.yaml from administering a service; None where it does."""
    wanted = next(one for one in want.organization.accounts if one.name == name)
    meant = there(wanted, list(have.at(Member, place)))
    if meant is None:
        return f"account {name} is not there"
    by = administrators_of(service, have, place)
    if meant.id in by:
        return None
    return f"{service} is administered from {', '.join(by) or 'the management account'}, not {name} ({meant.id})"
