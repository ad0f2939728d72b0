"""Finishing a run: only what is known to be done or no longer needed is left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardpan.apply import Run
from hardpan.collect import Progress
from hardpan.config import EXAMPLE
from hardpan.model import Problem, Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import resume
from hardpan.workflows.assess import assess, assess_in
from hardpan.workflows.plan import make_plan
from hardpan.workflows.session import begin

WANT = replace(EXAMPLE, consent=("all",))
TRAIL = Selection(controls=("cloudtrail.log_file_validation", "s3.log_bucket_hardened"), regions=("us-east-1",))


@pytest.fixture
def run(sandbox: Sandbox, tmp_path: Path) -> Run:
    """A run that was cut off before its first step."""
    plan = make_plan(WANT, TRAIL)
    assert {step.write.service for step in plan.steps} == {"cloudtrail", "s3"}
    return Run.begin(tmp_path, plan)


@pytest.mark.parametrize("hidden", ["cloudtrail:DescribeTrails", "s3:GetBucketVersioning"])
def test_a_step_that_cannot_be_judged_is_not_taken_for_done(
    run: Run, sandbox: Sandbox, tmp_path: Path, hidden: str
) -> None:
    sandbox.control.fault("deny", hidden)
    sandbox.control.forget_requests()
    with pytest.raises(Problem, match=f"cannot tell what is left of run {run.id}") as told:
        resume(run, tmp_path, on_step=lambda *_: None)
    assert "DescribeTrails" in str(told.value) or "GetBucketVersioning" in str(told.value)
    assert "hardpan apply --resume" in str(told.value)
    asked = {request["operation"] for request in sandbox.control.requests()}
    assert all(name.startswith(("Get", "List", "Describe")) for name in asked), "nothing was changed"
    sandbox.control.behave()
    done = resume(run, tmp_path, on_step=lambda *_: None)
    assert len(done.result.outcomes) == len(run.plan.steps)
    assert done.result.succeeded
    assert make_plan(WANT, TRAIL).steps == ()


def test_a_region_turned_off_while_it_is_read_hides_nothing(sandbox: Sandbox) -> None:
    sandbox.control.reset("personal-messy", ("af-south-1", "eu-south-1"))
    session = begin(WANT, Selection())
    assert "af-south-1" in session.regions
    for name in ("af-south-1", "eu-south-1"):
        sandbox.control.human("turn-region-off", region=name)
    seen = assess_in(session, Progress())
    assert not [found for found in seen.findings if found.status is Status.UNKNOWN]
    assert [one.sort_key for one in seen.findings] == [one.sort_key for one in assess(WANT).findings]


def test_a_region_that_refuses_and_is_still_enabled_is_unknown(sandbox: Sandbox) -> None:
    sandbox.control.fault("error", "cloudtrail:*", regions=["eu-west-2"], code="UnrecognizedClientException")
    seen = assess(WANT, TRAIL)
    said = {found.status for found in seen.findings if found.control == "cloudtrail.log_file_validation"}
    assert Status.UNKNOWN in said
    assert Status.PASS not in said
    [blocked] = [item for item in make_plan(WANT, TRAIL).blocked if item.operation == "cloudtrail.audit_trail"]
    assert "plan again when that is done" in blocked.unblock
