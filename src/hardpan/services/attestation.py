"""The one verdict on what only a person can vouch for."""

from __future__ import annotations

from datetime import date, timedelta

from hardpan.config import Attestation
from hardpan.model import Fail, Manual, Pass, Verdict

_A_YEAR = 365


def verdict(said: Attestation | None, today: date, key: str, *, days: int = _A_YEAR) -> Verdict:
    """Whether somebody vouched for it within so many days. `key` is where hardpan.yaml says so."""
    if said is None:
        return Manual(f"nobody has vouched for it: add {key} to hardpan.yaml")
    if said.on > today:
        return Fail(f"the attestation of {said.by} is dated {said.on}, which is to come")
    if today - said.on >= timedelta(days=days):
        ago = "a year" if days == _A_YEAR else f"{days} days"
        return Fail(f"{said.by} vouched for it on {said.on}, more than {ago} ago")
    return Pass(f"{said.by} vouched for it on {said.on}")
