"""Organizations and new accounts while AWS is busy, late, or tells the same twice: waited for, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.apply import Outcome
from hardpan.aws import Aws, Codec
from hardpan.config import EXAMPLE, Baseline, MemberAccount, Organization, Unit
from hardpan.model import OPERATIONS, Step
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows import accounts, survey
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()

UNITS = (Unit(path="Security"), Unit(path="Workloads"), Unit(path="Workloads/Prod"), Unit(path="Suspended"))
SECURITY = MemberAccount(name="security", email="aws+security@example.com", unit="Security")
SHOP = MemberAccount(name="shop", email="aws+shop@example.com", unit="Workloads/Prod")
ORGANIZATION = Organization(units=UNITS, accounts=(SECURITY, SHOP))
WANT = replace(EXAMPLE, organization=ORGANIZATION, consent=("all",))
STRUCTURE = Selection(
    controls=tuple(f"organizations.{name}" for name in ("all_features", "units", "accounts", "accounts_as_described")),
    regions=("us-east-1",),
)
ON_ROOT = OPERATIONS["organizations.root_guardrails"].satisfies
GUARDED = replace(
    STRUCTURE, controls=(*STRUCTURE.controls, *ON_ROOT, *OPERATIONS["organizations.unit_guardrails"].satisfies)
)
BUSY = "ConcurrentModificationException"


@pytest.fixture
def alone(sandbox: Sandbox) -> Sandbox:
    """The only account of a start-up, with the credentials of an administrator; AWS does at once what it is asked."""
    sandbox.reset("startup-alone")
    sandbox.control.pace(finalizing=0, account=0, newborn=0, change=0, policy_type=0, closing=0)
    return sandbox


@pytest.fixture
def organizations(alone: Sandbox) -> Any:
    return botocore.session.Session().create_client("organizations", "us-east-1")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again soon: here minutes are seconds."""
    for module in (accounts, survey):
        monkeypatch.setattr(module, "PAUSE", 0.1)


def applied(folder: Path, want: Baseline = WANT, selection: Selection = STRUCTURE) -> Applied:
    done = apply(make_plan(want, selection), folder, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    return done


def members(organizations: Any) -> dict[str, str]:
    return {one["Name"]: one["Id"] for one in organizations.list_accounts()["Accounts"]}


def sent(sandbox: Sandbox, operation: str) -> list[dict[str, Any]]:
    return [one for one in sandbox.control.requests() if one["operation"] == operation]


def unit_of(organizations: Any, account: str) -> str:
    parent = organizations.list_parents(ChildId=account)["Parents"][0]["Id"]
    told = organizations.describe_organizational_unit(OrganizationalUnitId=parent)["OrganizationalUnit"]
    return str(told["Name"])


def test_changes_that_collide_are_made_again_and_the_last_answer_counts(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    """What refers to a unit or an account finds the one that there is."""
    for operation in ("CreateOrganization", "CreateOrganizationalUnit", "CreateAccount", "MoveAccount"):
        alone.control.fault("error", f"organizations:{operation}", code=BUSY, times=1)
    applied(tmp_path)
    assert [one["status"] for one in sent(alone, "CreateOrganizationalUnit")].count(400) == 1
    assert unit_of(organizations, members(organizations)["shop"]) == "Prod"


@pytest.mark.parametrize(("code", "codec"), [(BUSY, "lean"), (BUSY, "botocore"), ("TooManyRequestsException", "lean")])
def test_a_read_that_collides_or_comes_too_fast_is_asked_again(
    code: str, codec: Codec, alone: Sandbox, tmp_path: Path
) -> None:
    applied(tmp_path)
    for operation in ("DescribeOrganization", "ListRoots", "ListAccounts"):
        alone.control.fault("error", f"organizations:{operation}", code=code, times=2)
    plan = make_plan(WANT, STRUCTURE, aws=Aws(codec=codec))
    assert (plan.steps, plan.blocked) == ((), ())


def test_no_more_accounts_are_begun_than_aws_makes_at_a_time(alone: Sandbox, tmp_path: Path) -> None:
    alone.control.pace(account=1.0)
    many = tuple(MemberAccount(name=f"a{number}", email=f"a{number}@example.com") for number in range(7))
    applied(tmp_path, replace(WANT, organization=Organization(accounts=many)))
    assert {one["status"] for one in sent(alone, "CreateAccount")} == {200}


def test_accounts_that_somebody_else_makes_meanwhile_are_waited_for(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    alone.control.pace(account=2.0)

    def somebody_else(step: Step, *_: Any) -> None:
        if step.write.operation == "CreateOrganization":
            for number in range(5):
                organizations.create_account(AccountName=f"b{number}", Email=f"b{number}@example.com")

    want = replace(WANT, organization=Organization(accounts=(SHOP_ALONE,)))
    done = apply(make_plan(want, STRUCTURE), tmp_path, on_step=somebody_else)
    assert done.result.succeeded, done.result.reasons
    assert 400 in {one["status"] for one in sent(alone, "CreateAccount")}
    assert "shop" in members(organizations)


SHOP_ALONE = replace(SHOP, unit=None)


def test_services_that_do_not_know_a_new_account_yet_are_waited_for(
    alone: Sandbox, impatient: None, tmp_path: Path
) -> None:
    """EC2 answers, and others not yet; what is read there then is not taken for all there is."""
    alone.control.pace(newborn=6.0)
    alone.control.fault("error", "s3:CreateBucket", code="NotSignedUp", times=2)
    want = replace(WANT, organization=replace(ORGANIZATION, log_archive="security"))
    controls = (*STRUCTURE.controls, "cloudtrail.organization_trail", "s3control.account_public_access_block")
    done = applied(tmp_path, want, replace(STRUCTURE, controls=controls))
    refused = {one["service"] for one in alone.control.requests() if one["status"] in (400, 403)}
    assert "s3control" in refused or "cloudtrail" in refused
    assert len(sent(alone, "CreateBucket")) == 3
    assert done.after is not None
    assert make_plan(want, replace(STRUCTURE, controls=controls)).steps == ()


def test_accounts_are_closed_three_at_a_time_and_past_the_moment_in_which_they_seem_open(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    four = tuple(MemberAccount(name=f"a{number}", email=f"a{number}@example.com") for number in range(4))
    want = replace(WANT, organization=replace(ORGANIZATION, accounts=four))
    applied(tmp_path, want)
    alone.control.pace(closing=2.0)
    closing = replace(STRUCTURE, controls=("organizations.accounts_to_close_closed",))
    shut = replace(want, organization=replace(ORGANIZATION, accounts=tuple(replace(one, close=True) for one in four)))
    applied(tmp_path, shut, closing)
    assert 400 in {one["status"] for one in sent(alone, "CloseAccount")}
    told = {one["Name"]: one["State"] for one in organizations.list_accounts()["Accounts"]}
    assert {told[one.name] for one in four} == {"SUSPENDED"}
    assert make_plan(shut, closing).steps == ()


@pytest.mark.parametrize("codec", ["lean", "botocore"])
def test_lists_in_small_pages_and_empty_ones_are_read_to_their_end(codec: Codec, sandbox: Sandbox) -> None:
    sandbox.reset("startup-grown")
    selection = Selection(controls=("organizations.nothing_unlisted", "organizations.accounts"), regions=("us-east-1",))
    whole = _said(selection, codec)
    sandbox.control.fault("pages", "organizations:List*", size=2)
    assert _said(selection, codec) == whole


def _said(selection: Selection, codec: Codec) -> list[tuple[str, str]]:
    want = replace(WANT, organization=replace(ORGANIZATION, accounts=(SECURITY,)))
    return [(one.control, one.message) for one in assess(want, selection, aws=Aws(codec=codec)).findings]


def test_policies_that_aws_is_still_working_out_are_waited_for(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    for operation in ("AttachPolicy", "DetachPolicy", "UpdatePolicy"):
        alone.control.fault("error", f"organizations:{operation}", code="PolicyChangesInProgressException", times=1)
    done = applied(tmp_path, WANT, GUARDED)
    policy = next(one for one in _policies(organizations) if one["Name"] == "hardpan-scp-deny-leave-organization")
    harmless = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sns:*","Resource":"*"}]}'
    with pytest.raises(organizations.exceptions.PolicyChangesInProgressException):
        organizations.update_policy(PolicyId=policy["Id"], Content=harmless)
    organizations.update_policy(PolicyId=policy["Id"], Content=harmless)
    alone.control.fault("error", "organizations:UpdatePolicy", code="PolicyChangesInProgressException", times=1)
    applied(tmp_path, WANT, GUARDED)
    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    failed = {key.partition("@")[0] for key, found in result.outcomes.items() if found is Outcome.FAILED}
    assert failed <= {"undo/organizations.organization/create"}


def test_a_policy_type_that_somebody_else_has_just_turned_on_is_waited_for(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    organizations.create_organization()
    applied(tmp_path, WANT, replace(STRUCTURE, controls=("organizations.policy_types",)))
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.disable_policy_type(RootId=root, PolicyType="S3_POLICY")
    only = replace(STRUCTURE, controls=ON_ROOT)
    alone.control.pace(policy_type=8.0)
    organizations.enable_policy_type(RootId=root, PolicyType="S3_POLICY")
    applied(tmp_path, WANT, only)
    assert 400 in {one["status"] for one in sent(alone, "AttachPolicy")}


def _policies(organizations: Any) -> list[dict[str, Any]]:
    return list(organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"])


def test_a_unit_has_its_guardrails_before_an_account_is_moved_into_it(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    applied(tmp_path, WANT, GUARDED)
    root = organizations.list_roots()["Roots"][0]["Id"]
    shop = members(organizations)["shop"]
    unit = organizations.list_parents(ChildId=shop)["Parents"][0]["Id"]
    above = organizations.list_parents(ChildId=unit)["Parents"][0]["Id"]
    for target in (unit, above):
        for policy in organizations.list_policies_for_target(TargetId=target, Filter="SERVICE_CONTROL_POLICY")[
            "Policies"
        ]:
            if policy["Name"].startswith("hardpan-"):
                organizations.detach_policy(PolicyId=policy["Id"], TargetId=target)
    organizations.move_account(AccountId=shop, SourceParentId=unit, DestinationParentId=root)
    plan = make_plan(WANT, GUARDED)
    assert {step.write.operation for step in plan.steps} == {"AttachPolicy", "MoveAccount"}
    alone.control.forget_requests()
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    order = [
        one["operation"] for one in alone.control.requests() if one["operation"] in ("AttachPolicy", "MoveAccount")
    ]
    assert order == sorted(order), "AttachPolicy before MoveAccount"


def test_an_account_is_renamed_once_account_management_is_trusted(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    """Before, AWS refuses whoever names an account; the management account never names itself."""
    applied(tmp_path)
    called = replace(WANT, organization=replace(ORGANIZATION, accounts=(replace(SECURITY, name="safety"), SHOP)))
    plan = make_plan(called, STRUCTURE)
    assert {step.write.operation for step in plan.steps} == {"EnableAWSServiceAccess", "PutAccountName"}
    alone.control.fault("delay", "organizations:EnableAWSServiceAccess", seconds=0.5)
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    assert "safety" in members(organizations)


def test_the_last_policy_of_the_root_stays_and_undo_says_so(alone: Sandbox, organizations: Any, tmp_path: Path) -> None:
    """Somebody took FullAWSAccess away meanwhile: what undo would detach last is all that is left there."""
    organizations.create_organization()
    only = replace(STRUCTURE, controls=ON_ROOT)
    done = applied(tmp_path, WANT, only)
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=root)
    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    failed = [key for key, found in result.outcomes.items() if found is Outcome.FAILED]
    assert len(failed) == 1
    assert "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" in result.reasons[failed[0]]
    left = organizations.list_policies_for_target(TargetId=root, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert len(left) == 1


def test_a_unit_that_somebody_uses_stays_and_undo_says_so(alone: Sandbox, organizations: Any, tmp_path: Path) -> None:
    organizations.create_organization()
    only = replace(STRUCTURE, controls=("organizations.units",))
    done = applied(tmp_path, WANT, only)
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    used = next(one["Id"] for one in units if one["Name"] == "Security")
    organizations.create_organizational_unit(ParentId=used, Name="Theirs")
    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    failed = {key.partition("@")[0]: result.reasons[key] for key in result.outcomes if key in result.reasons}
    assert failed.keys() == {"undo/organizations.units/create:Security"}
    assert "OrganizationalUnitNotEmptyException" in failed["undo/organizations.units/create:Security"]
    left = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    assert [one["Name"] for one in left] == ["Security"]
