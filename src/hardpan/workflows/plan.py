"""Plan the changes that make the baseline hold. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from hardpan.aws import Aws
from hardpan.aws.model import faults, load_meanwhile
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.config.saved import digest
from hardpan.evaluate import evaluate
from hardpan.model import (
    OPERATIONS,
    PLANNED_ORGANIZATION,
    ExitCode,
    Fact,
    FactUnreadable,
    Finding,
    Place,
    Problem,
    Ref,
    Settled,
    Write,
    is_planned,
    planned_account,
)
from hardpan.plan import Plan, Planner, Selection
from hardpan.services.organizations.facts import Member, Membership
from hardpan.services.organizations.layout import account_key, numbers
from hardpan.snapshot import Snapshot
from hardpan.workflows.accounts import EVERY, targets
from hardpan.workflows.new_account import is_on_by_default, new_account
from hardpan.workflows.session import Session, begin, controls_of, operations_for
from hardpan.workflows.survey import survey

# What may stand in for a value known only at run time, where a request is checked before it is sent: the ids of AWS are
# of many lengths.
_ANY_TEXTS = ("0" * 32, "0" * 36)


def make_plan(
    want: Baseline,
    selection: Selection | None = None,
    *,
    aws: Aws | None = None,
    progress: Progress | None = None,
) -> Plan:
    """What has to change. Raises Problem where nothing can be read, or a step would not be a valid request."""
    session = begin(want, selection or Selection(), aws)
    return plan_in(session, progress or Progress()).plan


class Planned(NamedTuple):
    """A plan, and what it was made from."""

    plan: Plan
    findings: list[Finding]  # that did not pass
    real: dict[str, str]  # accounts and organization that are there, by what stands for them in a plan that makes them


def plan_in(session: Session, progress: Progress) -> Planned:
    """`make_plan` within a session, for the accounts it selects."""
    load_meanwhile()
    controls = controls_of(session.want, session.selection)
    operations = operations_for(controls)
    _check_consent(session.want)
    kinds = {kind for control in controls for kind in control.facts}
    kinds |= {kind for operation in operations for kind in operation.facts}
    planner = Planner(session.want, operations)
    home: list[Snapshot] = []

    def add(account: Snapshot) -> None:
        planner.add(account, evaluate(controls, account, session.want))
        if account.accounts[0].id == session.identity.account:
            home.append(account)

    survey(session, targets(session, session.selection.accounts, controls), kinds, add, progress)
    if progress.interrupted:
        raise KeyboardInterrupt  # a plan for what was seen of an account would leave out the rest
    if home and {Membership, Member} <= kinds and session.selection.accounts in ((), (EVERY,)):
        for name, snapshot in _to_be_made(session, home[0], kinds):
            made_by = account_key(name, session.account.place)
            planner.add_planned(snapshot, evaluate(controls, snapshot, session.want), made_by)
    plan = planner.plan(account=session.account.place, selection=session.selection, digest=digest(session.want))
    check(plan)
    return Planned(plan, planner.findings, _real(session.want, home[0]) if home else {})


def _real(want: Baseline, home: Snapshot) -> dict[str, str]:
    try:
        found = enumerate(numbers(want, home).values(), 1)
        real = {planned_account(at): number for at, number in found if not is_planned(number)}
        organizations = [one.organization for one in home.all(Membership) if one.organization]
    except FactUnreadable:
        return {}
    return real | ({PLANNED_ORGANIZATION: organizations[0]} if organizations else {})


def _to_be_made(session: Session, home: Snapshot, kinds: set[type[Fact]]) -> Iterator[tuple[str, Snapshot]]:
    """The accounts that hardpan.yaml has and the organization has not, as AWS hands them out."""
    try:
        wanted = numbers(session.want, home)
        membership = next(iter(home.all(Membership)))
    except FactUnreadable:
        return  # whoever makes accounts is told why it cannot
    regions = [name for name in session.regions if is_on_by_default(name)]
    for name, number in wanted.items():
        if is_planned(number):
            made = new_account(
                Place(number, None, session.identity.partition),
                name,
                organization=membership.organization or PLANNED_ORGANIZATION,
                management=session.identity.account,
                regions=regions,
                kinds=kinds,
                caller=home.caller,
            )
            yield name, replace(made, numbers=wanted)


def check(plan: Plan) -> None:
    """Hold every request of a plan against AWS's own model of it. Raises Problem where one does not fit."""
    wrong = [
        f"{step.key}: {write.action}: {fault}"
        for step in plan.steps
        for write in (step.write, *(step.undo or ()))
        for fault in faults_of(write)
    ]
    waits = [(step.key, wait) for step in plan.steps for wait in (step.settled, step.undone)]
    wrong += [f"{key}: {fault}" for key, wait in waits for fault in _faults_of_wait(wait)]
    if wrong:
        raise Problem(
            "the plan holds requests that AWS would refuse:\n  " + "\n  ".join(wrong),
            effect="nothing was changed",
            next="this is a defect of Hardpan, or the plan file was edited: please report it",
        )


def faults_of(write: Write) -> list[str]:
    """What is wrong with a request, references counted as text."""
    return _faults(write.service, write.operation, write.parameters)


def _faults_of_wait(settled: Settled | None) -> list[str]:
    return _faults(settled.read.service, settled.read.operation, settled.read.parameters) if settled else []


def _faults(service: str, operation: str, parameters: dict[str, Any]) -> list[str]:
    return min((faults(service, operation, _filled(parameters, text)) for text in _ANY_TEXTS), key=len)


def _filled(value: Any, text: str) -> Any:
    if isinstance(value, Ref):
        return text
    if isinstance(value, dict):
        return {name: _filled(item, text) for name, item in value.items()}
    return [_filled(item, text) for item in value] if isinstance(value, list | tuple) else value


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
