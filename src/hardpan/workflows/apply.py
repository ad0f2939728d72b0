"""Apply a saved plan, finish an interrupted run, take a run back. Changes AWS."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hardpan.apply import Journal, Outcome, Result, Run, carry_out, inverse
from hardpan.aws import Aws
from hardpan.aws.model import without_secrets
from hardpan.aws.roles import Roles
from hardpan.collect import Progress
from hardpan.model import Assessment, ExitCode, Finding, Place, Problem, Read, Status, Step, Write
from hardpan.plan import Plan, Selection
from hardpan.workflows.accounts import targets
from hardpan.workflows.assess import assess_in
from hardpan.workflows.plan import check, plan_in
from hardpan.workflows.session import Session, begin

OnStep = Callable[[Step, Outcome, str], None]


@dataclass(frozen=True)
class Applied:
    """A run that came to its end, and what an assessment after it says."""

    run: Run
    plan: Plan
    result: Result
    after: Assessment | None

    @property
    def exit_code(self) -> ExitCode:
        """130 when interrupted, 1 when a step did not succeed, else 0."""
        if self.result.interrupted:
            return ExitCode.INTERRUPTED
        return ExitCode.CLEAN if self.result.succeeded else ExitCode.TOOL_FAILED


def apply(plan: Plan, root: Path, *, on_step: OnStep, aws: Aws | None = None) -> Applied:
    """Carry out a plan and assess again. Raises Problem, with nothing changed, when the plan no longer fits."""
    check(plan)
    session = _session_for(plan, aws)
    fresh, _ = plan_in(session, Progress())
    if fresh.hash != plan.hash:
        raise _stale(plan, fresh)
    with _lock(root, plan.account):
        return _carry(session, plan, Run.begin(root, plan), plan.steps, {}, on_step)


def resume(run: Run, root: Path, *, on_step: OnStep, aws: Aws | None = None) -> Applied:
    """Finish an interrupted run: what AWS shows as done stays, the rest of its plan is carried out."""
    plan = run.plan
    session = _session_for(plan, aws)
    with _lock(root, plan.account):
        steps = _remaining_undo(run) if plan.undoes else _remaining(session, run)
        return _carry(session, plan, run, steps, run.answers(), on_step)


def plan_undo(run: Run) -> Plan:
    """The plan that takes a run back."""
    if run.plan.undoes:
        raise Problem(
            f"run {run.id} is itself an undo (of {run.plan.undoes})",
            next="hardpan plan --out plan.json   # plan and apply again",
            code=ExitCode.USAGE,
        )
    plan = inverse(run)
    check(plan)
    return plan


def undo(plan: Plan, root: Path, *, on_step: OnStep, aws: Aws | None = None) -> Applied:
    """Carry out an undo plan and assess again."""
    session = _session_for(plan, aws)
    with _lock(root, plan.account):
        return _carry(session, plan, Run.begin(root, plan), plan.steps, {}, on_step)


def _carry(
    session: Session,
    plan: Plan,
    run: Run,
    steps: tuple[Step, ...],
    answers: Mapping[str, dict[str, Any]],
    on_step: OnStep,
) -> Applied:
    with Journal(run) as journal:
        result = carry_out(steps, _Sender(session), journal, answers=answers, on_step=on_step)
    if result.interrupted:
        return Applied(run, plan, result, None)
    again = session.again()
    after = assess_in(again, Progress(), sought=targets(again, plan.selection.accounts))
    return Applied(run, plan, result, after)


def _session_for(plan: Plan, aws: Aws | None) -> Session:
    """A session in the plan's own account, with the plan's own baseline. Raises Problem for another account."""
    session = begin(replace(plan.baseline, account=None), plan.selection, aws)
    if session.identity.account != plan.account:
        raise Problem(
            f"the plan is for account {plan.account}; these are credentials of {session.identity.account}",
            effect="nothing was changed",
            next="export AWS_PROFILE=NAME   # a profile of the plan's account",
            code=ExitCode.USAGE,
        )
    return replace(session, want=plan.baseline)


def _remaining(session: Session, run: Run) -> tuple[Step, ...]:
    """The steps that a plan made now still has in common with the run's, less those that were answered.

    Raises Problem, with nothing changed, where it cannot be told whether a step is still needed.
    """
    fresh, findings = plan_in(session, Progress())
    answered = run.answers()
    planned = {step.key: step for step in run.plan.steps if step.key not in answered}
    gone = [step for key, step in planned.items() if key not in {still.key for still in fresh.steps}]
    if untold := list(dict.fromkeys(_why_untold(gone, fresh, findings))):
        raise Problem(
            f"cannot tell what is left of run {run.id}:\n  " + "\n  ".join(untold),
            effect="nothing was changed; the run can still be finished",
            next="hardpan apply --resume   # when this can be read; or leave the run and plan anew: hardpan plan",
        )
    return tuple(step for step in fresh.steps if step.key in planned)


def _why_untold(gone: list[Step], fresh: Plan, findings: list[Finding]) -> Iterator[str]:
    """Why steps are missing in a plan made now, where it is not that they are no longer needed."""
    for step in gone:
        for item in fresh.blocked:
            if step.key.startswith(f"{item.operation}/"):
                yield f"{item.operation}: {item.reason}"
        for finding in findings:
            if (
                finding.status is Status.UNKNOWN
                and finding.control in step.controls
                and finding.region in (None, step.place.region)
                and finding.resource in (None, step.resource)
            ):
                yield f"{finding.control}: {finding.message}"


def _remaining_undo(run: Run) -> tuple[Step, ...]:
    done = run.answers().keys()
    return tuple(step for step in run.plan.steps if step.key not in done)


def _stale(plan: Plan, fresh: Plan) -> Problem:
    then = {step.key: step.write for step in plan.steps}
    now = {step.key: step.write for step in fresh.steps}
    gone = [f"no longer needed: {key}" for key in then if key not in now]
    new = [f"now needed too: {key}" for key in now if key not in then]
    other = [f"would be sent differently: {key}" for key in then if key in now and then[key] != now[key]]
    shown = [*gone, *new, *other] or ["the same steps, with another undo or order"]
    more = [f"and {len(shown) - 10} more"] if len(shown) > 10 else []
    return Problem(
        f"the account has changed since the plan was made ({plan.snapshot_taken}):\n  "
        + "\n  ".join([*shown[:10], *more]),
        effect="nothing was changed",
        next="hardpan plan --out plan.json",
    )


@contextmanager
def _lock(root: Path, account: str) -> Iterator[None]:
    """One run at a time for an account on this machine. Raises Problem where another holds the lock."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / f"{account}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Problem(
                f"another run is changing account {account} right now",
                effect="nothing was changed",
                next="wait for it, then plan again",
            ) from error
        yield


class _Sender:
    """What `apply` needs of AWS."""

    def __init__(self, session: Session) -> None:
        self._clients = session.aws.clients
        self._roles = Roles(session.aws, session.entry)

    def read(self, place: Place, read: Read) -> dict[str, Any] | None:
        return self._clients.read(place, read, self._roles.who(place.account))

    def write(self, place: Place, write: Write) -> dict[str, Any]:
        who = self._roles.who(place.account)
        return self._clients.call(write.service, write.operation, write.parameters, place.endpoint_region, who)

    def journaled(self, write: Write, answer: dict[str, Any]) -> dict[str, Any]:
        return without_secrets(write.service, write.operation, answer)


__all__ = ["Applied", "OnStep", "Selection", "apply", "plan_undo", "resume", "undo"]
