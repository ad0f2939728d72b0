"""Inspector, Macie, Detective, GuardDuty's plans for a whole organization, over HTTP: made, grown, drifted, undone."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline, MemberAccount, Organization, Unit
from hardpan.config.init import layout
from hardpan.model import CONTROLS, Finding, Status
from hardpan.plan import Plan, Selection
from hardpan.sandbox.scenarios.startup_grown import ACCOUNTS, PROTOTYPE, SHOP, TOOLING
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
REGIONS = ("us-east-1", "eu-west-1")
LEFT = {"guardduty.no_unhandled_findings", "guardduty.no_unapproved_suppression"}
SERVICES = ("detective", "guardduty", "inspector2", "macie2")
LOOKING = tuple(sorted(name for name in CONTROLS if name.startswith(SERVICES) and name not in LEFT))
SELECTION = Selection(controls=LOOKING, regions=REGIONS)
ALONE = replace(
    EXAMPLE,
    profile="enterprise",
    consent=("all",),
    organization=replace(layout("personal", "aws+{name}@example.com"), paid_plan=True),
)
GROWN = replace(
    EXAMPLE,
    profile="enterprise",
    consent=("all",),
    organization=Organization(
        units=(Unit(path="Shared"),),
        accounts=tuple(
            MemberAccount(name=name, email=f"aws+{name}@acme.example.com")
            for account, (name, _) in ACCOUNTS.items()
            if account != PROTOTYPE  # which is closed
        ),
        security_tooling="tooling",
    ),
)


@pytest.fixture
def grown(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("startup-grown")
    return sandbox


def failing(want: Baseline, selection: Selection = SELECTION) -> list[Finding]:
    findings = assess(want, selection, accounts=("all",)).findings
    return [found for found in findings if found.status is Status.FAIL]


def in_the_end(want: Baseline) -> list[Finding]:
    """What fails once the organization's configuration has reached its members, for which AWS takes up to a day."""
    until = time.monotonic() + 10
    while (found := failing(want)) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def carried_out(plan: Plan, tmp_path: Path) -> Applied:
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    return done


def client(sandbox: Sandbox, service: str, account: str | None = None, region: str = "eu-west-1") -> Any:
    """With the caller's keys, or those of the access role in another account."""
    session, keys = botocore.session.Session(), {}
    if account:
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        sts = session.create_client("sts", "us-east-1", endpoint_url=sandbox.url)
        told = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        keys = {
            "aws_access_key_id": told["AccessKeyId"],
            "aws_secret_access_key": told["SecretAccessKey"],
            "aws_session_token": told["SessionToken"],
        }
    return session.create_client(service, region, endpoint_url=sandbox.url, **keys)


def test_one_plan_takes_one_account_to_an_organization_that_is_looked_into(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-alone")
    selection = replace(SELECTION, controls=(*LOOKING, "organizations.accounts"))
    plan = make_plan(ALONE, selection)
    assert not plan.human_steps
    done = carried_out(plan, tmp_path)
    assert done.after
    assert not [found for found in done.after.findings if found.status is Status.UNKNOWN]
    assert in_the_end(ALONE) == []
    second = make_plan(ALONE, selection)
    assert (second.steps, second.human_steps, second.blocked) == ((), (), ())

    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert not [key for key in result.reasons if "organizations.organization" not in key]
    failed = {one.control for one in failing(ALONE)}
    assert failed >= {f"{service}.administrator" for service in SERVICES}
    assert client(sandbox, "macie2").list_organization_admin_accounts()["adminAccounts"] == []


def test_what_grew_by_hand_is_adopted_and_comes_back_as_it_was(grown: Sandbox, tmp_path: Path) -> None:
    inspector, macie = client(grown, "inspector2", SHOP), client(grown, "macie2", SHOP)
    inspector.enable(resourceTypes=["EC2"])
    macie.enable_macie()
    before = {one.control for one in failing(GROWN)}
    assert before == set(LOOKING)
    plan = make_plan(GROWN, SELECTION)
    sent = Counter((step.write.service, step.write.operation) for step in plan.steps)
    accounts = len(ACCOUNTS) - 1  # without the closed one; with the management account, without security tooling
    assert sent["inspector2", "AssociateMember"] == sent["macie2", "CreateMember"] == 2 * accounts
    assert sent["inspector2", "Enable"] == 2 * 3, "the management account, security tooling, and all others at once"
    assert sent["macie2", "EnableMacie"] == 2 * 2
    assert sent["detective", "CreateMembers"] == sent["detective", "EnableOrganizationAdminAccount"] == 2
    assert not [step for step in plan.steps if step.write.service != "guardduty" and step.place.account == SHOP]
    done = carried_out(plan, tmp_path)
    assert in_the_end(GROWN) == []
    assert make_plan(GROWN, SELECTION).steps == ()

    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons
    (told,) = inspector.batch_get_account_status()["accounts"]
    assert told["resourceState"]["ec2"]["status"] == "ENABLED"
    assert macie.get_macie_session()["status"] == "ENABLED"
    assert {f"{service}.administrator" for service in SERVICES} <= {one.control for one in failing(GROWN)}


def test_drift_is_found_and_put_right(grown: Sandbox, tmp_path: Path) -> None:
    carried_out(make_plan(GROWN, SELECTION), tmp_path)
    assert in_the_end(GROWN) == []
    inspector = client(grown, "inspector2", TOOLING)
    inspector.update_organization_configuration(autoEnable={"ec2": True, "ecr": True, "lambda": False})
    inspector.disable(accountIds=[SHOP], resourceTypes=["LAMBDA"])
    macie = client(grown, "macie2", TOOLING)
    macie.update_organization_configuration(autoEnable=False)
    macie.update_member_session(id=SHOP, status="PAUSED")
    macie.update_automated_discovery_configuration(status="ENABLED", autoEnableOrganizationMembers="NONE")
    detective = client(grown, "detective", TOOLING)
    graph = detective.list_graphs()["GraphList"][0]["Arn"]
    detective.update_organization_configuration(GraphArn=graph, AutoEnable=False)
    detective.delete_members(GraphArn=graph, AccountIds=[SHOP])
    found = {(one.control, one.account): one.message for one in failing(GROWN)}
    assert found == {
        ("inspector2.every_account_enabled", TOOLING): "new accounts are not scanned for LAMBDA in eu-west-1",
        ("inspector2.every_account_covered", TOOLING): f"{SHOP} is not scanned for LAMBDA in eu-west-1",
        ("inspector2.enabled", SHOP): "not scanned: LAMBDA",
        ("macie2.every_account_enabled", TOOLING): "new accounts do not get Macie in eu-west-1",
        ("macie2.every_account_covered", TOOLING): f"Macie is paused in {SHOP} in eu-west-1",
        ("macie2.enabled", SHOP): "Macie is paused",
        ("macie2.automated_discovery", TOOLING): "automated discovery comes to NONE of the organization's accounts",
        ("detective.every_account_enabled", TOOLING): "new accounts do not come into the graph in eu-west-1",
        ("detective.every_account_covered", TOOLING): f"{SHOP} is left out in eu-west-1",
    }
    done = carried_out(make_plan(GROWN, SELECTION), tmp_path)
    assert in_the_end(GROWN) == []
    assert undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result.succeeded
    assert {(one.control, one.account): one.message for one in failing(GROWN)} == found


def test_accounts_that_were_let_go_are_taken_in_again(grown: Sandbox, tmp_path: Path) -> None:
    carried_out(make_plan(GROWN, SELECTION), tmp_path)
    assert in_the_end(GROWN) == []
    client(grown, "inspector2", TOOLING).disassociate_member(accountId=SHOP)
    macie = client(grown, "macie2", TOOLING)
    macie.disassociate_member(id=SHOP)
    macie.delete_member(id=SHOP)
    found = {one.control: one.message for one in failing(GROWN)}
    assert found.pop("macie2.automated_discovery", "") in ("", "automated discovery is off")
    left_out = f"{SHOP} is left out in eu-west-1"
    assert found == {"inspector2.every_account_covered": left_out, "macie2.every_account_covered": left_out}
    carried_out(make_plan(GROWN, SELECTION), tmp_path)
    assert in_the_end(GROWN) == []


def test_another_administrator_is_left_alone(grown: Sandbox) -> None:
    organizations = client(grown, "organizations")
    for name in ("inspector2", "macie"):
        organizations.enable_aws_service_access(ServicePrincipal=f"{name}.amazonaws.com")
    client(grown, "inspector2").enable_delegated_admin_account(delegatedAdminAccountId=SHOP)
    client(grown, "macie2").enable_organization_admin_account(adminAccountId=SHOP)
    client(grown, "detective").enable_organization_admin_account(AccountId=SHOP)
    names = tuple(f"{service}.{what}" for service in ("inspector2", "macie2", "detective") for what in WHOLE)
    plan = make_plan(GROWN, Selection(controls=names, regions=REGIONS))
    designating = {"EnableDelegatedAdminAccount", "EnableOrganizationAdminAccount"}
    assert not [step for step in plan.steps if step.write.operation in designating | {"CreateMember", "CreateMembers"}]
    assert {step.control for step in plan.human_steps} >= {name for name in names if name.endswith(".administrator")}


WHOLE = ("administrator", "every_account_covered", "every_account_enabled")


def test_a_graph_that_is_there_is_given_to_the_organization_with_consent_alone(grown: Sandbox, tmp_path: Path) -> None:
    own = client(grown, "detective", TOOLING).create_graph()["GraphArn"]
    selection = Selection(controls=tuple(f"detective.{name}" for name in WHOLE), regions=REGIONS)
    plan = make_plan(replace(GROWN, consent=()), selection)
    assert "detective.shared_graph" in {one.operation for one in plan.blocked}
    assert {step.place.region for step in plan.steps} <= {"us-east-1", None}
    carried_out(make_plan(replace(GROWN, consent=("detective.shared_graph",)), selection), tmp_path)
    assert failing(GROWN, selection) == []
    (listed,) = client(grown, "detective").list_organization_admin_accounts()["Administrators"]
    assert listed["GraphArn"] == own


def test_agents_come_with_consent_alone(grown: Sandbox) -> None:
    names = ("guardduty.runtime_monitoring", "guardduty.every_account_has_runtime_monitoring")
    plan = make_plan(replace(GROWN, consent=()), Selection(controls=names, regions=REGIONS))
    assert "guardduty.runtime_monitoring" in {one.operation for one in plan.blocked}
    named = [one["Name"] for step in plan.steps for one in step.write.parameters.get("Features", ())]
    assert "RUNTIME_MONITORING" not in named


HIDDEN = (
    ("inspector2:ListDelegatedAdminAccounts", "inspector2.administrator"),
    ("inspector2:GetDelegatedAdminAccount", "inspector2.every_account_enabled"),
    ("inspector2:ListMembers", "inspector2.every_account_covered"),
    ("inspector2:BatchGetAccountStatus", "inspector2.enabled"),
    ("macie2:ListOrganizationAdminAccounts", "macie2.administrator"),
    ("macie2:DescribeOrganizationConfiguration", "macie2.every_account_enabled"),
    ("macie2:ListMembers", "macie2.every_account_covered"),
    ("macie2:GetMacieSession", "macie2.enabled"),
    ("macie2:GetAutomatedDiscoveryConfiguration", "macie2.automated_discovery"),
    ("detective:ListOrganizationAdminAccount", "detective.administrator"),
    ("detective:DescribeOrganizationConfiguration", "detective.every_account_enabled"),
    ("detective:ListMembers", "detective.every_account_covered"),
    ("detective:ListGraphs", "detective.enabled"),
    ("guardduty:DescribeOrganizationConfiguration", "guardduty.every_account_has_plans"),
)


def test_what_is_hidden_is_unknown(grown: Sandbox, tmp_path: Path) -> None:
    """Although Inspector, Macie and Detective say with the same code that they are off, or administered elsewhere."""
    carried_out(make_plan(GROWN, SELECTION), tmp_path)
    for denied, control in HIDDEN:
        grown.control.fault("deny", denied)
        found = assess(GROWN, Selection(controls=(control,), regions=REGIONS), accounts=("all",)).findings
        grown.control.behave()
        statuses = {one.status for one in found}
        assert Status.UNKNOWN in statuses, control
        assert not {Status.PASS, Status.FAIL} & statuses, control


def test_an_account_by_itself_looks_into_itself(sandbox: Sandbox) -> None:
    want = replace(EXAMPLE, profile="enterprise", consent=("all",))
    plan = make_plan(want, SELECTION)
    assert {step.key.partition("/")[0] for step in plan.steps if not step.key.startswith("guardduty.")} == {
        "inspector2.scanning",
        "macie2.session",
        "macie2.discovery",
        "detective.graph",
    }
