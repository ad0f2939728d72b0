"""An organization over HTTP: one plan secures it, drift is found and put right, and everything can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline
from hardpan.model import CONTROLS, Status
from hardpan.plan import Selection
from hardpan.sandbox.scenarios.startup_grown import SHOP
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
CONSENTING = replace(EXAMPLE, consent=("all",))
LEAVE, PROTECT = "organizations.scp_deny_leave_organization", "organizations.scp_protect_security_services"
OWN = tuple(sorted(control for control in CONTROLS if control.startswith("organizations.")))
SELECTION = Selection(controls=OWN, regions=("us-east-1",))


@pytest.fixture
def grown(sandbox: Sandbox) -> Any:
    sandbox.reset("startup-grown")
    return botocore.session.Session().create_client("organizations", "us-east-1", endpoint_url=sandbox.url)


def statuses(want: Baseline = CONSENTING) -> dict[str, tuple[Status, str]]:
    return {found.control: (found.status, found.message) for found in assess(want, SELECTION).findings}


def test_an_account_on_its_own_is_not_judged_and_nobody_is_bothered(sandbox: Sandbox) -> None:
    for scenario in ("personal-messy", "factory-new"):
        sandbox.reset(scenario)
        assert {status for status, _ in statuses().values()} == {Status.NOT_APPLICABLE}
        plan = make_plan(CONSENTING, SELECTION)
        assert (plan.steps, plan.human_steps, plan.blocked) == ((), (), ())


def test_a_member_is_told_where_its_organization_is_judged_and_asks_nothing_more(sandbox: Sandbox, grown: Any) -> None:
    asked = len(sandbox.control.requests())
    found = assess(CONSENTING, SELECTION, accounts=(SHOP,)).findings
    assert {(one.account, one.status) for one in found} == {(SHOP, Status.NOT_APPLICABLE)}
    undescribed = ("hardpan.yaml does not describe the organization", "hardpan.yaml says to close no account")
    assert all(sandbox.account in one.message or one.message in undescribed for one in found)
    assert sum(sandbox.account in one.message for one in found) >= 7
    sent = [one["operation"] for one in sandbox.control.requests()[asked:] if one["service"] == "organizations"]
    assert set(sent) == {"DescribeOrganization"}


def test_a_management_account_without_the_permission_is_unknown(sandbox: Sandbox, grown: Any) -> None:
    sandbox.control.fault("deny", "organizations:ListRoots")
    found = statuses()
    assert {found[name][0] for name in (LEAVE, "organizations.policy_types")} == {Status.UNKNOWN}
    assert "organizations:ListRoots" in found[LEAVE][1]


def test_one_plan_secures_the_organization_and_drift_is_found_and_put_right(grown: Any, tmp_path: Path) -> None:
    before = statuses()
    done = apply(make_plan(CONSENTING, SELECTION), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    names = ("accounts_in_units", "closed_accounts_suspended", "quarantine_unit", "root_addresses")
    people = {f"organizations.{name}" for name in names}
    holding = (Status.PASS, Status.NOT_APPLICABLE)
    assert {control for control, (status, _) in statuses().items() if status not in holding} == people

    root = grown.list_roots()["Roots"][0]["Id"]
    over = grown.list_policies_for_target(TargetId=root, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert "FullAWSAccess" in {one["Name"] for one in over}, "what AWS attached is left alone"
    policies = {one["Name"]: one["Id"] for one in grown.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]}
    leave, protect = (
        policies[f"hardpan-scp-{name}"] for name in ("deny-leave-organization", "protect-security-services")
    )
    grown.detach_policy(PolicyId=leave, TargetId=root)
    harmless = {"Effect": "Deny", "Action": "sns:ListTopics", "Resource": "*"}
    grown.update_policy(PolicyId=protect, Content=json.dumps({"Version": "2012-10-17", "Statement": [harmless]}))
    found = {control: message for control, (status, message) in statuses().items() if status is Status.FAIL}
    assert found.keys() == people | {LEAVE, PROTECT}
    assert found[LEAVE] == "hardpan-scp-deny-leave-organization is not attached to the root"
    assert found[PROTECT] == "hardpan-scp-protect-security-services was edited"
    repaired = apply(make_plan(CONSENTING, SELECTION), tmp_path, on_step=lambda *_: None)
    assert repaired.result.succeeded, repaired.result.reasons
    assert {statuses()[control][0] for control in (LEAVE, PROTECT)} == {Status.PASS}

    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons
    assert statuses() == before
