"""Snapshots kept in files: judged again without AWS, and compared."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from hardpan import services
from hardpan.collect import Progress, collect, collectors_for
from hardpan.collect.recorded import Recorded
from hardpan.config import Baseline
from hardpan.evaluate import evaluate
from hardpan.evaluate.drift import drift
from hardpan.evaluate.waivers import WaiverUse
from hardpan.model import Account, Assessment, Control, Drift, Finding, Place, Region
from hardpan.plan import Selection
from hardpan.snapshot import Snapshot
from hardpan.snapshot.answers import AccountAnswers, SnapshotFile
from hardpan.workflows.session import controls_of


@dataclass(frozen=True)
class Loaded:
    """A snapshot from a file, and what the controls say of it."""

    snapshot: Snapshot
    findings: tuple[Finding, ...]
    answers: int


def assess_snapshot(want: Baseline, path: Path, selection: Selection | None = None) -> Assessment:
    """What the baseline says of an account as it was then. Reads no AWS. Raises Problem for a file that is none."""
    controls = controls_of(want, selection or Selection())
    loaded = load(path, controls, want)
    _, caller, version = SnapshotFile(path).about()
    taken = loaded.snapshot.taken
    use = WaiverUse()
    use.add(loaded.findings, want, taken.date())
    accounts = [account.id for account in loaded.snapshot.accounts]
    return Assessment(
        started=taken,
        finished=taken,
        caller=caller,
        organization=None,
        accounts=tuple({"id": account.id, "name": account.name} for account in loaded.snapshot.accounts),
        regions=tuple(sorted({region.name for region in loaded.snapshot.regions})),
        reads={"planned": 0, "sent": 0, "retried": 0, "denied": 0},
        findings=loaded.findings,
        notes=(
            f"judged from {path.name}, read {taken:%Y-%m-%d %H:%M} UTC by Hardpan {version}",
            *use.notes(want, taken.date(), controls=controls, accounts=accounts, all_regions=False),
        ),
    )


def compare(want: Baseline, old: Path, new: Path, selection: Selection | None = None) -> Drift:
    """What differs between two snapshots. Raises Problem for a file that is none, or was changed."""
    controls = controls_of(want, selection or Selection())
    then, now = load(old, controls, want), load(new, controls, want)
    return drift(then.snapshot, now.snapshot, then.findings, now.findings)


def load(path: Path, controls: list[Control], want: Baseline) -> Loaded:
    """The facts that these controls rest on, made anew from the answers in a file, and what the controls say."""
    services.load()
    file = SnapshotFile(path)
    taken, caller, _ = file.about()
    kinds = {kind for control in controls for kind in control.facts}
    parts, count = [], 0
    for answers in file.accounts():
        parts.append(asyncio.run(_facts(answers, kinds, caller)))
        count += len(answers.kept)
    snapshot = Snapshot(
        taken=taken,
        accounts=tuple(account for part in parts for account in part.accounts),
        regions=tuple(region for part in parts for region in part.regions),
        facts={key: held for part in parts for key, held in part.facts.items()},
        evidence={key: held for part in parts for key, held in part.evidence.items()},
        caller=caller,
        numbers={account.name: account.id for part in parts for account in part.accounts if account.name},
    )
    return Loaded(snapshot, tuple(evaluate(controls, snapshot, want)), count)


async def _facts(answers: AccountAnswers, kinds: set[type], caller: str) -> Snapshot:
    whole = Place(answers.account, None, answers.partition)
    return await collect(
        Recorded(answers.kept),
        accounts=[Account(place=whole, name=answers.name)],
        regions=[Region(place=whole.at(name)) for name in answers.regions],
        collectors=collectors_for(kinds),
        caller=caller,
        progress=Progress(),
    )
