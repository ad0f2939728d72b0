"""Plan the changes that make the baseline hold. Reads only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hardpan.aws import Aws
from hardpan.aws.model import faults
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.config.saved import digest
from hardpan.evaluate import evaluate
from hardpan.model import OPERATIONS, ExitCode, Finding, Problem, Ref, Settled, Write
from hardpan.plan import Plan, Planner, Selection
from hardpan.workflows.accounts import targets
from hardpan.workflows.session import Session, begin, controls_of, operations_for
from hardpan.workflows.survey import survey

# Stands in for a value known only at run time, where a request is checked before it is sent.
_ANY_TEXT = "00000000000000000000000000000000"


def make_plan(
    want: Baseline,
    selection: Selection | None = None,
    *,
    aws: Aws | None = None,
    progress: Progress | None = None,
) -> Plan:
    """What has to change. Raises Problem where nothing can be read, or a step would not be a valid request."""
    session = begin(want, selection or Selection(), aws)
    return plan_in(session, progress or Progress())[0]


def plan_in(session: Session, progress: Progress) -> tuple[Plan, list[Finding]]:
    """`make_plan` within a session, for the accounts it selects, with the findings that did not pass."""
    controls = controls_of(session.want, session.selection)
    operations = operations_for(controls)
    _check_consent(session.want)
    kinds = {kind for control in controls for kind in control.facts}
    kinds |= {kind for operation in operations for kind in operation.facts}
    planner = Planner(session.want, operations)
    survey(
        session,
        targets(session, session.selection.accounts),
        kinds,
        lambda account: planner.add(account, evaluate(controls, account, session.want)),
        progress,
    )
    if progress.interrupted:
        raise KeyboardInterrupt  # a plan for what was seen of an account would leave out the rest
    plan = planner.plan(account=session.account.place, selection=session.selection, digest=digest(session.want))
    check(plan)
    return plan, planner.findings


def check(plan: Plan) -> None:
    """Hold every request of a plan against AWS's own model of it. Raises Problem where one does not fit."""
    wrong = [
        f"{step.key}: {write.action}: {fault}"
        for step in plan.steps
        for write in (step.write, *(step.undo or ()))
        for fault in faults_of(write)
    ]
    wrong += [f"{step.key}: {fault}" for step in plan.steps for fault in _faults_of_wait(step.settled)]
    if wrong:
        raise Problem(
            "the plan holds requests that AWS would refuse:\n  " + "\n  ".join(wrong),
            effect="nothing was changed",
            next="this is a defect of Hardpan, or the plan file was edited: please report it",
        )


def faults_of(write: Write) -> list[str]:
    """What is wrong with a request, references counted as text."""
    return faults(write.service, write.operation, _filled(write.parameters))


def _faults_of_wait(settled: Settled | None) -> list[str]:
    return faults(settled.read.service, settled.read.operation, _filled(settled.read.parameters)) if settled else []


def _filled(value: Any) -> Any:
    if isinstance(value, Ref):
        return _ANY_TEXT
    if isinstance(value, dict):
        return {name: _filled(item) for name, item in value.items()}
    return [_filled(item) for item in value] if isinstance(value, list | tuple) else value


def _check_consent(want: Baseline) -> None:
    for name in want.consent:
        if name != "all" and name not in OPERATIONS:
            known = ", ".join(sorted(op.id for op in OPERATIONS.values() if op.consent))
            raise Problem(
                f"`consent` names {name}, which is no operation",
                next=f"operations that ask for consent: {known}",
                code=ExitCode.USAGE,
            )


def with_consent(want: Baseline, consent: tuple[str, ...]) -> Baseline:
    """The baseline with more consent than its file gives."""
    return replace(want, consent=tuple(sorted({*want.consent, *consent})))
