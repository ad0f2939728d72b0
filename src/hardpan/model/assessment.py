"""An assessment: what one reading of AWS said, ready to be reported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hardpan.model.control import Severity
from hardpan.model.finding import Finding, Status
from hardpan.model.problem import ExitCode


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Findings of one run, with where and how they were read."""

    started: datetime
    finished: datetime
    caller: str  # ARN
    organization: dict[str, Any] | None
    accounts: tuple[dict[str, Any], ...]  # {"id": ..., "name": ...}
    regions: tuple[str, ...]
    reads: dict[str, int]  # planned, sent, retried, denied
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()  # what a reader should know beside the findings: expired and unused waivers

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by status, every status present, in lower case."""
        counted = Counter(finding.status for finding in self.findings)
        return {status.value.lower(): counted[status] for status in Status}

    def score(self, section: str | None = None) -> int | None:
        """Percentage of controls that hold, of those that could be answered: 0 to 100; None where there are none.

        A control holds when none of its findings fails. Controls that are unknown count as not holding; those that
        do not apply, are waived or wait for a person's word do not count.
        """
        worst: dict[str, Status] = {}
        for finding in sorted(self.findings, key=lambda found: found.sort_key):
            if section in (None, finding.section):
                worst.setdefault(finding.control, finding.status)
        counted = [status for status in worst.values() if status in (Status.PASS, Status.FAIL, Status.UNKNOWN)]
        return round(100 * counted.count(Status.PASS) / len(counted)) if counted else None

    def exit_code(self, fail_on: Severity = Severity.LOW) -> ExitCode:
        """2 with a failure at or above `fail_on`, else 3 with something unknown, else 0."""
        if any(f.status is Status.FAIL and f.severity.rank >= fail_on.rank for f in self.findings):
            return ExitCode.FINDINGS
        if any(f.status is Status.UNKNOWN for f in self.findings):
            return ExitCode.UNKNOWN
        return ExitCode.CLEAN
