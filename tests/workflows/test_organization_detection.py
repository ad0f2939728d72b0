"""Threat detection for a whole organization, over HTTP: from one account, of one that grew by hand, drifted, undone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline, MemberAccount, Organization, Unit
from hardpan.config.init import layout
from hardpan.model import Finding, Status
from hardpan.plan import Plan, Selection
from hardpan.sandbox.scenarios.startup_grown import ACCOUNTS, PROTOTYPE, SHOP, TOOLING
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
REGIONS = ("us-east-1", "eu-west-1")
GUARDDUTY = (
    "guardduty.administrator",
    "guardduty.enabled",
    "guardduty.every_account_covered",
    "guardduty.every_account_enabled",
    "guardduty.frequent_publishing",
    "guardduty.s3_protection",
)
ANALYZERS = (
    "accessanalyzer.external_analyzer",
    "accessanalyzer.organization_analyzer",
    "accessanalyzer.unused_access",
)
HUBS = ("securityhub.administrator", "securityhub.central_configuration", "securityhub.enabled")
ORGANIZATION = ("organizations.accounts", "organizations.delegated_administrators")
DETECTION = Selection(controls=(*GUARDDUTY, *ANALYZERS, *ORGANIZATION), regions=REGIONS)
CENTRAL = Selection(controls=HUBS, regions=REGIONS)
ALONE = replace(
    EXAMPLE,
    consent=("all",),
    organization=replace(layout("personal", "aws+{name}@example.com"), paid_plan=True),
)
GROWN = replace(
    EXAMPLE,
    consent=("all",),
    organization=Organization(
        units=tuple(Unit(path=path) for path in ("Shared", "Live", "Live/Payments", "Dev & Test", "Attic")),
        accounts=tuple(
            MemberAccount(name=name, email=f"aws+{name}@acme.example.com", unit=unit)
            for account, (name, unit) in ACCOUNTS.items()
            if account != PROTOTYPE  # which is closed
        ),
        security_tooling="tooling",
    ),
)
TEAM = replace(GROWN, profile="team")


@pytest.fixture
def grown(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("startup-grown")
    return sandbox


def failing(want: Baseline, selection: Selection = DETECTION) -> list[Finding]:
    findings = assess(want, selection, accounts=("all",)).findings
    return [found for found in findings if found.status in (Status.FAIL, Status.UNKNOWN)]


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


def test_one_plan_takes_one_account_to_an_organization_that_is_watched(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-alone")
    plan = make_plan(ALONE, DETECTION)
    assert not plan.human_steps
    done = carried_out(plan, tmp_path)
    assert done.after
    assert not [found for found in done.after.findings if found.status in (Status.FAIL, Status.UNKNOWN)]
    second = make_plan(ALONE, DETECTION)
    assert (second.steps, second.human_steps, second.blocked) == ((), (), ())

    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    failed = [key for key in result.reasons if "organizations.organization" not in key]
    assert not failed, "all but the organization itself, which has accounts now, is taken back"
    organizations = client(sandbox, "organizations")
    assert organizations.list_delegated_administrators()["DelegatedAdministrators"] == []
    assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []


def test_what_grew_by_hand_is_adopted(grown: Sandbox, tmp_path: Path) -> None:
    before = client(grown, "guardduty", SHOP).list_detectors()["DetectorIds"]
    plan = make_plan(GROWN, DETECTION)
    assert f"guardduty.detector/create@{SHOP}/eu-west-1" not in {step.key for step in plan.steps}
    updated = {step.key.partition("@")[0] for step in plan.steps if step.write.operation == "UpdateDetector"}
    assert updated == {"guardduty.detector/resume"}, "the rest is the administrator's"
    carried_out(plan, tmp_path)
    assert client(grown, "guardduty", SHOP).list_detectors()["DetectorIds"] == before
    # One account lets nobody in any more: all of it is unknown, and yet it is watched.
    assert {found.status for found in failing(GROWN)} == {Status.UNKNOWN}
    assert make_plan(GROWN, DETECTION).steps == ()


def test_drift_is_found_and_put_right(grown: Sandbox, tmp_path: Path) -> None:
    carried_out(make_plan(GROWN, DETECTION), tmp_path)
    tooling = client(grown, "guardduty", TOOLING)
    (detector,) = tooling.list_detectors()["DetectorIds"]
    configured = {"DetectorId": detector, "AutoEnableOrganizationMembers": "NONE"}
    tooling.update_organization_configuration(**configured)
    tooling.disassociate_members(DetectorId=detector, AccountIds=[SHOP])
    found = {one.control: one.message for one in failing(GROWN) if one.status is Status.FAIL}
    assert found == {
        "guardduty.every_account_enabled": "turned on of itself for NONE accounts in eu-west-1",
        "guardduty.every_account_covered": f"{SHOP} is left out in eu-west-1",
        "guardduty.frequent_publishing": "findings are published again after six_hours",
    }
    done = carried_out(make_plan(GROWN, DETECTION), tmp_path)
    assert not [one for one in failing(GROWN) if one.status is Status.FAIL]
    assert undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result.succeeded
    assert "guardduty.every_account_enabled" in {one.control for one in failing(GROWN)}


def test_an_account_that_was_let_go_is_asked_back(
    grown: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What AWS takes up to a day for."""
    carried_out(make_plan(GROWN, DETECTION), tmp_path)
    monkeypatch.setattr("hardpan.sandbox.services.guardduty_organization.REACHES_AFTER", 3600)
    tooling = client(grown, "guardduty", TOOLING)
    (detector,) = tooling.list_detectors()["DetectorIds"]
    tooling.update_organization_configuration(DetectorId=detector, AutoEnableOrganizationMembers="NONE")
    tooling.disassociate_members(DetectorId=detector, AccountIds=[SHOP])
    tooling.update_organization_configuration(DetectorId=detector, AutoEnableOrganizationMembers="ALL")
    plan = make_plan(GROWN, DETECTION)
    assert [step.write.operation for step in plan.steps] == ["CreateMembers"]
    carried_out(plan, tmp_path)
    assert make_plan(GROWN, DETECTION).steps == ()


def test_another_administrator_is_left_alone(grown: Sandbox) -> None:
    organizations = client(grown, "organizations")
    organizations.enable_aws_service_access(ServicePrincipal="guardduty.amazonaws.com")
    client(grown, "guardduty").enable_organization_admin_account(AdminAccountId=SHOP)
    failed = [one for one in failing(GROWN) if one.status is Status.FAIL]
    (found,) = [one for one in failed if one.control == "guardduty.administrator"]
    assert f"{SHOP} administers GuardDuty in eu-west-1" in found.message
    plan = make_plan(GROWN, DETECTION)
    assert not [step for step in plan.steps if step.write.operation == "EnableOrganizationAdminAccount"]
    assert "guardduty.administrator" in {step.control for step in plan.human_steps}


@pytest.mark.parametrize(
    ("denied", "control"),
    [
        ("guardduty:ListOrganizationAdminAccounts", "guardduty.administrator"),
        ("guardduty:DescribeOrganizationConfiguration", "guardduty.every_account_enabled"),
        ("guardduty:ListMembers", "guardduty.every_account_covered"),
        ("access-analyzer:ListAnalyzers", "accessanalyzer.organization_analyzer"),
        ("securityhub:ListOrganizationAdminAccounts", "securityhub.administrator"),
        ("securityhub:ListConfigurationPolicyAssociations", "securityhub.central_configuration"),
    ],
)
def test_what_is_hidden_is_unknown(grown: Sandbox, tmp_path: Path, denied: str, control: str) -> None:
    every = (*DETECTION.controls, *HUBS)
    carried_out(make_plan(GROWN, Selection(controls=every, regions=REGIONS)), tmp_path)
    grown.control.fault("deny", denied)
    found = assess(GROWN, Selection(controls=(control,), regions=REGIONS), accounts=("all",)).findings
    assert Status.UNKNOWN in {one.status for one in found}
    assert Status.PASS not in {one.status for one in found}


def test_an_account_by_itself_plans_as_ever(sandbox: Sandbox) -> None:
    plan = make_plan(EXAMPLE, DETECTION)
    assert {step.key.partition("/")[0] for step in plan.steps} == {
        "guardduty.detector",
        "accessanalyzer.external_analyzer",
        "accessanalyzer.unused_access",
    }


def test_the_role_of_the_management_account_is_no_outsider(grown: Sandbox, tmp_path: Path) -> None:
    control = "accessanalyzer.no_external_access"
    carried_out(make_plan(GROWN, DETECTION), tmp_path)
    selection = Selection(controls=(control,), regions=REGIONS)
    (shop,) = {one.status for one in assess(GROWN, selection, accounts=(SHOP,)).findings}
    assert shop is Status.PASS
    iam = client(grown, "iam", SHOP)
    trusted = [f"arn:aws:iam::{account}:root" for account in (grown.account, "999988887777")]
    statement = {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.update_assume_role_policy(RoleName="OrganizationAccountAccessRole", PolicyDocument=document)
    (shop,) = {one.status for one in assess(GROWN, selection, accounts=(SHOP,)).findings}
    assert shop is Status.FAIL


def test_security_hub_is_configured_for_every_account_in_seven_steps_and_back(grown: Sandbox, tmp_path: Path) -> None:
    before = {(one.account, one.control) for one in failing(TEAM, CENTRAL) if one.status is Status.FAIL}
    assert {control for _, control in before} == set(HUBS)
    plan = make_plan(TEAM, CENTRAL)
    assert [step.write.operation for step in plan.steps if step.write.service == "securityhub"] == [
        "EnableSecurityHub",
        "EnableSecurityHub",
        "EnableOrganizationAdminAccount",
        "CreateFindingAggregator",
        "UpdateOrganizationConfiguration",
        "CreateConfigurationPolicy",
        "StartConfigurationPolicyAssociation",
    ]
    assert plan.usage_priced
    done = carried_out(plan, tmp_path)
    assert {one.status for one in failing(TEAM, CENTRAL)} == {Status.UNKNOWN}, "one account lets nobody in"
    assert make_plan(TEAM, CENTRAL).steps == ()
    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons
    left = {one.control for one in failing(TEAM, CENTRAL) if one.status is Status.FAIL}
    assert {"securityhub.administrator", "securityhub.central_configuration"} <= left


def test_a_policy_of_somebody_elses_at_the_root_is_left_to_a_person(grown: Sandbox, tmp_path: Path) -> None:
    carried_out(make_plan(TEAM, CENTRAL), tmp_path)
    hub = client(grown, "securityhub", TOOLING)
    content = {"ServiceEnabled": True, "SecurityControlsConfiguration": {"DisabledSecurityControlIdentifiers": []}}
    made = hub.create_configuration_policy(Name="ours", ConfigurationPolicy={"SecurityHub": content})
    root = client(grown, "organizations").list_roots()["Roots"][0]["Id"]
    hub.start_configuration_policy_association(ConfigurationPolicyIdentifier=made["Id"], Target={"RootId": root})
    (found,) = [one for one in failing(TEAM, CENTRAL) if one.control == "securityhub.central_configuration"][:1]
    assert "does not turn on aws-foundational-security-best-practices" in found.message
    plan = make_plan(TEAM, CENTRAL)
    assert plan.steps == ()
    assert "securityhub.central_configuration" in {step.control for step in plan.human_steps}
