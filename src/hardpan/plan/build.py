"""Planning, as a list of small passes over what the operations yield."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from graphlib import TopologicalSorter
from typing import TypeAlias

from hardpan.config import Baseline
from hardpan.model import (
    CONTROLS,
    REGION_IS_OFF,
    Account,
    FactUnreadable,
    Finding,
    Operation,
    Place,
    Problem,
    Status,
    Step,
    Unreadable,
    Why,
)
from hardpan.plan.plan import Blocked, HumanStep, Plan, Selection
from hardpan.snapshot import Snapshot


@dataclass
class _Draft:
    """What the operations ask for so far."""

    steps: dict[str, Step] = field(default_factory=dict)
    operation_of: dict[str, Operation] = field(default_factory=dict)
    blocked: list[Blocked] = field(default_factory=list)


class Planner:
    """Is shown accounts as they are read, and then makes the plan that lets their failing findings pass.

    Of an account only its steps and what does not pass is kept.
    """

    def __init__(self, want: Baseline, operations: Iterable[Operation]) -> None:
        self._want = want
        self._operations = sorted(operations, key=lambda found: found.id)
        self._draft = _Draft()
        self._about: dict[str, _Resources] = {}
        self._taken: list[datetime] = []
        self.findings: list[Finding] = []  # that do not pass

    def add(self, have: Snapshot, findings: Sequence[Finding]) -> None:
        """One more account, and what the controls say of it."""
        self._taken.append(have.taken)
        self.findings += [finding for finding in findings if finding.status in _OPEN]
        about = _resources(findings)
        for account in have.accounts:
            self._about[account.id] = about
            if isinstance(closed := have.facts.get((Account, account.place)), Unreadable):
                self._draft.blocked.append(_closed(account, closed.why))
                return
        _ask(self._want, have, self._operations, self._draft)

    def add_planned(self, have: Snapshot, findings: Sequence[Finding], made_by: str) -> None:
        """An account that does not exist yet, if the step of this key, which makes it, is among those planned.

        All of its steps come after that one, and without it there are none.
        """
        if made_by not in self._draft.steps:
            return
        before = set(self._draft.steps)
        self.add(have, findings)
        for key in self._draft.steps.keys() - before:
            step = self._draft.steps[key]
            self._draft.steps[key] = replace(step, needs=step.needs | {made_by})

    def plan(self, *, account: Place, selection: Selection, digest: str) -> Plan:
        """The plan, to be carried out with the credentials of `account`."""
        _spread(self._draft)
        kept = _with_needs(self._called_for(), self._draft)
        kept = _without_what_stays_unread(kept, self._draft)
        kept = _without_consent_missing(kept, self._draft, self._want)
        ended = {step.ends for step in kept.values() if step.ends}
        kept = {key: step for key, step in kept.items() if step.place not in ended}
        return Plan(
            account=account.account,
            partition=account.partition,
            baseline=self._want,
            baseline_digest=digest,
            selection=selection,
            snapshot_taken=min(self._taken).isoformat(timespec="seconds"),
            steps=_ordered(kept),
            human_steps=_human(self._left_over(kept, ended), self.findings, account.account),
            blocked=tuple(self._draft.blocked),
        )

    def _called_for(self) -> set[str]:
        """Keys of the steps that a failing finding asks for, in whatever account it was known that they are missing."""
        failing: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.findings:
            if finding.status is Status.FAIL:
                failing.setdefault((finding.account, finding.control), []).append(finding)
        return {
            key
            for key, step in self._draft.steps.items()
            for control in step.controls
            if any(
                _asks_for(finding, step, self._about[finding.account][control])
                for finding in failing.get((step.place.account, control), ())
            )
        }

    def _left_over(self, kept: dict[str, Step], ended: set[Place]) -> list[Finding]:
        """The findings that wait for a person, because no step of the plan is about them and their Region stays."""
        gone = {(place.account, place.region) for place in ended}
        by_account: dict[str, list[Step]] = {}
        for step in kept.values():
            by_account.setdefault(step.place.account, []).append(step)
        reaching = [step for step in kept.values() if step.reaches]
        return [
            finding
            for finding in self.findings
            if finding.status in (Status.FAIL, Status.MANUAL)
            and (finding.account, finding.region) not in gone
            and not any(
                _asks_for(finding, step, self._about[finding.account][finding.control])
                for step in by_account.get(finding.account, ())
            )
            and not any(_reaches(step, finding) for step in reaching)
        ]


_OPEN = (Status.FAIL, Status.MANUAL, Status.UNKNOWN)


def build(
    want: Baseline,
    have: Snapshot,
    findings: Sequence[Finding],
    operations: Iterable[Operation],
    *,
    selection: Selection,
    digest: str,
) -> Plan:
    """The plan for one account. `operations` are those to ask, with all they come after."""
    planner = Planner(want, operations)
    planner.add(have, findings)
    return planner.plan(account=have.accounts[0].place, selection=selection, digest=digest)


def _ask(want: Baseline, have: Snapshot, operations: Iterable[Operation], draft: _Draft) -> None:
    """Every step that any operation yields; one that meets a hidden fact or a Problem keeps what it yielded before."""
    for operation in operations:
        try:
            for step in operation.run(want, have):
                if step.key in draft.steps:
                    raise TwoSteps(step.key)
                draft.steps[step.key] = replace(step, controls=step.controls or operation.satisfies)
                draft.operation_of[step.key] = operation
        except FactUnreadable as hidden:
            draft.blocked.append(_blocked(operation, str(hidden.why), _way_out(hidden.why)))
        except Problem as problem:
            draft.blocked.append(_blocked(operation, problem.what, problem.next or "plan again when it is changed"))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # AWS said what the operation did not foresee, as a policy that is no JSON; the others are planned.
            reason = f"what was read makes no sense to this operation: {type(error).__name__}: {error}"
            draft.blocked.append(_blocked(operation, reason, "please report it"))


class TwoSteps(Exception):  # a defect of operations, which their tests are to show
    """Two steps of a plan have the same key."""


def _blocked(operation: Operation, reason: str, unblock: str) -> Blocked:
    return Blocked(operation=operation.id, controls=operation.satisfies, reason=reason, unblock=unblock, steps=0)


def _way_out(why: Why) -> str:
    if why.code == "UnsupportedOperation":
        return "nothing to do here: the endpoint has to learn the operation"
    if why.code in REGION_IS_OFF:
        return "a Region that is being turned on or off answers so: plan again when that is done"
    if why.permission == "sts:AssumeRoot":
        return "plan again when central root access is on (organizations.central_root_access), or allow sts:AssumeRoot"
    return f"allow {why.permission}, then plan again"


def _closed(account: Account, why: Why) -> Blocked:
    return Blocked(
        operation=f"everything in {account.id}",
        controls=(),
        reason=str(why),
        unblock=f"let {why.permission} through, or leave the account out",
        steps=0,
    )


_Resources: TypeAlias = dict[str, set[str | None]]


def _resources(findings: Sequence[Finding]) -> _Resources:
    """The resources that the findings of each control are about."""
    about: _Resources = {}
    for finding in findings:
        about.setdefault(finding.control, set()).add(finding.resource)
    return about


def _asks_for(finding: Finding, step: Step, resources: set[str | None]) -> bool:
    """Whether the step is about the finding's subject: same control and place, and same resource where both name one.

    A step on a resource that no finding of the control is about (a part of it, or a thing to be made) is asked for
    by any of them.
    """
    return (
        finding.control in step.controls
        and finding.account == step.place.account
        and (finding.region is None or step.place.region is None or finding.region == step.place.region)
        and (step.resource is None or step.resource not in resources or step.resource == finding.resource)
    )


def _reaches(step: Step, finding: Finding) -> bool:
    """Whether a step that has its effect in every account is about what the finding is about."""
    return finding.control in step.controls and finding.region in (None, step.place.region)


def _spread(draft: _Draft) -> None:
    """Beside what a step follows in every account, the keys of the steps that there are."""
    named: dict[str, set[str]] = {}
    for key, step in draft.steps.items():
        named.setdefault(step.kind, set()).add(key)
    for key, step in draft.steps.items():
        if found := step.follows & named.keys():
            draft.steps[key] = replace(step, follows=step.follows.union(*(named[kind] for kind in found)))


def _with_needs(keys: set[str], draft: _Draft) -> dict[str, Step]:
    """The steps with these keys and, transitively, those they need."""
    kept: dict[str, Step] = {}
    waiting = sorted(keys)
    while waiting:
        key = waiting.pop()
        if key not in kept and key in draft.steps:
            kept[key] = draft.steps[key]
            waiting.extend(sorted(kept[key].needs))
    return kept


def _without_what_stays_unread(kept: dict[str, Step], draft: _Draft) -> dict[str, Step]:
    """Leave out, and report, steps about what could not be read, where no step that they need lets it be read."""
    found: dict[str, Step] = {}
    sure = {key for key, step in kept.items() if not step.unread}
    for key, step in kept.items():
        if step.unread and not step.needs & sure:
            blocked = _blocked(draft.operation_of[key], str(step.unread), _way_out(step.unread))
            if blocked not in draft.blocked:
                draft.blocked.append(blocked)
        else:
            found[key] = replace(step, unread=None)
    return found


def _without_consent_missing(kept: dict[str, Step], draft: _Draft, want: Baseline) -> dict[str, Step]:
    """Leave out, and report, steps that nobody has agreed to, and those that need them."""
    dropped: dict[str, str] = {}  # key -> the operation that lacks consent
    for key in kept:
        operation = draft.operation_of[key]
        if operation.consent and not want.consents_to(operation.id):
            dropped[key] = operation.id
    changed = True
    while changed:
        changed = False
        for key, step in kept.items():
            missing = step.needs & dropped.keys()
            if key not in dropped and missing:
                dropped[key] = dropped[sorted(missing)[0]]
                changed = True
    for identifier in sorted(set(dropped.values())):
        keys = [key for key, reason in dropped.items() if reason == identifier]
        operation = next(op for op in draft.operation_of.values() if op.id == identifier)
        controls = sorted({control for key in keys for control in kept[key].controls})
        draft.blocked.append(
            Blocked(
                operation=identifier,
                controls=tuple(controls),
                reason=f"needs your consent: {operation.consent}",
                unblock=f"add {identifier} to `consent` in hardpan.yaml, or plan with --consent {identifier}",
                steps=len(keys),
            )
        )
    return {key: step for key, step in kept.items() if key not in dropped}


def _ordered(kept: dict[str, Step]) -> tuple[Step, ...]:
    """Needs first; otherwise by place and key, so that the same plan always reads the same."""
    before = {key: sorted((step.needs | step.follows) & kept.keys()) for key, step in sorted(kept.items())}
    sorter = TopologicalSorter(before)
    sorter.prepare()
    ordered: list[Step] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda key: (kept[key].place.region or "", key))
        ordered.extend(kept[key] for key in ready)
        sorter.done(*ready)
    return tuple(ordered)


def _human(findings: Sequence[Finding], every: Sequence[Finding], home: str) -> tuple[HumanStep, ...]:
    """One step for each control and account that waits for a person, and for nothing else first.

    What comes first may be a matter of the account itself or of the organization, and so of the one that plans.
    """
    failing = {(finding.control, finding.account) for finding in every if finding.status is Status.FAIL}
    waiting: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        waiting.setdefault((finding.control, finding.account), []).append(finding)
    return tuple(
        HumanStep(
            control=control,
            title=CONTROLS[control].title,
            account=account,
            instructions=CONTROLS[control].human or "",
            because=tuple(dict.fromkeys(finding.message for finding in found)),
            check=f"hardpan assess --control {control}",
        )
        for (control, account), found in waiting.items()
        if CONTROLS[control].human and not {(CONTROLS[control].once, one) for one in (account, home)} & failing
    )
