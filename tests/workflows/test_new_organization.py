"""One account becomes an organization, in one plan and one apply; what goes wrong leaves out only its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan.apply import Outcome
from hardpan.config import EXAMPLE, Baseline, MemberAccount, Organization, Unit
from hardpan.model import CONTROLS, Risk, Status, is_planned
from hardpan.plan import Plan, Selection, dumps, loads
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

ORGANIZATION = Organization(
    units=(Unit(path="Security"), Unit(path="Workloads"), Unit(path="Workloads/Prod"), Unit(path="Suspended")),
    accounts=(
        MemberAccount(name="security", email="aws+security@example.com", unit="Security"),
        MemberAccount(name="shop", email="aws+shop@example.com", unit="Workloads/Prod", tags=("environment=prod",)),
    ),
    log_archive="security",
    security_tooling="security",
)
WANT = replace(EXAMPLE, organization=ORGANIZATION, consent=("all",))
TWO_REGIONS = Selection(regions=("us-east-1", "eu-west-1"))
STRUCTURE = Selection(
    controls=tuple(
        f"organizations.{name}"
        for name in ("all_features", "units", "accounts", "accounts_as_described", "nothing_unlisted")
    ),
    regions=("us-east-1",),
)


@pytest.fixture
def alone(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The only account of a start-up, with the credentials of an administrator."""
    sandbox.reset("startup-alone")
    return sandbox


@pytest.fixture
def organizations(alone: Sandbox) -> Any:
    return botocore.session.Session().create_client("organizations", "us-east-1")


def carried_out(plan: Plan, folder: Path) -> Any:
    return apply(plan, folder, on_step=lambda *_: None)


def members(organizations: Any) -> dict[str, str]:
    return {one["Name"]: one["Id"] for one in organizations.list_accounts()["Accounts"]}


def test_from_one_account_to_an_organization_and_back_as_far_as_that_goes(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    plan = make_plan(WANT, TWO_REGIONS)
    assert plan.planned_accounts == {"000000000001": "security", "000000000002": "shop"}
    inside = [step for step in plan.steps if is_planned(step.place.account)]
    assert len(inside) > 50
    assert loads(dumps(plan), "plan.json").hash == plan.hash

    done = carried_out(plan, tmp_path)
    assert done.result.succeeded, done.result.reasons
    made = members(organizations)
    assert {"security", "shop"} < made.keys()
    assert done.after is not None
    assert {found.account for found in done.after.findings} == set(made.values())
    left = {found.control for found in done.after.findings if found.status not in (Status.PASS, Status.NOT_APPLICABLE)}
    second = make_plan(WANT, TWO_REGIONS)
    assert second.steps == ()
    assert {
        human.control for human in plan.human_steps if is_planned(human.account)
    } <= left  # else nobody need be asked
    asked = {human.control for human in second.human_steps}
    assert asked <= left
    assert {CONTROLS[name].once for name in left - asked} <= asked  # what else is left is no person's turn yet
    assert all(CONTROLS[control].human for control in left)
    sent = "".join(str(one) for one in alone.control.requests())
    assert "000000000001" not in sent
    assert "o-0000000000" not in sent

    taken_back = plan_undo(done.run)
    notes = [note for note in taken_back.notes if "CreateAccount" in note or "organizations.accounts/create" in note]
    assert len(notes) == 2
    assert all("stays" in note for note in notes)
    undone = undo(taken_back, tmp_path, on_step=lambda *_: None)
    assert undone.result.succeeded, undone.result.reasons
    assert any("organizations.organization/create" in note for note in taken_back.notes)
    assert members(organizations) == made
    root = organizations.list_roots()["Roots"][0]["Id"]
    assert organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"] == []


def test_an_address_that_is_taken_leaves_out_its_account_and_nothing_else(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    taken = replace(ORGANIZATION.accounts[1], email=f"aws+{alone.account}@example.com")
    want = replace(WANT, organization=replace(ORGANIZATION, accounts=(ORGANIZATION.accounts[0], taken)))
    plan = make_plan(want, TWO_REGIONS)
    done = carried_out(plan, tmp_path)
    outcomes = done.result.outcomes
    assert "EMAIL_ALREADY_EXISTS" in done.result.reasons[key_of(plan, "accounts/create:shop")]
    shop = [step.key for step in plan.steps if step.place.account == "000000000002"]
    assert {outcomes[key] for key in shop} == {Outcome.SKIPPED}
    assert outcomes[key_of(plan, "accounts/place:security")] is Outcome.DONE
    assert {outcome for key, outcome in outcomes.items() if members(organizations)["security"] in key} == {Outcome.DONE}
    again = make_plan(want, TWO_REGIONS)
    assert again.planned_accounts == {"000000000002": "shop"}
    assert {step.place.account for step in again.steps} == {alone.account, "000000000002"}


def key_of(plan: Plan, name: str) -> str:
    return next(step.key for step in plan.steps if f".{name}@" in step.key)


def test_a_new_account_is_waited_for_until_it_lets_somebody_in(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    alone.control.pace(account=1.0, newborn=4.0)
    done = carried_out(make_plan(WANT, TWO_REGIONS), tmp_path)
    assert done.result.succeeded, done.result.reasons


def test_what_takes_its_time_is_said_and_accounts_that_cannot_be_found_are_told_from_those_not_made(
    alone: Sandbox, tmp_path: Path
) -> None:
    plan = make_plan(
        WANT, Selection(controls=("organizations.accounts", "iam.password_policy"), regions=("us-east-1",))
    )
    told: list[str] = []

    def said(what: str) -> None:
        told.append(what)
        if what.startswith("waiting for"):
            alone.control.fault("deny", "organizations:ListAccounts")

    result = apply(plan, tmp_path, on_step=lambda *_: None, on_stage=said).result
    assert [what.partition(":")[0] for what in told] == [
        "planning again, to see whether the plan still fits",
        "waiting for 2 new accounts to let somebody in",
        "planning again",
        "assessing again",
    ]
    inside = {
        step.key: plan.planned_accounts[step.place.account] for step in plan.steps if is_planned(step.place.account)
    }
    assert set(inside.values()) == {"security", "shop"}
    for key, name in inside.items():
        assert result.outcomes[key] is Outcome.SKIPPED
        assert result.reasons[key] == f"account {name} is there, but was not found"


def test_an_organization_takes_its_time_to_take_accounts(alone: Sandbox, tmp_path: Path) -> None:
    alone.control.pace(finalizing=2.5)
    done = carried_out(make_plan(WANT, STRUCTURE), tmp_path)
    assert done.result.succeeded, done.result.reasons


@pytest.mark.parametrize(
    ("act", "want", "reason"),
    [
        (lambda _: None, replace(WANT, consent=()), "needs your consent: this account becomes the management account"),
        (lambda sandbox: sandbox.control.human("sign-up-for-free-plan"), WANT, "on AWS's Free plan"),
        (lambda sandbox: sandbox.reset("personal-messy"), WANT, "root can assume no role"),
    ],
)
def test_what_it_means_is_said_before_anything(
    alone: Sandbox, act: Callable[[Sandbox], None], want: Baseline, reason: str
) -> None:
    act(alone)
    plan = make_plan(want, TWO_REGIONS)
    assert any(reason in blocked.reason for blocked in plan.blocked)
    assert plan.planned_accounts == {}
    assert not [step for step in plan.steps if step.write.operation == "CreateAccount"]


def test_the_quota_is_looked_at_before_accounts_are_planned(alone: Sandbox, organizations: Any, tmp_path: Path) -> None:
    many = tuple(MemberAccount(name=f"a{number}", email=f"a{number}@example.com") for number in range(12))
    want = replace(WANT, organization=Organization(accounts=many))
    organizations.create_organization(FeatureSet="ALL")
    (blocked,) = [one for one in make_plan(want, STRUCTURE).blocked if one.operation == "organizations.accounts"]
    assert "may have 10 accounts" in blocked.reason
    assert "request-service-quota-increase" in blocked.unblock


def test_an_account_that_somebody_is_making_is_waited_for_and_not_made_twice(
    alone: Sandbox, organizations: Any
) -> None:
    alone.control.pace(account=1.0, finalizing=0.0)
    organizations.create_organization(FeatureSet="ALL")
    organizations.create_account(AccountName="security", Email="aws+security@example.com")
    creations = [step for step in make_plan(WANT, STRUCTURE).steps if step.write.operation == "CreateAccount"]
    assert [step.write.parameters["AccountName"] for step in creations] == ["shop"]


def test_what_was_changed_behind_its_back_is_seen_and_put_right(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    assert carried_out(make_plan(WANT, STRUCTURE), tmp_path).result.succeeded
    made = members(organizations)
    root = organizations.list_roots()["Roots"][0]["Id"]
    parent = organizations.list_parents(ChildId=made["shop"])["Parents"][0]["Id"]
    organizations.move_account(AccountId=made["shop"], SourceParentId=parent, DestinationParentId=root)
    account = botocore.session.Session().create_client("account", "us-east-1")
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    account.put_account_name(AccountId=made["security"], AccountName="renamed")
    plan = make_plan(WANT, STRUCTURE)
    assert {(step.write.operation, step.resource) for step in plan.steps} == {
        ("MoveAccount", made["shop"]),
        ("PutAccountName", made["security"]),
    }
    assert carried_out(plan, tmp_path).result.succeeded
    assert make_plan(WANT, STRUCTURE).steps == ()


def test_what_is_taken_out_of_the_file_stays_as_it_is_and_is_named(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    assert carried_out(make_plan(WANT, STRUCTURE), tmp_path).result.succeeded
    smaller = replace(
        ORGANIZATION,
        units=ORGANIZATION.units[:1],
        accounts=ORGANIZATION.accounts[:1],
    )
    want = replace(WANT, organization=smaller)
    assert make_plan(want, STRUCTURE).steps == ()
    said = {one.control: one for one in assess(want, STRUCTURE, accounts=(alone.account,)).findings}
    found = said["organizations.nothing_unlisted"]
    assert found.status is Status.FAIL
    for name in ("account shop", "unit Workloads", "unit Workloads/Prod", "unit Suspended"):
        assert name in found.message


def test_a_closed_account_does_not_keep_the_others_from_anything(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    alone.control.pace(newborn=0.0)
    assert carried_out(make_plan(WANT, STRUCTURE), tmp_path).result.succeeded
    made = members(organizations)
    organizations.close_account(AccountId=made["shop"])
    lost = replace(
        ORGANIZATION,
        accounts=(*ORGANIZATION.accounts, MemberAccount(name="third", email="aws+third@example.com", unit="Security")),
    )
    want = replace(WANT, organization=lost)
    plan = make_plan(want, TWO_REGIONS)
    assert any(made["shop"] in blocked.operation for blocked in plan.blocked)
    done = carried_out(plan, tmp_path)
    assert done.result.succeeded, done.result.reasons
    assert "third" in members(organizations)
    assert done.after is not None
    status = {found.status for found in done.after.findings if found.account == made["shop"]}
    assert status == {Status.UNKNOWN}


def test_an_account_is_closed_only_where_the_file_says_so_and_put_among_the_closed(
    alone: Sandbox, organizations: Any, tmp_path: Path
) -> None:
    assert carried_out(make_plan(WANT, STRUCTURE), tmp_path).result.succeeded
    made = members(organizations)
    security, shop = ORGANIZATION.accounts
    want = replace(WANT, organization=replace(ORGANIZATION, accounts=(security, replace(shop, close=True))))
    closing = replace(STRUCTURE, controls=(*STRUCTURE.controls, "organizations.accounts_to_close_closed"))
    asked = [one for one in make_plan(replace(want, consent=()), closing).blocked if "ninety days" in one.reason]
    assert [one.operation for one in asked] == ["organizations.accounts_to_close"]
    plan = make_plan(want, closing)
    assert [step.write.operation for step in plan.steps] == ["CloseAccount", "MoveAccount"]
    assert [step.risk for step in plan.steps] == [Risk.DESTRUCTIVE, Risk.DISRUPTIVE]
    assert carried_out(plan, tmp_path).result.succeeded
    told = organizations.describe_account(AccountId=made["shop"])["Account"]
    assert told["State"] in ("PENDING_CLOSURE", "SUSPENDED")
    parent = organizations.list_parents(ChildId=made["shop"])["Parents"][0]["Id"]
    unit = organizations.describe_organizational_unit(OrganizationalUnitId=parent)["OrganizationalUnit"]
    assert unit["Name"] == "Suspended"
    assert make_plan(want, closing).steps == ()


def test_a_session_that_aws_calls_expired_is_begun_anew(alone: Sandbox, organizations: Any, tmp_path: Path) -> None:
    alone.control.pace(newborn=0.0)
    assert carried_out(make_plan(WANT, STRUCTURE), tmp_path).result.succeeded
    inside = Selection(
        controls=("ec2.ebs_encryption_by_default",), regions=("us-east-1",), accounts=(members(organizations)["shop"],)
    )
    plan = make_plan(WANT, inside)
    assert [step.write.operation for step in plan.steps] == ["EnableEbsEncryptionByDefault"]
    alone.control.fault("expired", "ec2:EnableEbsEncryptionByDefault", times=1)
    done = carried_out(plan, tmp_path)
    assert done.result.succeeded, done.result.reasons
    sent = [one for one in alone.control.requests() if one["operation"] == "EnableEbsEncryptionByDefault"]
    assert len(sent) == 2
