"""Judge an account against its baseline. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hardpan import __version__
from hardpan.aws import Aws
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.evaluate import evaluate
from hardpan.model import Account, Assessment, Control, Finding, Status, Unreadable
from hardpan.plan import Selection
from hardpan.snapshot import Snapshot
from hardpan.snapshot.answers import SnapshotFile
from hardpan.snapshot.findings import FindingsFile
from hardpan.workflows.accounts import Target, targets
from hardpan.workflows.session import Session, begin, controls_of
from hardpan.workflows.survey import survey


def assess(
    want: Baseline,
    selection: Selection | None = None,
    *,
    aws: Aws | None = None,
    progress: Progress | None = None,
    keep: Path | None = None,
    accounts: Sequence[str] = (),
) -> Assessment:
    """Read what the selected controls rest on and judge it. Raises Problem where nothing can be read at all.

    `keep` names a file, not yet there, for the answers: a snapshot, to judge again and to compare. `accounts` are
    numbers, or `all`; without any it is the caller's own.
    """
    session = begin(want, selection or Selection(), aws)
    sought = targets(session, accounts)
    file = SnapshotFile.create(keep, caller=session.identity.arn, version=__version__) if keep else None
    return assess_in(session, progress or Progress(), file, sought)


def assess_in(
    session: Session, progress: Progress, keep: SnapshotFile | None = None, sought: Sequence[Target] | None = None
) -> Assessment:
    """`assess` within a session that was begun already, of the caller's own account or of those sought."""
    started = datetime.now(UTC)
    controls = controls_of(session.want, session.selection)
    sought = sought or [Target(session.identity.account)]
    judged = _Judged(controls, session.want, many=len(sought) > 1)
    survey(session, sought, {kind for control in controls for kind in control.facts}, judged.add, progress, keep)
    return Assessment(
        started=started,
        finished=datetime.now(UTC),
        caller=session.identity.arn,
        organization=None,
        accounts=tuple(judged.accounts[target.id] for target in sought if target.id in judged.accounts),
        regions=tuple(sorted(judged.regions)),
        reads={
            "planned": progress.planned,
            "sent": progress.sent,
            "retried": progress.retried,
            "denied": progress.denied,
        },
        findings=judged.findings,
        notes=(
            *_about_reading(progress, len(judged.accounts)),
            *judged.about_accounts(),
            *_about_waivers(session.want, judged.waived, started.date()),
        ),
    )


class _Judged:
    """What the controls say of one account after the other; of many, on disk."""

    def __init__(self, controls: list[Control], want: Baseline, *, many: bool) -> None:
        self._controls, self._want = controls, want
        self.findings: FindingsFile | list[Finding] = FindingsFile() if many else []
        self.accounts: dict[str, dict[str, Any]] = {}
        self.regions: set[str] = set()
        self.waived: set[str] = set()  # controls with a waived finding

    def add(self, snapshot: Snapshot) -> None:
        found = evaluate(self._controls, snapshot, self._want)
        self.waived |= {finding.control for finding in found if finding.status is Status.WAIVED}
        self.regions |= {region.name for region in snapshot.regions}
        for account in snapshot.accounts:
            closed = snapshot.facts[Account, account.place]
            why = {"closed": str(closed.why)} if isinstance(closed, Unreadable) else {}
            self.accounts[account.id] = {"id": account.id, "name": account.name, **why}
        if isinstance(self.findings, FindingsFile):
            self.findings.add(found)
        else:
            self.findings += found

    def about_accounts(self) -> list[str]:
        said = {name: account["closed"] for name, account in self.accounts.items() if "closed" in account}
        return [f"account {name} was not read: {why}" for name, why in sorted(said.items())]


def _about_reading(progress: Progress, begun: int) -> list[str]:
    left = f"; {progress.accounts - begun} accounts were not begun" if begun < progress.accounts else ""
    if progress.interrupted:
        return [f"reading was stopped: what had not been read by then is UNKNOWN{left}"]
    return [f"the time given for reading was over{left}"] if left else []


def _about_waivers(want: Baseline, used: set[str], today: date) -> list[str]:
    notes = []
    for waiver in want.waivers:
        if waiver.expires < today:
            notes.append(f"the waiver of {waiver.control} by {waiver.owner} expired on {waiver.expires}")
        elif waiver.control not in used:
            notes.append(f"the waiver of {waiver.control} by {waiver.owner} waives nothing: remove it")
    return notes
