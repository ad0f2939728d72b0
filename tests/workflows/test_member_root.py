"""Root users of members over HTTP: looked at and relieved of their credentials from the management account."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.apply import Outcome
from hardpan.config import EXAMPLE, Baseline, Organization
from hardpan.model import NotYet, Status
from hardpan.plan import Selection
from hardpan.plan.saved import dumps, loads
from hardpan.report.aws_cli import plan as as_script
from hardpan.sandbox.callers import ACCOUNT
from hardpan.sandbox.scenarios.startup_grown import PAYMENTS, SHOP, TOOLING
from hardpan.sandbox.server import Sandbox
from hardpan.services.iam.operations import member_root
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
CONTROL, OPERATION = "iam.member_root_no_credentials", "iam.member_root_credentials"
WANT = replace(EXAMPLE, consent=(OPERATION,))
GOVERNED = replace(WANT, organization=Organization())
MEMBERS = (TOOLING, PAYMENTS)  # one has an access key, one an MFA device; both a password
SELECTION = Selection(controls=(CONTROL,), regions=("us-east-1",), accounts=MEMBERS)


@pytest.fixture
def grown(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("startup-grown")
    return sandbox


@pytest.fixture
def central(grown: Sandbox) -> Sandbox:
    """With central root access on."""
    client("organizations", grown).enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    client("iam", grown).enable_organizations_root_credentials_management()
    return grown


def client(service: str, sandbox: Sandbox) -> Any:
    return botocore.session.Session().create_client(service, "us-east-1", endpoint_url=sandbox.url)


def said(want: Baseline = WANT) -> dict[str, tuple[Status, str]]:
    found = assess(want, Selection(controls=(CONTROL,), regions=("us-east-1",)), accounts=MEMBERS).findings
    return {one.account: (one.status, one.message) for one in found}


def sent(sandbox: Sandbox, since: int) -> list[str]:
    return [one["operation"] for one in sandbox.control.requests()[since:]]


def test_assessing_begins_no_session_of_a_root_user(central: Sandbox) -> None:
    asked = len(central.control.requests())
    assert said() == {
        TOOLING: (Status.FAIL, "its root user has a password, access keys"),
        PAYMENTS: (Status.FAIL, "its root user has a password, MFA devices"),
    }
    assert "AssumeRoot" not in sent(central, asked)


def test_every_credential_is_deleted_and_a_password_can_be_set_again(central: Sandbox, tmp_path: Path) -> None:
    plan = make_plan(WANT, SELECTION)
    assert plan.human_steps == ()
    kinds = sorted((step.place.account, " ".join(str(step.before).split()[:2])) for step in plan.steps)
    assert kinds == [
        (TOOLING, "a password"),
        (TOOLING, "access key"),
        (PAYMENTS, "MFA device"),
        (PAYMENTS, "a password"),
    ]
    assert loads(dumps(plan), "plan.json") == plan, "as whom a step is sent is part of a saved plan"
    assert "aws sts assume-root --target-principal" in as_script(plan)
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert {status for status, _ in said().values()} == {Status.PASS}
    assert make_plan(WANT, SELECTION).steps == ()
    back = plan_undo(done.run)
    assert any("the old password is gone" in note for note in back.notes)
    taken_back = undo(back, tmp_path, on_step=lambda *_: None)
    assert taken_back.result.succeeded, taken_back.result.reasons
    assert said() == dict.fromkeys(MEMBERS, (Status.FAIL, "its root user has a password"))


def test_a_password_goes_before_its_second_factor(central: Sandbox) -> None:
    plan = make_plan(WANT, replace(SELECTION, accounts=(PAYMENTS,)))
    password, device = plan.steps
    assert (password.before, device.needs) == ("a password", {password.key})


def test_nothing_is_deleted_without_consent(central: Sandbox) -> None:
    plan = make_plan(replace(WANT, consent=()), SELECTION)
    assert plan.steps == ()
    assert [item.operation for item in plan.blocked] == [OPERATION]
    assert "nobody can sign in as these accounts' root users" in plan.blocked[0].reason


BOTH = Selection(
    controls=(CONTROL, "organizations.central_root_access"), regions=("us-east-1",), accounts=(ACCOUNT, *MEMBERS)
)


def test_one_plan_makes_root_access_central_and_deletes_what_only_then_can_be_seen(
    grown: Sandbox, tmp_path: Path
) -> None:
    plan = make_plan(GOVERNED, BOTH)
    assert (plan.blocked, plan.human_steps) == ((), ())
    of_members = [step for step in plan.steps if step.place.account in MEMBERS]
    assert sorted(
        (step.place.account, step.write.operation, *step.write.parameters.values()) for step in of_members
    ) == [
        (TOOLING, "DeleteAccessKey", "EACH_ACCESS_KEY_OF_ROOT"),
        (TOOLING, "DeleteLoginProfile"),
        (PAYMENTS, "DeactivateMFADevice", "EACH_MFA_DEVICE_OF_ROOT"),
        (PAYMENTS, "DeleteLoginProfile"),
    ]
    assert loads(dumps(plan), "plan.json") == plan
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert {status for status, _ in said().values()} == {Status.PASS}
    assert make_plan(GOVERNED, BOTH).steps == ()


def test_what_only_then_can_be_seen_is_not_deleted_where_root_access_did_not_become_central(
    grown: Sandbox, tmp_path: Path
) -> None:
    plan = make_plan(GOVERNED, BOTH)
    grown.control.fault("deny", "iam:EnableOrganizationsRootCredentialsManagement")
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert {done.result.outcomes[step.key] for step in plan.steps if step.place.account in MEMBERS} == {Outcome.SKIPPED}
    assert all("DeleteLoginProfile" != operation != "DeleteAccessKey" for operation in sent(grown, 0))


def test_a_second_factor_stays_where_the_password_could_not_be_deleted(
    grown: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password is deleted in the first part of the run, the device in the second."""
    monkeypatch.setattr(member_root, "_NOT_YET_CENTRAL", NotYet("AccessDenied", seconds=1))
    plan = make_plan(GOVERNED, BOTH)
    grown.control.fault("deny", "iam:DeleteLoginProfile")
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    ended = {key.partition("@")[0].partition("/")[2]: found for key, found in done.result.outcomes.items()}
    assert ended["password"] is Outcome.FAILED
    assert {found for name, found in ended.items() if name.startswith("mfa:")} == {Outcome.SKIPPED}
    assert "DeactivateMFADevice" not in sent(grown, 0)


def test_where_root_access_is_not_central_nothing_is_planned(grown: Sandbox) -> None:
    plan = make_plan(WANT, SELECTION)
    assert plan.steps == ()
    assert {item.operation for item in plan.blocked} == {OPERATION}
    assert all("sts:AssumeRoot" in item.reason for item in plan.blocked)
    assert {human.account for human in plan.human_steps} == set(MEMBERS)


def test_a_member_without_credentials_is_not_looked_into(central: Sandbox, tmp_path: Path) -> None:
    make = make_plan(WANT, SELECTION)
    assert apply(make, tmp_path, on_step=lambda *_: None).result.succeeded
    asked = len(central.control.requests())
    make_plan(WANT, SELECTION)
    assert "AssumeRoot" not in sent(central, asked)


def test_the_slow_codec_looks_as_well(central: Sandbox) -> None:
    from hardpan.aws import Aws

    plan = make_plan(WANT, SELECTION, aws=Aws(codec="botocore"))
    assert plan.hash == make_plan(WANT, SELECTION).hash


def test_the_account_itself_cannot_be_helped(central: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a member's own credentials its own root user stays as it is, and a person is told what to do."""
    keys = client("sts", central).assume_role(
        RoleArn=f"arn:aws:iam::{SHOP}:role/OrganizationAccountAccessRole", RoleSessionName="test"
    )["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", keys["SessionToken"])
    plan = make_plan(WANT, Selection(controls=(CONTROL,), regions=("us-east-1",)))
    assert plan.steps == ()
    assert [human.account for human in plan.human_steps] == [SHOP]
