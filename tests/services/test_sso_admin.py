"""IAM Identity Center: what is asked of whom, what it means, and the steps that give people access."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Assignment, Baseline, IdentityCenter, MemberAccount, Organization, Unit
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, OPERATIONS, FactUnreadable, Read, Ref, Status, planned_account
from hardpan.plan import Selection, build
from hardpan.services.organizations.examples import (
    AS_MEMBER,
    BILLING_ONLY,
    CLOSED,
    HERE,
    IN_NONE,
    LOGS,
    MANAGEMENT,
    MEMBERSHIP,
    SECURITY,
    SHOP,
    WORKLOADS,
)
from hardpan.services.sso_admin import collect
from hardpan.services.sso_admin.examples import (
    ADA,
    ADMINISTRATOR,
    ADMINISTRATORS,
    COMPLETE,
    EVE,
    IN_MANAGEMENT,
    IN_SHOP,
    INSTANCE,
    READ_ONLY,
)
from hardpan.services.sso_admin.wanted import accesses, makes_administrators, minutes
from hardpan.snapshot import Snapshot
from hardpan.workflows.session import operations_for
from services.driving import denied, drive, steps_of, verbs

services.load()
COLLECTORS = [collect.instances, collect.permission_sets, collect.assignments, collect.groups, collect.users]
OPERATIONS_OF_OURS = sorted(name for name in OPERATIONS if name.startswith("sso_admin."))
ORGANIZATION = (MEMBERSHIP, MANAGEMENT, SHOP, LOGS, CLOSED, WORKLOADS, SECURITY)

TOLD = {
    "InstanceArn": INSTANCE.arn,
    "IdentityStoreId": INSTANCE.store,
    "OwnerAccountId": HERE.account,
    "Status": "ACTIVE",
    "PrimaryRegion": "eu-west-1",
}
ANSWERS: dict[str, Any] = {
    "organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}},
    "sso-admin:ListInstances": {"Instances": [TOLD, {**TOLD, "OwnerAccountId": SHOP.id}]},
    "sso-admin:ListPermissionSets": {"PermissionSets": [READ_ONLY.arn]},
    "sso-admin:DescribePermissionSet": {"PermissionSet": {"Name": "ReadOnly", "SessionDuration": "PT8H"}},
    "sso-admin:ListManagedPoliciesInPermissionSet": {
        "AttachedManagedPolicies": [{"Name": "ReadOnlyAccess", "Arn": READ_ONLY.managed_policies[0]}]
    },
    "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet": {
        "CustomerManagedPolicyReferences": [{"Name": "a", "Path": "/team/"}, {"Name": "b"}]
    },
    "sso-admin:GetInlinePolicyForPermissionSet": {"InlinePolicy": ""},
    "sso-admin:ListAccountsForProvisionedPermissionSet": lambda read: {
        "AccountIds": [] if "ProvisioningStatus" in read.parameters else [SHOP.id]
    },
    "sso-admin:ListAccountAssignments": {
        "AccountAssignments": [
            {
                "AccountId": SHOP.id,
                "PermissionSetArn": READ_ONLY.arn,
                "PrincipalType": "GROUP",
                "PrincipalId": ADMINISTRATORS.id,
            }
        ]
    },
    "identitystore:ListGroups": {"Groups": [{"GroupId": ADMINISTRATORS.id, "DisplayName": "administrators"}]},
    "identitystore:ListGroupMemberships": {"GroupMemberships": [{"MemberId": {"UserId": ADA.id}}]},
    "identitystore:ListUsers": {
        "Users": [{"UserId": ADA.id, "UserName": "ada", "Emails": [{"Value": "ada@example.com"}]}]
    },
}


# What is asked, and of whom.


@pytest.mark.parametrize("collector", COLLECTORS)
def test_a_member_asks_nothing_of_it(collector: Any) -> None:
    sent: list[Read] = []
    answers = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": "444455556666"}}}
    assert drive(collector(HERE), answers, sent) == []
    assert [read.operation for read in sent] == ["DescribeOrganization"]


@pytest.mark.parametrize("collector", COLLECTORS)
def test_an_instance_that_may_not_be_listed_is_not_taken_for_none(collector: Any) -> None:
    with pytest.raises(FactUnreadable):
        drive(collector(HERE), {**ANSWERS, "sso-admin:ListInstances": denied("sso:ListInstances")})


def test_all_regions_are_asked_at_once_and_the_instance_in_its_own() -> None:
    sent: list[Read] = []
    assert drive(collect.instances(HERE), ANSWERS, sent) == [INSTANCE]
    _, listed, sets = sent
    assert (listed.parameters, listed.region) == ({"RegionScope": "ALL_REGIONS"}, None)
    assert (sets.parameters, sets.region) == ({"InstanceArn": INSTANCE.arn}, "eu-west-1")


def test_an_instance_without_permission_sets_is_of_the_account_alone() -> None:
    refused = {**ANSWERS, "sso-admin:ListPermissionSets": None}
    assert drive(collect.instances(HERE), refused) == [replace(INSTANCE, of_organization=False)]
    for collector in COLLECTORS[1:]:
        assert drive(collector(HERE), refused) == []
    alone = {**refused, "organizations:DescribeOrganization": None}
    assert drive(collect.instances(HERE), alone) == [replace(INSTANCE, of_organization=False)]


def test_an_instance_that_is_being_made_is_asked_nothing() -> None:
    sent: list[Read] = []
    making = {**ANSWERS, "sso-admin:ListInstances": {"Instances": [{**TOLD, "Status": "CREATE_IN_PROGRESS"}]}}
    (found,) = drive(collect.instances(HERE), making, sent)
    assert (found.status, found.of_organization) == ("CREATE_IN_PROGRESS", False)
    assert len(sent) == 2


def test_what_the_answers_mean() -> None:
    customer = ("/team/a", "/b")
    assert drive(collect.permission_sets(HERE), ANSWERS) == [replace(READ_ONLY, customer_policies=customer)]
    assert drive(collect.assignments(HERE), ANSWERS) == [IN_SHOP]
    assert drive(collect.groups(HERE), ANSWERS) == [ADMINISTRATORS]
    assert drive(collect.users(HERE), ANSWERS) == [ADA]


# What is wanted.


@pytest.mark.parametrize(("duration", "expected"), [("PT8H", 480), ("PT1H30M", 90), ("PT3600S", 60)])
def test_durations(duration: str, expected: int) -> None:
    assert minutes(duration) == expected


def test_a_duration_of_another_form_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="P1D"):
        minutes("P1D")


def test_whoever_allows_everything_makes_administrators() -> None:
    everything = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    assert makes_administrators(ADMINISTRATOR)
    assert makes_administrators(replace(READ_ONLY, inline_policy=everything))
    assert not makes_administrators(READ_ONLY)


def assigning(*accounts: str, organization: Organization | None = None) -> Baseline:
    said = replace(
        EXAMPLE.identity_center,
        assignments=(Assignment(group="administrators", permission_set="ReadOnly", accounts=accounts),),
    )
    return replace(EXAMPLE, identity_center=said, organization=organization or Organization())


DESCRIBED = Organization(
    units=(Unit(path="Workloads"), Unit(path="Workloads/Prod"), Unit(path="Workloads2")),
    accounts=(
        MemberAccount(name="shop", email="aws+shop@example.com", unit="Workloads"),
        MemberAccount(name="new", email="aws+new@example.com", unit="Workloads/Prod"),
        MemberAccount(name="old", email="aws+old@example.com", unit="Workloads"),
        MemberAccount(name="far", email="aws+far@example.com", unit="Workloads2"),
    ),
)


@pytest.mark.parametrize(
    ("named", "organization", "expected"),
    [
        (("management",), None, [HERE.account]),
        (("all",), None, [LOGS.id, SHOP.id]),
        (("all", "management"), None, [HERE.account, LOGS.id, SHOP.id]),
        (("Workloads",), None, [SHOP.id]),
        (("999988887777",), None, ["999988887777"]),
        (("shop",), DESCRIBED, [SHOP.id]),
        (("new",), DESCRIBED, [planned_account(2)]),
        (("old",), DESCRIBED, []),
        (("Workloads",), DESCRIBED, [planned_account(2), SHOP.id]),
        (("all",), DESCRIBED, [planned_account(2), planned_account(4), LOGS.id, SHOP.id]),
        (("shop", "Workloads/Prod", "shop"), DESCRIBED, [planned_account(2), SHOP.id]),
    ],
)
def test_which_accounts_are_meant(
    named: tuple[str, ...], organization: Organization | None, expected: list[str]
) -> None:
    want = assigning(*named, organization=organization)
    assert sorted(one.account for one in accesses(want, Snapshot.of(*ORGANIZATION), HERE)) == sorted(expected)


# Steps.


def have(*facts: Any) -> Snapshot:
    return Snapshot.of(*ORGANIZATION, *facts)


ONLY_SHOP = replace(
    EXAMPLE,
    identity_center=replace(
        EXAMPLE.identity_center,
        assignments=(
            EXAMPLE.identity_center.assignments[0],
            replace(EXAMPLE.identity_center.assignments[1], accounts=(SHOP.id,)),
        ),
    ),
)


@pytest.mark.parametrize("operation", OPERATIONS_OF_OURS)
def test_what_is_established_asks_for_no_step_and_what_cannot_be_helped_neither(operation: str) -> None:
    assert steps_of(operation, ONLY_SHOP, have(*COMPLETE)) == []
    assert steps_of(operation, EXAMPLE, have()) == [], "without an instance"
    assert steps_of(operation, EXAMPLE, have(replace(INSTANCE, of_organization=False))) == []
    for membership in (IN_NONE, AS_MEMBER, BILLING_ONLY):
        assert steps_of(operation, EXAMPLE, Snapshot.of(membership, INSTANCE)) == []
    nothing = replace(EXAMPLE, identity_center=IdentityCenter())
    assert steps_of(operation, nothing, have(INSTANCE)) == []


def test_everything_is_made_in_the_region_of_the_instance() -> None:
    for operation in OPERATIONS_OF_OURS:
        assert {step.place.region for step in steps_of(operation, EXAMPLE, have(INSTANCE))} <= {"eu-west-1"}


def test_an_assignment_waits_for_group_and_permission_set_and_refers_to_them() -> None:
    sets = steps_of("sso_admin.permission_sets", ONLY_SHOP, have(INSTANCE))
    people = steps_of("sso_admin.people", ONLY_SHOP, have(INSTANCE))
    first, second = steps_of("sso_admin.assignments", ONLY_SHOP, have(INSTANCE))
    assert (first.write.parameters["TargetId"], second.write.parameters["TargetId"]) == (HERE.account, SHOP.id)
    assert first.write.parameters["PermissionSetArn"] == Ref(sets[0].key, "PermissionSet.PermissionSetArn")
    assert first.write.parameters["PrincipalId"] == Ref(people[0].key, "GroupId")
    assert {step.key for step in sets if "Administrator" in step.key} <= first.needs
    assert people[0].key in first.needs
    assert verbs(people) == [
        f"sso_admin.people/{what}" for what in ("group:administrators", "user:ada", "member:administrators:ada")
    ]


def test_somebody_else_of_the_same_name_is_put_into_no_group() -> None:
    other = replace(ADA, emails=("eve@example.com",))
    assert steps_of("sso_admin.people", EXAMPLE, have(INSTANCE, other, replace(ADMINISTRATORS, members=()))) == []
    assert judged("people", INSTANCE, other, ADMINISTRATORS) == (Status.FAIL, "ada has not the address ada@example.com")


def test_who_else_gets_access_by_a_group_is_told() -> None:
    joined = replace(ADMINISTRATORS, members=(ADA.id, EVE.id))
    found = have(INSTANCE, ADMINISTRATOR, READ_ONLY, ADA, EVE, joined)
    (step, _) = steps_of("sso_admin.assignments", ONLY_SHOP, found)
    assert step.because.endswith("is not assigned; it will be eve's too, whom hardpan.yaml does not list")


def test_an_account_that_is_yet_to_be_made_comes_first() -> None:
    want = assigning("new", organization=DESCRIBED)
    (step,) = steps_of("sso_admin.assignments", want, have(*COMPLETE))
    assert step.write.parameters["TargetId"] == planned_account(2)
    assert f"organizations.accounts/create:new@{HERE}" in step.needs


def test_an_edit_is_provisioned_and_so_is_its_undo() -> None:
    long = replace(ADMINISTRATOR, duration="PT12H")
    edit, provision = steps_of("sso_admin.permission_sets", EXAMPLE, have(INSTANCE, long, READ_ONLY))
    assert edit.write.parameters["SessionDuration"] == "PT4H"
    assert [write.operation for write in edit.undo or ()] == ["UpdatePermissionSet", "ProvisionPermissionSet"]
    assert (provision.write.operation, provision.undo, provision.needs) == (
        "ProvisionPermissionSet",
        (),
        frozenset({edit.key}),
    )
    nowhere = replace(long, accounts=())
    (edit,) = steps_of("sso_admin.permission_sets", EXAMPLE, have(INSTANCE, nowhere, READ_ONLY))
    assert [write.operation for write in edit.undo or ()] == ["UpdatePermissionSet"]


def test_what_is_taken_out_of_a_permission_set_can_be_put_back() -> None:
    wide = replace(
        READ_ONLY,
        managed_policies=(*READ_ONLY.managed_policies, *ADMINISTRATOR.managed_policies),
        customer_policies=("/team/ours",),
        inline_policy='{"Statement":[]}',
    )
    *taken, provision = steps_of("sso_admin.narrowed_permission_sets", EXAMPLE, have(INSTANCE, ADMINISTRATOR, wide))
    back = {step.write.operation: (step.undo or ())[0].parameters for step in taken}
    assert back["DetachManagedPolicyFromPermissionSet"]["ManagedPolicyArn"] == ADMINISTRATOR.managed_policies[0]
    assert back["DetachCustomerManagedPolicyReferenceFromPermissionSet"]["CustomerManagedPolicyReference"] == {
        "Name": "ours",
        "Path": "/team/",
    }
    assert back["DeleteInlinePolicyFromPermissionSet"]["InlinePolicy"] == wide.inline_policy
    assert provision.needs == {step.key for step in taken}


def test_nobody_new_gets_a_permission_set_that_has_more_than_it_should() -> None:
    """With nobody's consent the steps that narrow it are left out, and with them those that need them."""
    wide = replace(READ_ONLY, managed_policies=(*READ_ONLY.managed_policies, "arn:aws:iam::aws:policy/X"), accounts=())
    found = have(*(one for one in COMPLETE if one not in (READ_ONLY, IN_SHOP)), wide)
    (narrow,) = steps_of("sso_admin.narrowed_permission_sets", ONLY_SHOP, found)
    (assign,) = steps_of("sso_admin.assignments", ONLY_SHOP, found)
    assert narrow.key in assign.needs
    control = CONTROLS["sso_admin.assignments"]
    for want, steps in ((ONLY_SHOP, 0), (replace(ONLY_SHOP, consent=("all",)), 2)):
        findings = evaluate([control], found, want)
        plan = build(want, found, findings, operations_for([control]), selection=Selection(), digest="")
        assert len(plan.steps) == steps
        assert bool(plan.blocked) is not bool(steps)


def test_somebody_elses_permission_set_is_shortened_and_otherwise_left_alone() -> None:
    theirs = replace(ADMINISTRATOR, name="Theirs", duration="PT12H", customer_policies=("/x",))
    found = have(INSTANCE, ADMINISTRATOR, READ_ONLY, replace(theirs, arn=f"{theirs.arn[:-1]}c"))
    edit, provision = steps_of("sso_admin.permission_sets", EXAMPLE, found)
    assert edit.controls == provision.controls == ("sso_admin.short_sessions",)
    assert steps_of("sso_admin.narrowed_permission_sets", EXAMPLE, found) == []


def test_the_undo_of_an_assignment_waits_until_no_more_is_assigned_than_was() -> None:
    other = replace(IN_SHOP, principal="somebody-else")
    found = have(*(one for one in COMPLETE if one is not IN_SHOP), other)
    (step,) = steps_of("sso_admin.assignments", ONLY_SHOP, found)
    assert step.undone is not None
    assert step.undone.path == "length(AccountAssignments) <= `1`"
    assert step.settled is not None
    assert step.settled.failed


# Verdicts.


def judged(control: str, *facts: Any, want: Baseline = ONLY_SHOP) -> tuple[Status, str]:
    (found,) = evaluate([CONTROLS[f"sso_admin.{control}"]], have(*facts), want)
    return found.status, found.message


def test_what_is_missing_is_told() -> None:
    assert judged("people", INSTANCE) == (
        Status.FAIL,
        "there is no group administrators; there is no user ada",
    )
    assert judged("assignments", *(one for one in COMPLETE if one is not IN_MANAGEMENT)) == (
        Status.FAIL,
        "not assigned: administrators as Administrator in management",
    )
    assert judged("permission_sets", INSTANCE, replace(ADMINISTRATOR, managed_policies=())) == (
        Status.FAIL,
        "Administrator lacks AdministratorAccess; there is no ReadOnly",
    )


def test_what_was_not_foreseen_in_an_inline_policy_is_unknown() -> None:
    assert judged("short_sessions", INSTANCE, replace(READ_ONLY, inline_policy="no JSON"))[0] is Status.UNKNOWN
