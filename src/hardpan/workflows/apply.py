"""Apply a saved plan, finish an interrupted run, take a run back. Changes AWS."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import jmespath

from hardpan.apply import SEEN, Journal, Outcome, Result, Run, carry_out, inverse
from hardpan.aws import Aws
from hardpan.aws.lean.sign import whose
from hardpan.aws.model import without_secrets
from hardpan.aws.roles import Roles
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.model import Assessment, ExitCode, Finding, NotYet, Place, Problem, Read, Status, Step, Write, is_planned
from hardpan.plan import Plan, Selection
from hardpan.plan.approval import Approval, is_for_later
from hardpan.workflows.accounts import NEWBORN, PATIENCE, targets, wait_until_entered
from hardpan.workflows.assess import assess_in
from hardpan.workflows.plan import check, plan_in
from hardpan.workflows.session import Session, begin, controls_of

OnStep = Callable[[Step, Outcome, str], None]
OnStage = Callable[[str], None]  # told what a run is about to do that takes its time and is no step


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


def _unheard(_: str) -> None:
    """Nobody listens."""


class _Heard(NamedTuple):
    """Who is told how a run goes on."""

    step: OnStep
    stage: OnStage


def apply(plan: Plan, root: Path, *, on_step: OnStep, on_stage: OnStage = _unheard, aws: Aws | None = None) -> Applied:
    """Carry out a plan and assess again. Raises Problem, with nothing changed, when the plan no longer fits."""
    check(plan)
    on_stage("planning again, to see whether the plan still fits")
    session = _session_for(plan, aws)
    fresh = plan_in(session, Progress()).plan
    if fresh.hash != plan.hash:
        raise _stale(plan, fresh)
    with _lock(root, plan.account):
        return _carry(session, Run.begin(root, plan), plan.steps, _Heard(on_step, on_stage))


@dataclass(frozen=True)
class Ready:
    """A plan, and the session that it was made in, to be carried out at once."""

    plan: Plan
    session: Session
    read_at: float  # of time.monotonic()


def planned(want: Baseline, selection: Selection, *, aws: Aws | None = None, progress: Progress | None = None) -> Ready:
    """`make_plan`, for `apply_now`."""
    session = begin(want, selection, aws)
    plan = plan_in(session, progress or Progress()).plan
    return Ready(plan, session, time.monotonic())


def apply_now(ready: Ready, root: Path, *, on_step: OnStep, on_stage: OnStage = _unheard) -> Applied:
    """Carry out a plan that was made a moment ago, and assess again.

    Where somebody took time to agree to it, the plan is made again first, as a saved one is: raises Problem, with
    nothing changed, when it no longer fits.
    """
    plan, session = ready.plan, ready.session
    if time.monotonic() - ready.read_at > _STILL_TRUE:
        return apply(plan, root, on_step=on_step, on_stage=on_stage, aws=session.aws)
    with _lock(root, plan.account):
        return _carry(session, Run.begin(root, plan), plan.steps, _Heard(on_step, on_stage))


_STILL_TRUE = 30.0  # seconds for which a plan need not be made again to be carried out


def resume(run: Run, root: Path, *, on_step: OnStep, on_stage: OnStage = _unheard, aws: Aws | None = None) -> Applied:
    """Finish an interrupted run: what AWS shows as done stays, the rest of its plan is carried out."""
    plan = run.plan
    session = _session_for(plan, aws)
    with _lock(root, plan.account):
        session = _entered(session, run, on_stage)
        on_stage("looking what is left to do")
        steps = _remaining_undo(run) if plan.undoes else _remaining(session, run)
        return _carry(session, run, steps, _Heard(on_step, on_stage))


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


def undo(plan: Plan, root: Path, *, on_step: OnStep, on_stage: OnStage = _unheard, aws: Aws | None = None) -> Applied:
    """Carry out an undo plan and assess again."""
    session = _session_for(plan, aws)
    with _lock(root, plan.account):
        return _carry(session, Run.begin(root, plan), plan.steps, _Heard(on_step, on_stage))


def _made_by(run: Run) -> dict[str, str]:
    """The names of the accounts that the run has made, by their numbers."""
    answers = run.answers()
    making = [step for step in run.plan.steps if step.write.operation == "CreateAccount" and step.key in answers]
    found = [(jmespath.search(f"{SEEN}.CreateAccountStatus.AccountId", answers[step.key]), step) for step in making]
    return {number: step.write.parameters["AccountName"] for number, step in found if number}


def _entered(session: Session, run: Run, on_stage: OnStage) -> Session:
    """The session once the accounts that the run has made let somebody in."""
    if made := _made_by(run):
        on_stage(f"waiting for {len(made)} new account{'s' if len(made) > 1 else ''} to let somebody in")
        wait_until_entered(session, made)
    return replace(session, newborn=frozenset(made))


def _patient(steps: Iterable[Step], newborn: frozenset[str]) -> tuple[Step, ...]:
    """The steps; in an account just made each waits until its service knows the account."""
    return tuple(
        replace(step, not_yet=(*step.not_yet, *_NOT_KNOWN_YET)) if step.place.account in newborn else step
        for step in steps
    )


_NOT_KNOWN_YET = tuple(NotYet(code, seconds=PATIENCE) for code in sorted(NEWBORN))


def _why_left_out(step: Step, found: _Approved, run: Run) -> str | None:
    """Why an approved step is not carried out, where it is not that it is no longer needed."""
    planned = step.place.account
    if is_planned(planned) and planned not in found.real:
        name = run.plan.planned_accounts.get(planned)
        return f"account {name} is there, but was not found" if name in _made_by(run).values() else _NOT_MADE
    if any(step.key == one.key for one in found.steps):
        return "what there is to change could still not be read"
    return found.untold.get(step.key)


_NOT_MADE = "its account was not made"


def _carry(session: Session, run: Run, steps: tuple[Step, ...], heard: _Heard) -> Applied:
    """Carry out what can be, then what was planned in accounts that this made, and assess again."""
    plan = run.plan
    now, later = parts(_patient(steps, session.newborn))
    with Journal(run) as journal:
        result = carry_out(
            now, _Sender(session), journal, answers=run.answers(), on_step=heard.step, goes_on=bool(later)
        )
        if later and not result.interrupted:
            result.add(_second_part(session, run, later, journal, result, heard))
    if result.interrupted:
        return Applied(run, plan, result, None)
    heard.stage("assessing again")
    again = session.again() if any(step.write.operation in _OF_REGIONS for step in run.steps) else session
    after = assess_in(
        again, Progress(), sought=targets(again, plan.selection.accounts, controls_of(again.want, again.selection))
    )
    return Applied(run, plan, result, after)


_OF_REGIONS = ("EnableRegion", "DisableRegion")


def parts(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps that name only what is there, and those that name what is not, or need one that does."""
    later: set[str] = set()
    for step in steps:  # each after what it needs
        if is_for_later(step) or (step.needs | step.follows) & later:
            later.add(step.key)
    return tuple(step for step in steps if step.key not in later), tuple(step for step in steps if step.key in later)


def _second_part(
    session: Session, run: Run, later: tuple[Step, ...], journal: Journal, first: Result, heard: _Heard
) -> Result:
    """What was planned of what was not there, or could not be read: planned anew, and held to what was approved."""
    session = _entered(session.again(), run, heard.stage)
    heard.stage(f"planning again: {len(later)} steps are about what was not there, or could not be read, before")
    found = _approved(session, run)
    steps = tuple(step for step in found.steps if step.key not in first.outcomes and not is_for_later(step))
    result = Result()
    planned_anew = {one.key for step in steps for one in found.approval.like(step)}
    for step in later:
        if step.key not in planned_anew and (why := _why_left_out(step, found, run)):
            result.outcomes[step.key], result.reasons[step.key] = Outcome.SKIPPED, why
            heard.step(step, Outcome.SKIPPED, why)
    run.add_part(replace(found.plan, steps=steps, human_steps=(), blocked=()))
    patient = _patient(steps, session.newborn)
    sender, answers = _Sender(session), run.answers()
    result.add(carry_out(patient, sender, journal, answers=answers, before=first.outcomes, on_step=heard.step))
    return result


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
    found = _approved(session, run)
    if untold := list(dict.fromkeys(found.untold.values())):
        raise Problem(
            f"cannot tell what is left of run {run.id}:\n  " + "\n  ".join(untold),
            effect="nothing was changed; the run can still be finished",
            next="hardpan apply --resume   # when this can be read; or leave the run and plan anew: hardpan plan",
        )
    if found.steps and any(not is_for_later(step) for step in found.steps):
        run.add_part(replace(found.plan, steps=found.steps, human_steps=(), blocked=()))
    return found.steps


class _Approved(NamedTuple):
    """What a plan made now has of what was approved."""

    plan: Plan
    steps: tuple[Step, ...]
    untold: dict[str, str]  # why it cannot be told whether a step is still needed, by key
    real: dict[str, str]
    approval: Approval


def _approved(session: Session, run: Run) -> _Approved:
    fresh, findings, real = plan_in(session, Progress())
    answered = run.answers()
    approval = Approval(run.plan, real, answered)
    waiting = [step for step in fresh.steps if step.key not in answered]
    steps = tuple(step for step in waiting if approval.covers(step))
    named = {one.key for step in fresh.steps for one in approval.like(step)}
    gone = [step for step in run.plan.steps if step.key not in answered and step.key not in named]
    untold = {step.key: why for step in gone for why in _why_untold(step, fresh, findings, real)}
    untold |= {
        one.key: f"{step.key}: would be sent differently now"
        for step in waiting
        if not approval.covers(step)
        for one in approval.like(step)
    }
    return _Approved(fresh, steps, untold, real, approval)


def _why_untold(step: Step, fresh: Plan, findings: list[Finding], real: Mapping[str, str]) -> Iterator[str]:
    """Why a step is missing in a plan made now, where it is not that it is no longer needed."""
    account = real.get(step.place.account, step.place.account)
    for item in fresh.blocked:
        if step.key.startswith(f"{item.operation}/") or item.operation == f"everything in {account}":
            yield f"{item.operation}: {item.reason}"
    for finding in findings:
        if (
            finding.status is Status.UNKNOWN
            and finding.control in step.controls
            and finding.account == account
            and finding.region in (None, step.place.region)
            and finding.resource in (None, step.resource)
        ):
            yield f"{finding.control}: {finding.message}"


def _remaining_undo(run: Run) -> tuple[Step, ...]:
    done = run.answers().keys()
    return tuple(step for step in run.steps if step.key not in done)


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
        account = whose(place.account, read.root_task)
        return self._roles.asked(account, lambda who: self._clients.read(place, read, who))

    def write(self, place: Place, write: Write) -> dict[str, Any]:
        asked = (write.service, write.operation, write.parameters, place.endpoint_region)
        return self._roles.asked(whose(place.account, write.root_task), lambda who: self._clients.call(*asked, who))

    def journaled(self, write: Write, answer: dict[str, Any]) -> dict[str, Any]:
        return without_secrets(write.service, write.operation, answer)


__all__ = ["Applied", "OnStep", "Selection", "apply", "plan_undo", "resume", "undo"]
