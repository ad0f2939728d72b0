"""An assessment: what one reading of AWS said, ready to be reported."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from hardpan.model.control import Section, Severity
from hardpan.model.fact import NOT_ACTIVE
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
    accounts: Counter[Status]  # of the accounts in use, each by the worst of its findings
    unknown: bool  # whether anything is, in an account in use
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
    tally: Tally | None = field(default=None, repr=False, compare=False)  # of the findings, where it was kept meanwhile

    @cached_property
    def results(self) -> tuple[ControlResult, ...]:
        """One result for each control that was asked, worst first."""
        return (self.tally or Tally(self.findings)).results(self._out_of_use)

    @property
    def _out_of_use(self) -> frozenset[str]:
        """The accounts that are closed, as the organization says: nobody can act in them, and nobody can read them."""
        return frozenset(one["id"] for one in self.accounts if one.get("closed", "").startswith(NOT_ACTIVE))

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by status, every status present, in lower case."""
        counted: Counter[Status] = sum((result.counts for result in self.results), Counter())
        return {status.value.lower(): counted[status] for status in Status}

    def score(self, section: str | None = None) -> int | None:
        """Percentage of controls that hold, of those that could be answered: 0 to 100; None where there are none.

        Each account counts by itself: a control holds in it when none of its findings there fails. Controls that are
        unknown count as not holding; those that do not apply, are waived or wait for a person's word do not count, nor
        do accounts that are closed.
        """
        asked: Counter[Status] = Counter()
        for result in self.results:
            if section in (None, result.section):
                asked.update(result.accounts)
        counted = asked[Status.PASS] + asked[Status.FAIL] + asked[Status.UNKNOWN]
        return round(100 * asked[Status.PASS] / counted) if counted else None

    def exit_code(self, fail_on: Severity = Severity.LOW) -> ExitCode:
        """2 with a failure at or above `fail_on`, else 3 with something unknown in an account in use, else 0."""
        if any(result.counts[Status.FAIL] and result.severity.rank >= fail_on.rank for result in self.results):
            return ExitCode.FINDINGS
        if any(result.unknown for result in self.results):
            return ExitCode.UNKNOWN
        return ExitCode.CLEAN


@dataclass
class _Noted:
    """What is kept of a control while its findings go by."""

    counts: Counter[Status] = field(default_factory=Counter)
    first: list[Finding] = field(default_factory=list)
    regions: dict[Status, set[str]] = field(default_factory=dict)
    accounts: dict[str, Status] = field(default_factory=dict)  # the worst of each account
    unknown: set[str] = field(default_factory=set)  # accounts in which something is

    def add(self, finding: Finding) -> None:
        self.counts[finding.status] += 1
        if finding.region:
            self.regions.setdefault(finding.status, set()).add(finding.region)
        if finding.status is Status.UNKNOWN:
            self.unknown.add(finding.account)
        self._mind(finding.account, finding.status)
        self._keep(finding)

    def merge(self, other: _Noted) -> None:
        self.counts += other.counts
        for status, regions in other.regions.items():
            self.regions.setdefault(status, set()).update(regions)
        self.unknown |= other.unknown
        for account, status in other.accounts.items():
            self._mind(account, status)
        for finding in other.first:
            self._keep(finding)

    def _mind(self, account: str, status: Status) -> None:
        """Unless there is a worse one."""
        worst = self.accounts.get(account)
        if worst is None or status.rank < worst.rank:
            self.accounts[account] = status

    def _keep(self, finding: Finding) -> None:
        """Unless there are enough that are worse."""
        if len(self.first) < _SPELLED_OUT or finding.sort_key < self.first[-1].sort_key:
            insort(self.first, finding, key=lambda found: found.sort_key)
            del self.first[_SPELLED_OUT:]

    def result(self, out_of_use: Collection[str]) -> ControlResult:
        worst = self.first[0]
        return ControlResult(
            worst.control,
            worst.title,
            worst.section,
            worst.severity,
            worst.status,
            self.counts,
            Counter(status for account, status in self.accounts.items() if account not in out_of_use),
            any(account not in out_of_use for account in self.unknown),
            tuple(self.first),
            frozenset(self.regions.get(worst.status, ())),
        )


class Tally:
    """Findings by control, noted in one pass that holds few of them; the same in whichever order accounts come."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._noted: dict[str, _Noted] = {}
        self.add(findings)

    def add(self, findings: Iterable[Finding]) -> None:
        """Note these, too."""
        for finding in findings:
            self._of(finding.control).add(finding)

    def merge(self, other: Tally) -> None:
        """Note what another has noted, of other accounts."""
        for control, noted in other._noted.items():
            self._of(control).merge(noted)

    def results(self, out_of_use: Collection[str] = ()) -> tuple[ControlResult, ...]:
        """One result for each control, worst first; accounts that are closed are counted in none."""
        found = [noted.result(out_of_use) for noted in self._noted.values()]
        return tuple(sorted(found, key=lambda result: result.findings[0].sort_key))

    def _of(self, control: str) -> _Noted:
        noted = self._noted.get(control)
        if noted is None:
            noted = self._noted[control] = _Noted()
        return noted
