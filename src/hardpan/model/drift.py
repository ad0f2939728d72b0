"""Drift: what differs between two readings of the same accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardpan.model.control import Severity
from hardpan.model.finding import Status


@dataclass(frozen=True, kw_only=True)
class VerdictChange:
    """A finding that says something else. `before` or `after` is None where there was or is no such finding."""

    control: str
    title: str
    severity: Severity
    account: str
    region: str | None
    resource: str | None
    before: Status | None
    after: Status | None
    message: str  # of the later one, else of the earlier

    @property
    def is_worse(self) -> bool:
        """It did not fail before, and does now."""
        return self.after is Status.FAIL


@dataclass(frozen=True, kw_only=True)
class FactChange:
    """A thing that appeared, is gone, or is not as it was."""

    kind: str  # the type of the fact: SecurityGroup
    account: str
    region: str | None
    resource: str | None
    what: str  # appeared, gone, changed, no longer readable, readable again
    fields: tuple[tuple[str, str, str], ...] = ()  # name, before, after; of a change


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Everything that differs, verdicts first."""

    old: datetime
    new: datetime
    verdicts: tuple[VerdictChange, ...]
    facts: tuple[FactChange, ...]

    @property
    def none(self) -> bool:
        """Nothing differs."""
        return not (self.verdicts or self.facts)
