"""The plan that takes back what a run did: inverses in reverse order, from the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hardpan.apply.journal import Run
from hardpan.apply.step import UnknownReference, resolve
from hardpan.model import NotYet, Settled, Step, Write
from hardpan.plan import Plan

# What AWS answers while a thing just released still counts as in use.
_STILL_IN_USE = (
    NotYet("DependencyViolation", seconds=60),
    NotYet("DeleteConflict", seconds=30),
    NotYet("ResourceInUseException", seconds=30),
)


def inverse(run: Run) -> Plan:
    """The undo of a run, itself a plan. Its notes name what cannot be taken back."""
    plan = run.plan
    answers = run.answers()
    done = [step for step in run.steps if step.key in answers]
    steps: list[Step] = []
    notes: list[str] = []
    ends: dict[str, frozenset[str]] = {}  # step -> undo keys after which what it needed may be taken back
    for step in reversed(done):
        users = [ends[other.key] for other in done if other.comes_after(step) and other.key in ends]
        before: frozenset[str] = frozenset().union(*users)
        ends[step.key] = before
        if step.undo is None or step.undo_note:
            notes.append(f"{step.key}: {step.undo_note or 'cannot be taken back'}")
        try:
            writes = [write.filled(resolve(write.parameters, answers)) for write in step.undo or ()]
        except UnknownReference as missing:
            notes.append(f"{step.key}: {missing}")
            continue
        for number, write in enumerate(writes):
            key = f"undo/{step.key}" + (f"#{number + 1}" if number else "")
            waits = _undone(step, answers) if number == len(writes) - 1 else None
            steps.append(_undo_step(step, key, write, ends[step.key], waits))
            ends[step.key] = frozenset({key})
    return Plan(
        account=plan.account,
        partition=plan.partition,
        baseline=plan.baseline,
        baseline_digest=plan.baseline_digest,
        selection=plan.selection,
        snapshot_taken=plan.snapshot_taken,
        steps=tuple(steps),
        undoes=run.id,
        notes=tuple(notes),
    )


def _undone(step: Step, answers: Mapping[str, dict[str, Any]]) -> Settled | None:
    """What AWS takes a while to do, it takes a while to undo: wait until the effect no longer shows."""
    settled = step.undone or step.settled
    if settled is None:
        return None
    asked = settled.read.filled(resolve(settled.read.parameters, answers))
    return replace(settled, read=asked, no_longer=step.undone is None)


def _undo_step(step: Step, key: str, write: Write, needs: frozenset[str], settled: Settled | None) -> Step:
    return Step(
        key=key,
        place=step.place,
        write=write,
        because=f"takes back: {step.because}",
        controls=step.controls,
        resource=step.resource,
        before=step.after,
        after=step.before,
        needs=needs,
        undo=None,
        undo_note="an undo is not undone: plan and apply again",
        risk=step.risk,
        settled=settled,
        not_yet=(*step.not_yet, *_STILL_IN_USE),
    )
