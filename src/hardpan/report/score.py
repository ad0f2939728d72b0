"""Findings condensed for reading: by section, by control."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hardpan.model import SECTIONS, Assessment, ControlResult, Finding, Section, Status

SECTION_TITLES: dict[Section, str] = {
    "account-architecture": "Account architecture",
    "root-user": "Root user",
    "iam": "Identity and access",
    "audit-trail": "Audit trail",
    "threat-detection": "Threat detection",
    "infrastructure-protection": "Infrastructure protection",
    "data-protection": "Data protection",
    "incident-response": "Incident response",
}
_NAMED = 3  # accounts spelled out in a headline


@dataclass(frozen=True)
class SectionResult:
    """One chapter of the baseline."""

    section: Section
    title: str
    score: int | None  # 0 to 100
    controls: tuple[ControlResult, ...]

    @property
    def counts(self) -> Counter[Status]:
        """Number of controls by status."""
        return Counter(control.status for control in self.controls)


def by_control(done: Assessment) -> list[ControlResult]:
    """One result for each control that was asked, worst first."""
    return list(done.results)


def whose(done: Assessment) -> str:
    """Which accounts were assessed: `Account 111122223333`, or how many they are."""
    names = [account["id"] for account in done.accounts]
    if len(names) == 1:
        return f"Account {names[0]}"
    return f"Accounts {', '.join(names)}" if len(names) <= _NAMED else f"{len(names):,} accounts"


def where(finding: Finding, done: Assessment) -> str:
    """Account, where there is more than one, Region and resource."""
    account = finding.account if len(done.accounts) > 1 else None
    return " ".join(part for part in (account, finding.region, finding.resource) if part)


def by_section(done: Assessment) -> list[SectionResult]:
    """The chapters that hold at least one control, in the baseline's order."""
    results = by_control(done)
    return [
        SectionResult(section, SECTION_TITLES[section], done.score(section), held)
        for section in SECTIONS
        if (held := tuple(result for result in results if result.section == section))
    ]
