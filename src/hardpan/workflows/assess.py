"""Judge an account against its baseline. Reads only."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from hardpan import __version__
from hardpan.aws import Aws
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.evaluate import evaluate
from hardpan.model import Assessment, Finding, Status
from hardpan.plan import Selection
from hardpan.snapshot import Snapshot
from hardpan.snapshot.answers import SnapshotFile
from hardpan.workflows.session import Session, begin, controls_of, look


def assess(
    want: Baseline,
    selection: Selection | None = None,
    *,
    aws: Aws | None = None,
    progress: Progress | None = None,
    keep: Path | None = None,
) -> Assessment:
    """Read what the selected controls rest on and judge it. Raises Problem where nothing can be read at all.

    `keep` names a file, not yet there, for the answers: a snapshot, to judge again and to compare.
    """
    session = begin(want, selection or Selection(), aws)
    file = SnapshotFile.create(keep, caller=session.identity.arn, version=__version__) if keep else None
    return assess_in(session, progress or Progress(), file)


def assess_in(session: Session, progress: Progress, keep: SnapshotFile | None = None) -> Assessment:
    """`assess` within a session that was begun already."""
    started, retried = datetime.now(UTC), session.aws.retried
    controls = controls_of(session.want, session.selection)
    snapshot = look(session, {kind for control in controls for kind in control.facts}, progress, keep)
    progress.retried = session.aws.retried - retried
    return report_on(session, snapshot, evaluate(controls, snapshot, session.want), progress, started)


def report_on(
    session: Session, snapshot: Snapshot, findings: list[Finding], progress: Progress, started: datetime
) -> Assessment:
    """An Assessment of findings already made."""
    return Assessment(
        started=started,
        finished=datetime.now(UTC),
        caller=snapshot.caller,
        organization=None,
        accounts=tuple({"id": account.id, "name": account.name} for account in snapshot.accounts),
        regions=session.regions,
        reads={
            "planned": progress.planned,
            "sent": progress.sent,
            "retried": progress.retried,
            "denied": progress.denied,
        },
        findings=tuple(findings),
        notes=(
            *(["reading was stopped: what had not been read by then is UNKNOWN"] if progress.interrupted else []),
            *_about_waivers(session.want, findings, snapshot.taken.date()),
        ),
    )


def _about_waivers(want: Baseline, findings: list[Finding], today: date) -> list[str]:
    notes = []
    used = {finding.control for finding in findings if finding.status is Status.WAIVED}
    for waiver in want.waivers:
        if waiver.expires < today:
            notes.append(f"the waiver of {waiver.control} by {waiver.owner} expired on {waiver.expires}")
        elif waiver.control not in used:
            notes.append(f"the waiver of {waiver.control} by {waiver.owner} waives nothing: remove it")
    return notes
