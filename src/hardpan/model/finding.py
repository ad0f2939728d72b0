"""Findings: a verdict on one subject, with the evidence it rests on."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hardpan.model.control import Section, Severity
from hardpan.model.fact import Evidence


class Status(enum.StrEnum):
    """What a finding says. UNKNOWN is neither good nor bad: it was not possible to tell."""

    PASS = "PASS"  # noqa: S105
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    MANUAL = "MANUAL"
    WAIVED = "WAIVED"
    NOT_APPLICABLE = "NOT_APPLICABLE"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _ORDER[self]


_WORST_FIRST = (Status.FAIL, Status.UNKNOWN, Status.MANUAL, Status.WAIVED, Status.PASS, Status.NOT_APPLICABLE)
_ORDER = {status: number for number, status in enumerate(_WORST_FIRST)}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One control's verdict on one subject."""

    control: str
    title: str
    section: Section
    severity: Severity
    status: Status
    account: str
    region: str | None
    resource: str | None
    message: str
    evidence: tuple[Evidence, ...]
    fix: str  # one line: what to run, or what a person has to do

    @property
    def sort_key(self) -> tuple[int, int, str, str, str]:
        """Worst first: failing before unknown before the rest, severe before mild, then by control and place."""
        return (
            self.status.rank,
            -self.severity.rank,
            self.control,
            f"{self.account}/{self.region or ''}",
            self.resource or "",
        )
