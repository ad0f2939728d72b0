"""IAM Identity Center over HTTP: from nothing to people having access, drift found and put right, all of it undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import (
    EXAMPLE,
    Assignment,
    Baseline,
    IdentityCenter,
    MemberAccount,
    Organization,
    PermissionSet,
    Person,
    Unit,
)
from hardpan.model import CONTROLS, OPERATIONS, Finding, Status, planned_account
from hardpan.plan import Plan, Selection, dumps, loads
from hardpan.sandbox.scenarios.startup_grown import ACCOUNTS, DATA_SCIENCE, LEGACY, PAYMENTS, PROTOTYPE, SHOP
from hardpan.sandbox.server import Sandbox
from hardpan.snapshot.answers import SnapshotFile
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan
from hardpan.workflows.snapshots import assess_snapshot

services.load()
OWN = tuple(sorted(control for control in CONTROLS if control.startswith("sso_admin.")))
FIXABLE = sorted({control for one in OPERATIONS.values() for control in one.satisfies if control in OWN})
HOME = "eu-west-1"
ADMINISTRATOR, READ_ONLY = (f"arn:aws:iam::aws:policy/{name}Access" for name in ("Administrator", "ReadOnly"))
OPEN = sorted(set(ACCOUNTS) - {PROTOTYPE})  # beside the management account


def baseline(*sets: PermissionSet, accounts: tuple[str, ...] = (SHOP,), consent: tuple[str, ...] = ()) -> Baseline:
    """One person, in a group that has the first of the sets."""
    sets = sets or (PermissionSet(name="ReadOnly", managed_policies=("ReadOnlyAccess",), session_hours=8),)
    return replace(
        EXAMPLE,
        consent=consent,
        identity_center=IdentityCenter(
            permission_sets=sets,
            groups=("developers",),
            users=(
                Person(
                    name="ada",
                    given_name="Ada",
                    family_name="Example",
                    email="ada@example.com",
                    groups=("developers",),
                ),
            ),
            assignments=(Assignment(group="developers", permission_set=sets[0].name, accounts=accounts),),
        ),
    )


WANT = baseline()


class Grown:
    """The organization of startup-grown, where somebody has just enabled Identity Center."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox, self.folder = sandbox, folder
        sandbox.control.human("enable-identity-center", region=HOME)
        self.sso, self.directory = self.client("sso-admin"), self.client("identitystore")
        (found,) = self.sso.list_instances()["Instances"]
        self.arn, self.store = found["InstanceArn"], found["IdentityStoreId"]

    def client(self, service: str, key: str | None = None) -> Any:
        session = botocore.session.Session()
        keys = {"aws_access_key_id": key, "aws_secret_access_key": "any"} if key else {}
        return session.create_client(service, HOME, endpoint_url=self.sandbox.url, **keys)

    def permission_set(self, name: str, *policies: str, hours: int = 8) -> str:
        made = self.sso.create_permission_set(InstanceArn=self.arn, Name=name, SessionDuration=f"PT{hours}H")
        arn: str = made["PermissionSet"]["PermissionSetArn"]
        for policy in policies:
            self.sso.attach_managed_policy_to_permission_set(
                InstanceArn=self.arn, PermissionSetArn=arn, ManagedPolicyArn=policy
            )
        return arn

    def give(self, permission_set: str, group: str = "others", account: str = SHOP) -> str:
        """Assign a permission set to a group made for it; the group's id."""
        made: str = self.directory.create_group(IdentityStoreId=self.store, DisplayName=group)["GroupId"]
        self.sandbox.control.pace(access=0)
        self.sso.create_account_assignment(
            InstanceArn=self.arn,
            PermissionSetArn=permission_set,
            TargetId=account,
            TargetType="AWS_ACCOUNT",
            PrincipalType="GROUP",
            PrincipalId=made,
        )
        assert self.given(permission_set, account) == [made]
        self.sandbox.control.pace(access=0.2)
        return made

    def given(self, permission_set: str, account: str = SHOP) -> list[str]:
        found = self.sso.list_account_assignments(
            InstanceArn=self.arn, AccountId=account, PermissionSetArn=permission_set
        )["AccountAssignments"]
        return [one["PrincipalId"] for one in found]

    def behind(self, permission_set: str) -> list[str]:
        found: list[str] = self.sso.list_accounts_for_provisioned_permission_set(
            InstanceArn=self.arn,
            PermissionSetArn=permission_set,
            ProvisioningStatus="LATEST_PERMISSION_SET_NOT_PROVISIONED",
        )["AccountIds"]
        return found

    def roles(self, account: str = SHOP) -> dict[str, Any]:
        """The roles that Identity Center has made in an account, by the names of their permission sets."""
        iam = self.client("iam", f"HARDPAN-{account}")
        found = iam.list_roles(PathPrefix="/aws-reserved/sso.amazonaws.com/")["Roles"]
        return {one["RoleName"].split("_")[1]: iam.get_role(RoleName=one["RoleName"])["Role"] for one in found}

    def apply(self, plan: Plan) -> Applied:
        """Carry out the plan, as read back from its file."""
        done = apply(loads(dumps(plan), "plan.json"), self.folder, on_step=lambda *_: None)
        assert done.result.succeeded, done.result.reasons
        return done

    def undo(self, done: Applied) -> None:
        result = undo(plan_undo(done.run), self.folder, on_step=lambda *_: None).result
        assert result.succeeded, result.reasons


@pytest.fixture
def grown(sandbox: Sandbox, tmp_path: Path) -> Grown:
    sandbox.reset("startup-grown")
    return Grown(sandbox, tmp_path)


def selection(*controls: str) -> Selection:
    return Selection(controls=controls or OWN, regions=("us-east-1",))


def judged(want: Baseline, *controls: str) -> dict[str, list[tuple[Status, str]]]:
    found: dict[str, list[tuple[Status, str]]] = {}
    for one in assess(want, selection(*controls)).findings:
        found.setdefault(one.control, []).append((one.status, one.message))
    return found


def failing(want: Baseline, control: str) -> list[Finding]:
    findings = assess(want, selection(control)).findings
    assert not [one for one in findings if one.status is Status.UNKNOWN]
    return [one for one in findings if one.status is Status.FAIL]


def wide_set(grown: Grown) -> None:
    grown.give(grown.permission_set("ReadOnly", READ_ONLY, ADMINISTRATOR, hours=12))


def long_sessions(grown: Grown) -> None:
    grown.give(grown.permission_set("Theirs", ADMINISTRATOR, hours=12))


def edit_nobody_provisioned(grown: Grown) -> None:
    made = grown.permission_set("Theirs", READ_ONLY)
    grown.give(made)
    grown.sso.update_permission_set(InstanceArn=grown.arn, PermissionSetArn=made, SessionDuration="PT1H")


BAD: dict[str, Callable[[Grown], None]] = {
    "sso_admin.assignments": lambda _: None,
    "sso_admin.people": lambda _: None,
    "sso_admin.permission_sets": wide_set,
    "sso_admin.provisioned": edit_nobody_provisioned,
    "sso_admin.short_sessions": long_sessions,
}
NOT_TAKEN_BACK = {"sso_admin.provisioned"}


@pytest.mark.parametrize("control", FIXABLE)
def test_fails_is_fixed_and_fails_again(control: str, grown: Grown) -> None:
    want = replace(WANT, consent=("all",))
    BAD[control](grown)
    before = failing(want, control)
    assert before
    done = grown.apply(make_plan(want, selection(control)))
    assert failing(want, control) == []
    assert not make_plan(want, selection(control)).steps
    taken_back = plan_undo(done.run)
    grown.undo(done)
    if control in NOT_TAKEN_BACK:
        assert taken_back.notes
        assert failing(want, control) == []
    else:
        assert [one.message for one in failing(want, control)] == [one.message for one in before]


def test_one_plan_gives_people_access_and_undo_takes_it_all_back(grown: Grown) -> None:
    want = replace(WANT, identity_center=EXAMPLE.identity_center)
    before = judged(want)
    done = grown.apply(make_plan(want, selection()))
    after = {control: {status for status, _ in found} for control, found in judged(want).items()}
    assert after.pop("sso_admin.mfa_attested") == {Status.MANUAL}
    assert all(found == {Status.PASS} for found in after.values()), after
    assert not make_plan(want, selection()).steps
    assert grown.roles(grown.sandbox.account).keys() == {"Administrator"}
    assert grown.roles()["ReadOnly"]["MaxSessionDuration"] == 8 * 3600
    (user,) = grown.directory.list_users(IdentityStoreId=grown.store)["Users"]
    assert (user["UserName"], user["Emails"][0]["Value"]) == ("ada", "ada@example.com")
    sets = grown.sso.list_permission_sets(InstanceArn=grown.arn)["PermissionSets"]
    assert len(sets) == 2
    given = {account for account in (*OPEN, PROTOTYPE) for one in sets if grown.given(one, account)}
    assert given == set(OPEN), "every open account, and not the closed one"
    grown.undo(done)
    assert judged(want) == before
    assert grown.roles() == grown.roles(grown.sandbox.account) == {}
    assert grown.sso.list_permission_sets(InstanceArn=grown.arn)["PermissionSets"] == []
    assert grown.directory.list_users(IdentityStoreId=grown.store)["Users"] == []
    assert grown.directory.list_groups(IdentityStoreId=grown.store)["Groups"] == []


def test_drift_is_found_and_put_right(grown: Grown) -> None:
    grown.apply(make_plan(WANT, selection()))
    (made,) = grown.sso.list_permission_sets(InstanceArn=grown.arn)["PermissionSets"]
    named = {"InstanceArn": grown.arn, "PermissionSetArn": made}
    grown.sso.attach_managed_policy_to_permission_set(**named, ManagedPolicyArn=ADMINISTRATOR)
    grown.sso.update_permission_set(**named, SessionDuration="PT12H")
    eve = grown.directory.create_user(
        IdentityStoreId=grown.store,
        UserName="eve",
        DisplayName="Eve",
        Name={"GivenName": "Eve", "FamilyName": "Else"},
        Emails=[{"Value": "eve@example.com", "Primary": True}],
    )["UserId"]
    (group,) = grown.directory.list_groups(IdentityStoreId=grown.store)["Groups"]
    grown.directory.create_group_membership(
        IdentityStoreId=grown.store, GroupId=group["GroupId"], MemberId={"UserId": eve}
    )
    found = judged(WANT)
    assert found["sso_admin.permission_sets"] == [
        (Status.FAIL, "ReadOnly also has AdministratorAccess, lasts PT12H instead of PT8H")
    ]
    assert found["sso_admin.short_sessions"][0][0] is Status.FAIL
    assert found["sso_admin.provisioned"][0] == (
        Status.FAIL,
        f"ReadOnly was edited, and is still as it was before in {SHOP}",
    )
    assert found["sso_admin.no_unlisted_access"] == [(Status.FAIL, "not in hardpan.yaml: eve in developers")]

    without = make_plan(WANT, selection())
    (blocked,) = [one for one in without.blocked if "consent" in one.reason]
    assert blocked.operation == "sso_admin.narrowed_permission_sets"
    assert not [step for step in without.steps if step.write.operation.startswith("Detach")]

    grown.apply(make_plan(replace(WANT, consent=("all",)), selection()))
    open_findings = {control for control, found in judged(WANT).items() for status, _ in found if status is Status.FAIL}
    assert open_findings == {"sso_admin.no_unlisted_access"}, "nobody is taken out of a group"
    assert grown.behind(made) == []
    assert grown.roles()["ReadOnly"]["MaxSessionDuration"] == 8 * 3600


def test_what_is_there_by_name_is_taken_over_and_undo_leaves_it(grown: Grown) -> None:
    made = grown.permission_set("ReadOnly", READ_ONLY)
    group = grown.give(made, "developers")
    plan = make_plan(WANT, selection())
    assert {step.write.operation for step in plan.steps} == {"CreateUser", "CreateGroupMembership"}
    grown.undo(grown.apply(plan))
    assert grown.given(made) == [group]
    assert grown.directory.list_group_memberships(IdentityStoreId=grown.store, GroupId=group)["GroupMemberships"] == []


def test_undoing_an_edit_reaches_the_accounts_too(grown: Grown) -> None:
    made = grown.permission_set("ReadOnly", hours=2)
    grown.give(made)
    want = baseline(accounts=(PAYMENTS,))
    done = grown.apply(make_plan(want, selection()))
    assert grown.roles()["ReadOnly"]["MaxSessionDuration"] == 8 * 3600
    grown.undo(done)
    assert grown.behind(made) == []
    assert grown.roles()["ReadOnly"]["MaxSessionDuration"] == 2 * 3600
    assert grown.roles(PAYMENTS) == {}


def test_why_an_assignment_failed_is_told_and_the_others_are_made(grown: Grown) -> None:
    crowd = PermissionSet(name="Crowd", managed_policies=tuple(f"Some{n}" for n in range(11)), session_hours=1)
    want = baseline(WANT.identity_center.permission_sets[0], crowd, accounts=(SHOP, PAYMENTS))
    assigned = (
        *want.identity_center.assignments,
        Assignment(group="developers", permission_set="Crowd", accounts=(SHOP,)),
    )
    want = replace(want, identity_center=replace(want.identity_center, assignments=assigned))
    done = apply(make_plan(want, selection()), grown.folder, on_step=lambda *_: None)
    (why,) = done.result.reasons.values()
    assert "Cannot exceed quota for PoliciesPerRole: 10" in why
    assert judged(want)["sso_admin.assignments"] == [(Status.FAIL, f"not assigned: developers as Crowd in {SHOP}")]
    grown.undo(done)
    assert grown.roles() == grown.roles(PAYMENTS) == {}


def test_units_and_all_are_the_open_accounts_that_they_hold(grown: Grown) -> None:
    want = baseline(accounts=("all", "management"))
    plan = make_plan(want, selection("sso_admin.assignments"))
    assert plan.blocked == ()
    targets = {step.write.parameters.get("TargetId") for step in plan.steps} - {None}
    assert targets == {*OPEN, grown.sandbox.account}
    assert {LEGACY, DATA_SCIENCE} <= targets


def test_an_account_that_the_plan_makes_is_among_those_that_people_get(grown: Grown) -> None:
    organization = Organization(
        units=(Unit(path="Live"),),
        accounts=(MemberAccount(name="new", email="aws+new@acme.example.com", unit="Live"),),
    )
    want = replace(baseline(accounts=("Live",), consent=("all",)), organization=organization)
    plan = make_plan(want, selection("organizations.accounts", "sso_admin.assignments"))
    targets = {step.write.parameters.get("TargetId") for step in plan.steps} - {None}
    assert targets == {planned_account(1), SHOP, PAYMENTS}
    grown.apply(plan)
    members = grown.client("organizations").list_accounts()["Accounts"]
    (new,) = [one["Id"] for one in members if one["Name"] == "new"]
    assert grown.roles(new).keys() == {"ReadOnly"}


def test_a_file_that_says_nothing_of_it_plans_nothing_of_it(grown: Grown) -> None:
    want = replace(WANT, identity_center=IdentityCenter())
    plan = make_plan(want, selection())
    assert (plan.steps, plan.blocked) == ((), ())
    assert {one.control for one in plan.human_steps} == {"sso_admin.mfa_attested"}


def test_until_a_person_has_enabled_it_nothing_is_planned_and_the_person_is_told(sandbox: Sandbox) -> None:
    sandbox.reset("startup-grown")
    plan = make_plan(WANT, selection())
    assert plan.steps == ()
    human = {one.control: one for one in plan.human_steps}
    assert human.keys() == {"sso_admin.organization_instance"}  # the rest is planned once that is done
    enabling = human["sso_admin.organization_instance"]
    assert "Choose Enable" in enabling.instructions
    assert enabling.because == ("Identity Center is not enabled for the organization",)
    sandbox.control.human("enable-identity-center", region=HOME)
    assert "sso_admin.organization_instance" not in {one.control for one in make_plan(WANT, selection()).human_steps}


def test_an_instance_of_the_account_alone_is_named(sandbox: Sandbox) -> None:
    sandbox.reset("factory-new")
    session = botocore.session.Session()
    sso = session.create_client("sso-admin", HOME, endpoint_url=sandbox.url)
    arn = sso.create_instance()["InstanceArn"]
    session.create_client("organizations", HOME, endpoint_url=sandbox.url).create_organization(FeatureSet="ALL")
    ((status, message),) = judged(WANT, "sso_admin.organization_instance")["sso_admin.organization_instance"]
    assert status is Status.FAIL
    assert f"{arn} in {HOME} is of this account alone, and is to be deleted first" in message


@pytest.mark.parametrize(
    ("hidden", "blind"),
    [
        ("sso-admin:ListInstances", set(OWN)),
        (
            "sso-admin:DescribePermissionSet",
            {
                "sso_admin.permission_sets",
                "sso_admin.provisioned",
                "sso_admin.short_sessions",
                "sso_admin.assignments",
                "sso_admin.no_unlisted_access",
            },
        ),
        (
            "sso-admin:ListAccountAssignments",
            {"sso_admin.assignments", "sso_admin.groups_only", "sso_admin.no_unlisted_access"},
        ),
        ("identitystore:ListGroups", {"sso_admin.people", "sso_admin.assignments", "sso_admin.no_unlisted_access"}),
        ("identitystore:ListUsers", {"sso_admin.people", "sso_admin.no_unlisted_access"}),
    ],
)
def test_what_may_not_be_read_is_unknown_and_blocks_what_rests_on_it(
    hidden: str, blind: set[str], grown: Grown
) -> None:
    grown.apply(make_plan(WANT, selection()))
    grown.sandbox.control.fault("deny", hidden)
    found = {control for control, told in judged(WANT).items() for status, _ in told if status is Status.UNKNOWN}
    assert found == blind
    plan = make_plan(WANT, selection())
    assert not plan.steps
    assert plan.blocked


def test_a_snapshot_is_judged_as_it_was_and_holds_no_more_of_people_than_that(grown: Grown) -> None:
    grown.apply(make_plan(WANT, selection()))
    (user,) = grown.directory.list_users(IdentityStoreId=grown.store)["Users"]
    phone = [{"AttributePath": "phoneNumbers", "AttributeValue": [{"value": "+353 1 555 0199"}]}]
    grown.directory.update_user(IdentityStoreId=grown.store, UserId=user["UserId"], Operations=phone)
    kept = grown.folder / "one.snapshot"
    live = assess(WANT, selection(), keep=kept)
    again = assess_snapshot(WANT, kept, selection())
    assert [(one.control, one.status, one.message) for one in again.findings] == [
        (one.control, one.status, one.message) for one in live.findings
    ]
    (answers,) = SnapshotFile(kept).accounts()
    (told,) = [one.answer for one in answers.kept if "ListUsers" in one.question]
    assert told == {"Users": [{"UserId": user["UserId"], "UserName": "ada", "Emails": [{"Value": "ada@example.com"}]}]}


def test_members_are_not_judged_and_ask_nothing_of_it(grown: Grown) -> None:
    grown.sandbox.control.forget_requests()
    found = assess(WANT, selection(), accounts=(SHOP,)).findings
    assert {one.status for one in found} == {Status.NOT_APPLICABLE}
    assert not [one for one in grown.sandbox.control.requests() if one["service"] in ("sso-admin", "identitystore")]
