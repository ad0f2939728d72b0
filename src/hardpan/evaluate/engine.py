"""Asks every control of every subject in a Snapshot. Nothing asked goes without an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from hardpan.config import Baseline
from hardpan.evaluate.waivers import waived
from hardpan.model import (
    Account,
    Control,
    Evidence,
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
        for finding in _Question(control, account, snapshot, want).findings()
    ]
    on = snapshot.taken.date()
    return sorted((waived(finding, want, on) for finding in found), key=lambda finding: finding.sort_key)


class _Question:
    """One control, asked of one account."""

    def __init__(self, control: Control, account: Account, snapshot: Snapshot, want: Baseline) -> None:
        self._control, self._account, self._snapshot = control, account, snapshot
        known = {"snapshot": snapshot, "want": want}
        self._arguments = {name: known[name] for name in control.wants}
        self._evidence: dict[Place, tuple[Evidence, ...]] = {}

    def findings(self) -> Iterator[Finding]:
        asked = False
        for place in self._snapshot.places(self._control.subject, account=self._account.id):
            subjects = self._snapshot.facts[self._control.subject, place]
            if isinstance(subjects, Unreadable):
                asked = True
                yield self._finding(place, None, Status.UNKNOWN, str(subjects.why))
                continue
            for subject in subjects:
                asked = True
                yield self._finding(place, _name(subject), *self._judge(subject))
        if not asked:
            yield self._finding(self._account.place, None, Status.NOT_APPLICABLE, self._control.none)

    def _judge(self, subject: Fact) -> tuple[Status, str]:
        try:
            verdict = self._control.judge(subject, **self._arguments)
        except FactUnreadable as hidden:
            return Status.UNKNOWN, str(hidden.why)
        except Exception as error:  # noqa: BLE001  AWS said what nobody foresaw; the other controls still have answers
            return Status.UNKNOWN, f"what was read makes no sense to this control: {type(error).__name__}: {error}"
        return _STATUS[type(verdict)], verdict.message

    def _finding(self, place: Place, resource: str | None, status: Status, message: str) -> Finding:
        control = self._control
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
            evidence=self._evidence_at(place),
            fix="" if status in (Status.PASS, Status.NOT_APPLICABLE) else f"hardpan explain {control.id}",
        )

    def _evidence_at(self, place: Place) -> tuple[Evidence, ...]:
        """Answers about the control's subjects in this place, and about all else it looks at in the whole account."""
        found = self._evidence.get(place)
        if found is None:
            here = self._snapshot.evidence.get((self._control.subject, place), ())
            found = self._evidence[place] = tuple({id(item): item for item in (*here, *self._elsewhere)}.values())
        return found

    @cached_property
    def _elsewhere(self) -> list[Evidence]:
        """Answers about what the control looks at beside its subjects."""
        joined = [kind for kind in self._control.facts if kind is not self._control.subject]
        return [
            item
            for kind in joined
            for where in self._snapshot.places(kind, account=self._account.id)
            for item in self._snapshot.evidence.get((kind, where), ())
        ]


def _name(subject: Fact) -> str | None:
    try:
        return None if subject.resource is None else str(subject.resource)
    except FactUnreadable:
        return None
