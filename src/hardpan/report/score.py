"""Findings condensed for reading: by section, by control."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hardpan.model import SECTIONS, Assessment, Finding, Section, Severity, Status

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


@dataclass(frozen=True)
class ControlResult:
    """All findings of one control; its status is that of the worst."""

    control: str
    title: str
    section: Section
    severity: Severity
    status: Status
    findings: tuple[Finding, ...]

    @property
    def of_status(self) -> list[Finding]:
        """The findings that have the control's status."""
        return [finding for finding in self.findings if finding.status is self.status]

    @property
    def headline(self) -> str:
        """The message of the worst finding, and how many more say the like."""
        worst = self.of_status
        places = sorted({finding.region for finding in worst if finding.region})
        message = worst[0].message
        if len(worst) == 1:
            return message
        where = f" in {len(places)} Regions" if len(places) > 1 else f" in {places[0]}" if places else ""
        return f"{message} (and {len(worst) - 1} more{where})"


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
    grouped: dict[str, list[Finding]] = {}
    for finding in sorted(done.findings, key=lambda found: found.sort_key):
        grouped.setdefault(finding.control, []).append(finding)
    return [
        ControlResult(name, found[0].title, found[0].section, found[0].severity, found[0].status, tuple(found))
        for name, found in grouped.items()
    ]


def by_section(done: Assessment) -> list[SectionResult]:
    """The chapters that hold at least one control, in the baseline's order."""
    results = by_control(done)
    return [
        SectionResult(section, SECTION_TITLES[section], done.score(section), held)
        for section in SECTIONS
        if (held := tuple(result for result in results if result.section == section))
    ]
