"""Asks every control of every subject in a Snapshot. Nothing asked goes without an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from hardpan.config import Baseline, Waiver
from hardpan.model import (
    Account,
    Control,
    Fact,
    FactUnreadable,
    Fail,
    Finding,
    Manual,
    NotApplicable,
    Pass,
    Place,
    Status,
    Unreadable,
    Verdict,
)
from hardpan.snapshot import Snapshot

_STATUS: dict[type[Verdict], Status] = {
    Pass: Status.PASS,
    Fail: Status.FAIL,
    NotApplicable: Status.NOT_APPLICABLE,
    Manual: Status.MANUAL,
}


def evaluate(controls: Iterable[Control], snapshot: Snapshot, want: Baseline) -> list[Finding]:
    """Findings of these controls, worst first; waivers of the baseline applied.

    Each control yields at least one finding for each account: a verdict for each subject, UNKNOWN for each place
    whose subjects could not be read, NOT_APPLICABLE where an account has no subject at all.
    """
    found = [
        finding
        for control in controls
        for account in snapshot.accounts
        for finding in _ask(control, snapshot, want, account)
    ]
    return sorted((_waived(finding, want, snapshot) for finding in found), key=lambda finding: finding.sort_key)


def _ask(control: Control, snapshot: Snapshot, want: Baseline, account: Account) -> Iterator[Finding]:
    asked = False
    for place in snapshot.places(control.subject):
        if place.account != account.id:
            continue
        subjects = snapshot.facts[control.subject, place]
        if isinstance(subjects, Unreadable):
            asked = True
            yield _finding(control, snapshot, place, None, Status.UNKNOWN, str(subjects.why))
            continue
        for subject in subjects:
            asked = True
            status, message = _judge(control, subject, snapshot, want)
            yield _finding(control, snapshot, place, _name(subject), status, message)
    if not asked:
        yield _finding(control, snapshot, account.place, None, Status.NOT_APPLICABLE, control.none)


def _judge(control: Control, subject: Fact, snapshot: Snapshot, want: Baseline) -> tuple[Status, str]:
    arguments = {"snapshot": snapshot, "want": want}
    try:
        verdict = control.judge(subject, **{name: arguments[name] for name in control.wants})
    except FactUnreadable as hidden:
        return Status.UNKNOWN, str(hidden.why)
    return _STATUS[type(verdict)], verdict.message


def _name(subject: Fact) -> str | None:
    try:
        return None if subject.resource is None else str(subject.resource)
    except FactUnreadable:
        return None


def _finding(
    control: Control, snapshot: Snapshot, place: Place, resource: str | None, status: Status, message: str
) -> Finding:
    evidence = {
        id(item): item
        for kind in control.facts
        for (held, where), items in snapshot.evidence.items()
        if held is kind and (where == place or (kind is not control.subject and where.account == place.account))
        for item in items
    }
    return Finding(
        control=control.id,
        title=control.title,
        section=control.section,
        severity=control.severity,
        status=status,
        account=place.account,
        region=place.region,
        resource=resource,
        message=message,
        evidence=tuple(evidence.values()),
        fix="" if status in (Status.PASS, Status.NOT_APPLICABLE) else f"hardpan explain {control.id}",
    )


def _waived(finding: Finding, want: Baseline, snapshot: Snapshot) -> Finding:
    if finding.status not in (Status.FAIL, Status.MANUAL):
        return finding
    for waiver in want.waivers:
        if _covers(waiver, finding) and waiver.expires >= snapshot.taken.date():
            message = f"{finding.message} (waived until {waiver.expires} by {waiver.owner}: {waiver.reason})"
            return replace(finding, status=Status.WAIVED, message=message)
    return finding


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return (
        fnmatchcase(finding.control, waiver.control)
        and waiver.account in (None, finding.account)
        and (waiver.resource is None or fnmatchcase(finding.resource or "", waiver.resource))
    )
