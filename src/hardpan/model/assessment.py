"""An assessment: what one reading of AWS said, ready to be reported."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from hardpan.model.control import Section, Severity
from hardpan.model.finding import Finding, Status
from hardpan.model.problem import ExitCode

_SPELLED_OUT = 50  # findings of one control that reports show; the data formats have them all


@dataclass(frozen=True)
class ControlResult:
    """All findings of one control; its status is that of the worst."""

    control: str
    title: str
    section: Section
    severity: Severity
    status: Status
    counts: Counter[Status]  # of all its findings
    findings: tuple[Finding, ...]  # the worst, and no more than reports show
    regions: frozenset[str]  # of the findings that have the control's status

    @property
    def of_status(self) -> list[Finding]:
        """The findings that have the control's status, as many as reports show."""
        return [finding for finding in self.findings if finding.status is self.status]

    @property
    def worst(self) -> int:
        """How many findings have the control's status."""
        return self.counts[self.status]

    @property
    def headline(self) -> str:
        """The message of the worst finding, and how many more say the like."""
        message = self.findings[0].message
        if self.worst == 1:
            return message
        where = f" in {len(self.regions)} Regions" if len(self.regions) > 1 else ""
        where = where or "".join(f" in {region}" for region in self.regions)
        return f"{message} (and {self.worst - 1} more{where})"


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Findings of one run, with where and how they were read."""

    started: datetime
    finished: datetime
    caller: str  # ARN
    organization: dict[str, Any] | None
    accounts: tuple[dict[str, Any], ...]  # {"id": ..., "name": ...}, and "closed": why, where it could not be entered
    regions: tuple[str, ...]
    reads: dict[str, int]  # planned, sent, retried, denied
    findings: Collection[Finding]  # worst first; of many accounts they are on disk
    notes: tuple[str, ...] = ()  # what a reader should know beside the findings: expired and unused waivers

    @cached_property
    def results(self) -> tuple[ControlResult, ...]:
        """One result for each control that was asked, worst first."""
        return _condensed(self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by status, every status present, in lower case."""
        counted: Counter[Status] = sum((result.counts for result in self.results), Counter())
        return {status.value.lower(): counted[status] for status in Status}

    def score(self, section: str | None = None) -> int | None:
        """Percentage of controls that hold, of those that could be answered: 0 to 100; None where there are none.

        A control holds when none of its findings fails. Controls that are unknown count as not holding; those that
        do not apply, are waived or wait for a person's word do not count.
        """
        asked = [result.status for result in self.results if section in (None, result.section)]
        counted = [status for status in asked if status in (Status.PASS, Status.FAIL, Status.UNKNOWN)]
        return round(100 * counted.count(Status.PASS) / len(counted)) if counted else None

    def exit_code(self, fail_on: Severity = Severity.LOW) -> ExitCode:
        """2 with a failure at or above `fail_on`, else 3 with something unknown, else 0."""
        if any(result.counts[Status.FAIL] and result.severity.rank >= fail_on.rank for result in self.results):
            return ExitCode.FINDINGS
        if any(result.counts[Status.UNKNOWN] for result in self.results):
            return ExitCode.UNKNOWN
        return ExitCode.CLEAN


@dataclass
class _Tally:
    """What is kept of a control while its findings go by."""

    counts: Counter[Status]
    first: list[Finding]
    regions: dict[Status, set[str]]


def _condensed(findings: Iterable[Finding]) -> tuple[ControlResult, ...]:
    """Findings by control, in one pass that holds few of them."""
    tallies: dict[str, _Tally] = {}
    for finding in findings:
        tally = tallies.get(finding.control)
        if tally is None:
            tally = tallies[finding.control] = _Tally(Counter(), [], {})
        tally.counts[finding.status] += 1
        if finding.region:
            tally.regions.setdefault(finding.status, set()).add(finding.region)
        if len(tally.first) < _SPELLED_OUT or finding.sort_key < tally.first[-1].sort_key:
            insort(tally.first, finding, key=lambda found: found.sort_key)
            del tally.first[_SPELLED_OUT:]
    results = [_result(tally) for tally in tallies.values()]
    return tuple(sorted(results, key=lambda result: result.findings[0].sort_key))


def _result(tally: _Tally) -> ControlResult:
    worst = tally.first[0]
    return ControlResult(
        worst.control,
        worst.title,
        worst.section,
        worst.severity,
        worst.status,
        tally.counts,
        tuple(tally.first),
        frozenset(tally.regions.get(worst.status, ())),
    )
