"""Firewall Manager and Trusted Advisor, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import botocore.session
import pytest
from botocore.exceptions import ClientError

from hardpan.config import EXAMPLE, MemberAccount, Organization
from hardpan.model import Finding, Status
from hardpan.plan import Selection
from hardpan.sandbox.scenarios.startup_grown import ACCOUNTS, TOOLING
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

NAME = ACCOUNTS[TOOLING][0]
WANT = replace(
    EXAMPLE,
    profile="enterprise",
    organization=Organization(
        accounts=(MemberAccount(name=NAME, email=f"aws+{NAME}@acme.example.com"),), security_tooling=NAME
    ),
)
FIREWALLS = Selection(controls=("fms.administrator",), regions=("us-east-1", "eu-west-1"))
ADVICE = Selection(controls=("trustedadvisor.no_red_items",), regions=("eu-west-1",))


def judged(sandbox: Sandbox) -> Finding:
    """The verdict in the management account."""
    return next(found for found in assess(WANT, FIREWALLS).findings if found.account == sandbox.account)


def test_the_account_for_security_tooling_becomes_the_administrator(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-grown")
    before = judged(sandbox)
    assert (before.status, before.message) == (Status.FAIL, "nobody administers Firewall Manager")
    plan = make_plan(WANT, FIREWALLS)
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert make_plan(WANT, FIREWALLS).steps == ()
    after = judged(sandbox)
    assert (after.status, after.message) == (Status.PASS, f"{NAME} ({TOOLING}) administers Firewall Manager")
    assert any("only tooling itself can give the part up" in note for note in plan_undo(done.run).notes)
    fms = botocore.session.Session().create_client("fms", "us-east-1")
    with pytest.raises(ClientError, match="Only the administrator itself"):
        fms.disassociate_admin_account()
    with pytest.raises(ClientError, match="not in the organization"):
        fms.associate_admin_account(AdminAccount="999988887777")
    with pytest.raises(ClientError, match="another administrator"):
        fms.associate_admin_account(AdminAccount=next(iter(ACCOUNTS)))


def test_aws_tells_its_advice_to_those_who_pay(sandbox: Sandbox) -> None:
    (untold,) = assess(WANT, ADVICE).findings
    assert untold.status is Status.NOT_APPLICABLE
    asked = [request["operation"] for request in sandbox.control.requests()]
    assert "ListRecommendations" not in asked
    sandbox.control.human("choose-support-plan", plan="business")
    (red,) = assess(WANT, ADVICE).findings
    assert red.status is Status.FAIL
    assert red.message == "red: Security Groups - Specific Ports Unrestricted (3), MFA on Root Account (1)"
    sandbox.reset("factory-new")
    sandbox.control.human("choose-support-plan", plan="business")
    sandbox.control.human("enrol-root-mfa", kind="hardware")
    (quiet,) = assess(WANT, ADVICE).findings
    assert quiet.status is Status.PASS
