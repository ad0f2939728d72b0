"""Judge an account against its baseline. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from hardpan import __version__
from hardpan.aws import Aws
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.model import Assessment
from hardpan.plan import Selection
from hardpan.snapshot.answers import SnapshotFile
from hardpan.snapshot.findings import FindingsFile
from hardpan.workflows.accounts import Target, targets
from hardpan.workflows.judged import Judged
from hardpan.workflows.session import Session, begin, controls_of
from hardpan.workflows.share import share
from hardpan.workflows.survey import survey


def assess(
    want: Baseline,
    selection: Selection | None = None,
    *,
    aws: Aws | None = None,
    progress: Progress | None = None,
    keep: Path | None = None,
    accounts: Sequence[str] = (),
    processes: int = 1,
) -> Assessment:
    """Read what the selected controls rest on and judge it. Raises Problem where nothing can be read at all.

    `keep` names a file, not yet there, for the answers: a snapshot, to judge again and to compare. `accounts` are
    numbers, or `all`; without any it is the caller's own. Many of them may be shared between processes.
    """
    session = begin(want, selection or Selection(), aws)
    sought = targets(session, accounts, controls_of(session.want, session.selection))
    file = SnapshotFile.create(keep, caller=session.identity.arn, version=__version__) if keep else None
    return assess_in(session, progress or Progress(), file, sought, processes=processes)


def assess_in(
    session: Session,
    progress: Progress,
    keep: SnapshotFile | None = None,
    sought: Sequence[Target] | None = None,
    *,
    processes: int = 1,
) -> Assessment:
    """`assess` within a session that was begun already, of the caller's own account or of those sought."""
    started = datetime.now(UTC)
    sought = sought or [Target(session.identity.account)]
    controls = controls_of(session.want, session.selection)
    judged = Judged(controls, session.want, FindingsFile() if len(sought) > 1 else [])
    if processes > 1 and len(sought) > 1:
        share(session, sought, judged, progress, keep, processes)
    else:
        survey(session, sought, judged.kinds, judged.add, progress, keep)
    return Assessment(
        started=started,
        finished=datetime.now(UTC),
        caller=session.identity.arn,
        organization=None,
        accounts=tuple(judged.about.accounts[target.id] for target in sought if target.id in judged.about.accounts),
        regions=tuple(sorted(judged.about.regions)),
        reads={
            "planned": progress.planned,
            "sent": progress.sent,
            "retried": progress.retried,
            "denied": progress.denied,
        },
        findings=judged.findings,
        notes=(
            *_about_reading(progress, len(judged.about.accounts)),
            *judged.notes(),
            *judged.about.waivers.notes(
                session.want,
                started.date(),
                controls=controls,
                accounts=judged.about.accounts,
                all_regions=not session.selection.regions,
            ),
        ),
        tally=judged.about.tally,
    )


def _about_reading(progress: Progress, begun: int) -> list[str]:
    left = f"; {progress.accounts - begun} accounts were not begun" if begun < progress.accounts else ""
    if progress.interrupted:
        return [f"reading was stopped: what had not been read by then is UNKNOWN{left}"]
    return [f"the time given for reading was over{left}"] if left else []
