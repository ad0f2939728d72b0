"""The main job over HTTP in every Region: what a person leaves to Hardpan is done, and can be taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from hardpan.config import EXAMPLE, Waiver
from hardpan.model import CONTROLS, OPERATIONS, Assessment, ExitCode, Severity, Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

WANT = replace(EXAMPLE, consent=("all",))
READS = ("Describe", "Get", "List", "Generate")


def tally(done: Assessment) -> Counter[tuple[str, str | None, Status]]:
    """Findings by control, Region and status: ids of rebuilt resources differ."""
    return Counter((found.control, found.region, found.status) for found in done.findings)


def held() -> set[str]:
    """The controls of the profile."""
    return {control.id for control in CONTROLS.values() if control.includes(WANT.profile)}


def test_everything_automatable_passes_and_is_taken_back(sandbox: Sandbox, tmp_path: Path) -> None:
    before = assess(WANT)
    plan = make_plan(WANT)
    asked = {request["operation"] for request in sandbox.control.requests()}
    assert not [operation for operation in asked if not operation.startswith(READS)], "assess and plan only read"
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert done.after is not None
    left = [found for found in done.after.findings if found.status not in (Status.PASS, Status.NOT_APPLICABLE)]
    people = {human.control for human in make_plan(WANT).human_steps}
    assert {found.control for found in left} == people
    assert all(CONTROLS[control].human for control in people)
    assert make_plan(WANT).steps == ()
    taken_back = plan_undo(done.run)
    after = undo(taken_back, tmp_path, on_step=lambda *_: None).after
    assert after is not None
    differing = {control for control, *_ in (tally(before) - tally(after)) + (tally(after) - tally(before))}
    named = {
        control for op in OPERATIONS.values() for control in op.satisfies if any(op.id in n for n in taken_back.notes)
    }
    assert differing <= named


def test_a_control_that_is_asked_has_a_finding(sandbox: Sandbox) -> None:
    assert {found.control for found in assess(WANT).findings} == held()
    sandbox.reset("factory-new")
    assert {found.control for found in assess(WANT).findings} == held()


def test_a_blind_run_passes_nothing(sandbox: Sandbox) -> None:
    sandbox.control.fault("deny", "*", **{"except": ["sts:GetCallerIdentity", "ec2:DescribeRegions"]})
    blind = assess(WANT)
    assert {found.status for found in blind.findings} == {Status.UNKNOWN}
    assert {found.control for found in blind.findings} == held()
    assert blind.exit_code(Severity.LOW) is ExitCode.UNKNOWN


def test_an_endpoint_that_knows_nothing_passes_nothing(sandbox: Sandbox) -> None:
    sandbox.control.fault("unknown", "*", **{"except": ["sts:GetCallerIdentity", "ec2:DescribeRegions"]})
    assert {found.status for found in assess(WANT, Selection(regions=("eu-west-1",))).findings} == {Status.UNKNOWN}


def test_a_waived_default_vpc_stays_though_its_security_group_fails(sandbox: Sandbox) -> None:
    waiver = Waiver(control="ec2.no_default_vpc", reason="labs", owner="Ada", expires=date(2999, 1, 1))
    selection = Selection(controls=("ec2.default_security_group_empty", "ec2.no_default_vpc"), regions=("eu-west-1",))
    for waivers in ((), (waiver,)):
        steps = make_plan(replace(WANT, waivers=waivers), selection).steps
        assert any(step.write.operation == "DeleteVpc" for step in steps) is not bool(waivers)
        assert any(step.write.operation.startswith("RevokeSecurityGroup") for step in steps) is bool(waivers)
