"""Guardrails over HTTP that need a file: each fails, its own fix makes it pass, undo makes it fail again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline
from hardpan.config.init import layout
from hardpan.guardrails import GUARDRAILS, ROOT, lowest, where
from hardpan.model import Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.services.organizations.guardrails import control_of
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
JUDGED = [name for name, guardrail in GUARDRAILS.items() if guardrail.control]
WITH_A_FILE = [name for name in JUDGED if ROOT not in where(name, "personal") or name == "scp-region-restriction"]


def baseline(name: str) -> Baseline:
    """A file of the first profile that attaches it, with that profile's units and no accounts."""
    profile = lowest(name)
    assert profile
    units = layout(profile, "aws+{name}@example.com").units
    return replace(
        EXAMPLE,
        profile=profile,
        consent=("all",),
        ci=replace(EXAMPLE.ci, github_owners=("1234567",)),
        organization=replace(EXAMPLE.organization, units=units, regions=("us-east-1",)),
    )


@pytest.fixture
def grown(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("startup-grown")
    sandbox.control.pace(change=0, policy_type=0)
    return sandbox


def judged(name: str, want: Baseline) -> tuple[Status, str]:
    (found,) = assess(want, Selection(controls=(control_of(name),), regions=("us-east-1",))).findings
    return found.status, found.message


@pytest.mark.parametrize("name", WITH_A_FILE)
def test_fails_is_fixed_and_fails_again(name: str, grown: Sandbox, tmp_path: Path) -> None:
    want, selection = baseline(name), Selection(controls=(control_of(name),), regions=("us-east-1",))
    status, message = judged(name, want)
    assert status is Status.FAIL
    assert message.startswith(f"hardpan-{name} does not exist, and belongs on ")
    done = apply(make_plan(want, selection), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    status, message = judged(name, want)
    assert status is Status.PASS
    units = [path for path in where(name, want.profile) if path != ROOT]
    assert all(path in message for path in units)
    assert make_plan(want, selection).steps == ()
    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons
    assert judged(name, want)[0] is Status.FAIL


def test_only_what_was_changed_by_hand_is_named(grown: Sandbox, tmp_path: Path) -> None:
    """With all of a profile attached: one detached from one of its units, one edited."""
    want = baseline("scp-require-imdsv2")
    everything = Selection(controls=tuple(map(control_of, JUDGED)), regions=("us-east-1",))
    done = apply(make_plan(want, everything), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert {found.status for found in assess(want, everything).findings} == {Status.PASS, Status.NOT_APPLICABLE}
    organizations: Any = botocore.session.Session().create_client("organizations", "us-east-1", endpoint_url=grown.url)
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = {
        one["Name"]: one["Id"]
        for one in organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    }
    policies = {
        one["Name"]: one["Id"]
        for kind in ("SERVICE_CONTROL_POLICY", "DECLARATIVE_POLICY_EC2")
        for one in organizations.list_policies(Filter=kind)["Policies"]
    }
    organizations.detach_policy(PolicyId=policies["hardpan-scp-cost-guard"], TargetId=units["Sandbox"])
    open_ = json.dumps({"ec2_attributes": {"serial_console_access": {"status": {"@@assign": "enabled"}}}})
    organizations.update_policy(PolicyId=policies["hardpan-ec2-policy-baseline"], Content=open_)
    found = {one.control: one.message for one in assess(want, everything).findings if one.status is Status.FAIL}
    assert found == {
        "organizations.scp_cost_guard": "hardpan-scp-cost-guard is not attached to unit Sandbox",
        "organizations.ec2_policy_baseline": "hardpan-ec2-policy-baseline was edited",
    }
    again = make_plan(want, Selection(controls=("organizations.scp_cost_guard",), regions=("us-east-1",)))
    assert [step.write.operation for step in again.steps if "cost-guard" in step.key] == ["AttachPolicy"]


def test_the_unit_for_quarantine_is_made_where_the_file_has_it(grown: Sandbox, tmp_path: Path) -> None:
    want = baseline("scp-quarantine")
    selection = Selection(controls=("organizations.quarantine_unit",), regions=("us-east-1",))

    def statuses() -> set[Status]:
        return {found.status for found in assess(want, selection).findings}

    assert statuses() == {Status.FAIL}
    plan = make_plan(want, selection)
    assert [step.write.parameters["Name"] for step in plan.steps] == ["Quarantine"]
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert statuses() == {Status.PASS}
    assert undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result.succeeded
    assert statuses() == {Status.FAIL}
