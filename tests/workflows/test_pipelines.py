"""Pipelines without keys, over HTTP: what the roles that a plan makes can do in an organization that exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from hardpan.config import EXAMPLE
from hardpan.model import Place, Status
from hardpan.plan import Selection
from hardpan.sandbox import callers
from hardpan.sandbox.scenarios.startup_grown import SHOP
from hardpan.sandbox.server import Sandbox
from hardpan.services.iam.own_roles import AUDIT, DEPLOY, PLAN, OwnRole
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

HOME = "eu-west-1"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
WANT = replace(EXAMPLE, consent=("all",))
ROLES = Selection(controls=("iam.break_glass", "iam.ci_roles", "iam.hardpan_roles"), regions=("us-east-1",))
EVERYTHING = Selection(regions=("us-east-1", HOME))
# As `hardpan plan --role hardpan/HardpanAudit` has it.
READING = replace(WANT, access=replace(WANT.access, by=f"hardpan/{AUDIT.name}"))


@pytest.fixture
def accounts(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The management account of an organization and a member, with the roles that hardpan.yaml asks for."""
    sandbox.reset("startup-grown")
    iam = _clients(sandbox)("iam")
    iam.create_user(UserName="administrator")  # root can assume no role
    iam.attach_user_policy(UserName="administrator", PolicyArn=ADMINISTRATOR)
    key = iam.create_access_key(UserName="administrator")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    both = (sandbox.account, SHOP)
    sandbox.control.pace(principal=0.6)  # the provider is not known at once to who trusts it
    done = apply(make_plan(WANT, replace(ROLES, accounts=both)), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    return both


@pytest.fixture
def pipeline(accounts: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[OwnRole], None]:
    """Go on as a session of a role, as STS gives it for a token."""

    def become(own: OwnRole) -> None:
        key, place = callers.session_key(), Place(accounts[0])
        session = f"arn:aws:sts::{place.account}:assumed-role/{own.name}/run"
        callers.lend(key, callers.Caller(place.account, session, "AROA:run", role=own.arn(place)))
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "x")

    return become


def test_the_roles_hold_in_both_accounts_and_a_second_plan_is_empty(accounts: tuple[str, str]) -> None:
    found = assess(WANT, ROLES, accounts=accounts).findings
    assert {(one.account, one.control): one.status for one in found} == {
        (account, control): Status.PASS for account in accounts for control in ROLES.controls
    }
    again = make_plan(WANT, replace(ROLES, accounts=accounts))
    assert (again.steps, again.human_steps, again.blocked) == ((), (), ())


def test_a_pipeline_that_plans_reads_everything_in_every_account(
    accounts: tuple[str, str], pipeline: Callable[[OwnRole], None]
) -> None:
    known = {(one.account, one.control, one.region, one.resource, one.status) for one in _judged(WANT, accounts)}
    pipeline(PLAN)
    assert {
        (one.account, one.control, one.region, one.resource, one.status) for one in _judged(READING, accounts)
    } == known
    assert Status.UNKNOWN not in {status for *_, status in known}
    plan = make_plan(READING, replace(EVERYTHING, accounts=accounts))
    assert {step.place.account for step in plan.steps} == set(accounts)
    assert not [blocked for blocked in plan.blocked if "allow" in blocked.unblock]
    roots = {step.resource for step in plan.steps if step.key.startswith("iam.member_root_credentials/")}
    assert roots == {f"arn:aws:iam::{SHOP}:root"}, (
        "known without a session of the root user, which planning begins none of"
    )


def _judged(want: Any, accounts: tuple[str, str]) -> Any:
    return list(assess(want, EVERYTHING, accounts=accounts).findings)


def test_a_pipeline_that_plans_changes_nothing_and_becomes_nobody_else(
    sandbox: Sandbox, accounts: tuple[str, str], pipeline: Callable[[OwnRole], None]
) -> None:
    pipeline(PLAN)
    client = _clients(sandbox)
    with pytest.raises(ClientError, match="AccessDenied"):
        client("iam").create_user(UserName="mine")
    for name in ("OrganizationAccountAccessRole", "hardpan/HardpanApply", "hardpan/HardpanBreakGlass"):
        with pytest.raises(ClientError, match="AccessDenied"):
            client("sts").assume_role(RoleArn=f"arn:aws:iam::{SHOP}:role/{name}", RoleSessionName="run")
    with pytest.raises(ClientError, match="AccessDenied"):
        client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{accounts[0]}:role/hardpan/HardpanDeploy", RoleSessionName="run"
        )


def test_a_pipeline_that_applies_does(
    accounts: tuple[str, str], pipeline: Callable[[OwnRole], None], tmp_path: Path
) -> None:
    pipeline(DEPLOY)
    selection = Selection(controls=("iam.password_policy",), regions=("us-east-1",), accounts=accounts)
    done = apply(make_plan(WANT, selection), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert {step.place.account for step in done.plan.steps} == set(accounts)
    taken_back = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    assert taken_back.succeeded, taken_back.reasons


def test_a_wider_trust_is_found_and_put_right(sandbox: Sandbox, accounts: tuple[str, str], tmp_path: Path) -> None:
    iam = _clients(sandbox)("iam")
    iam.attach_role_policy(RoleName=PLAN.name, PolicyArn=ADMINISTRATOR)
    iam.update_role(RoleName=DEPLOY.name, MaxSessionDuration=43200)
    (finding,) = assess(WANT, replace(ROLES, controls=("iam.ci_roles",))).findings
    assert finding.status is Status.FAIL
    assert "HardpanPlan has AdministratorAccess too" in finding.message
    assert "sessions of HardpanDeploy last up to 720 minutes" in finding.message
    done = apply(make_plan(WANT, replace(ROLES, controls=("iam.ci_roles",))), tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    (finding,) = assess(WANT, replace(ROLES, controls=("iam.ci_roles",))).findings
    assert finding.status is Status.PASS


def _clients(sandbox: Sandbox) -> Callable[[str], Any]:
    return lambda service: botocore.session.Session().create_client(service, "us-east-1", endpoint_url=sandbox.url)
