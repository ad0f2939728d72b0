"""Organizations: judged in the management account alone; guardrails made, compared, put right and taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Access, Baseline, Exceptions, Organization
from hardpan.config.init import layout
from hardpan.evaluate import evaluate
from hardpan.guardrails import GUARDRAILS
from hardpan.model import CONTROLS, OPERATIONS, FactUnreadable, Finding, Problem, Read, Status
from hardpan.plan import Selection, build
from hardpan.services.iam.own_roles import APPLY, PATH
from hardpan.services.organizations import collect, proof
from hardpan.services.organizations.examples import (
    AS_MEMBER,
    BILLING_ONLY,
    CLOSED,
    DESCRIBED,
    FOREIGN,
    HERE,
    IN_NONE,
    MEMBERSHIP,
    POLICIES,
    ROOT,
    ROOT_ACCESS,
    TRUSTED,
    UNIT_POLICIES,
    WORKLOADS,
)
from hardpan.services.organizations.facts import Membership, OrganizationPolicy
from hardpan.services.organizations.proof import must_lock_out_nobody
from hardpan.services.organizations.wanted import chosen, documents, names_at, parameters
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()
OWN = sorted(control for control in CONTROLS if control.startswith("organizations."))
CONSENTING = replace(EXAMPLE, consent=("all",))
GUARDRAILS_ON_ROOT = "organizations.root_guardrails"  # the operation
LEAVE = "organizations.scp_deny_leave_organization"  # the control on one of them

TOLD = {"Id": "o-exampleorgid", "MasterAccountId": HERE.account, "FeatureSet": "ALL"}
CLOSING = replace(
    DESCRIBED,
    organization=replace(
        DESCRIBED.organization, accounts=tuple(replace(one, close=True) for one in DESCRIBED.organization.accounts)
    ),
)
ANSWERS: dict[str, Any] = {
    "organizations:DescribeOrganization": {"Organization": TOLD},
    "organizations:ListRoots": {
        "Roots": [{"Id": "r-ab12", "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]
    },
}
NOTHING_BEGUN = {"organizations:ListCreateAccountStatus": {"CreateAccountStatuses": []}}
COLLECTORS = [
    collect.root,
    collect.trusted_services,
    collect.root_access,
    collect.members,
    collect.units,
    collect.creations,
    collect.account_quota,
    collect.administrators,
    collect.policies,
    collect.resource_policy,
    collect.invalid_policies,
    collect.handshakes,
    collect.billing_transfers,
]


# What is asked, and of whom.


@pytest.mark.parametrize("collector", COLLECTORS)
@pytest.mark.parametrize("told", [None, {"Organization": {**TOLD, "MasterAccountId": "444455556666"}}])
def test_nothing_is_asked_that_only_the_management_account_may_know(collector: Any, told: Any) -> None:
    sent: list[Read] = []
    assert drive(collector(HERE), {"organizations:DescribeOrganization": told}, sent) == []
    assert [read.operation for read in sent] == ["DescribeOrganization"]


@pytest.mark.parametrize("collector", [collect.membership, *COLLECTORS])
def test_an_organization_that_may_not_be_described_is_not_taken_for_none(collector: Any) -> None:
    hidden = {"organizations:DescribeOrganization": denied("organizations:DescribeOrganization")}
    with pytest.raises(FactUnreadable):
        drive(collector(HERE), hidden)


def test_an_account_knows_whose_organization_it_is_in() -> None:
    assert drive(collect.membership(HERE), ANSWERS) == [MEMBERSHIP]
    assert drive(collect.membership(HERE), {"organizations:DescribeOrganization": None}) == [IN_NONE]


def test_services_are_not_asked_for_where_aws_would_refuse_to_say() -> None:
    billing = {"organizations:DescribeOrganization": {"Organization": {**TOLD, "FeatureSet": "CONSOLIDATED_BILLING"}}}
    (found,) = drive(collect.trusted_services(HERE), billing)
    assert found.principals == ()
    nobody = {**ANSWERS, "organizations:ListAWSServiceAccessForOrganization": {"EnabledServicePrincipals": []}}
    (found,) = drive(collect.root_access(HERE), nobody)
    assert found.features == ()


def test_an_account_is_below_what_its_path_names() -> None:
    told = {"Id": "222233334444", "Name": "shop", "Email": "aws+shop@example.com", "State": "ACTIVE"}
    path = "o-exampleorgid/r-ab12/ou-ab12-11111111/222233334444/"
    answers = {**ANSWERS, "organizations:ListAccounts": {"Accounts": [{**told, "Paths": [path]}]}, **NOTHING_BEGUN}
    (found,) = drive(collect.members(HERE), answers)
    assert found.parents == ("r-ab12", "ou-ab12-11111111")


def test_policies_that_somebody_made_are_read_with_their_targets_and_hardpans_with_what_they_say() -> None:
    def listed(read: Read) -> Any:
        if read.parameters["Filter"] != "SERVICE_CONTROL_POLICY":
            return {"Policies": []}
        names = {"p-own": "hardpan-x", "p-ours": "ours", "p-FullAWSAccess": "FullAWSAccess"}
        return {
            "Policies": [
                {"Id": key, "Name": name, "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": name == "FullAWSAccess"}
                for key, name in names.items()
            ]
        }

    targets = {"p-own": [], "p-ours": [{"TargetId": "r-ab12"}, {"TargetId": "222233334444"}]}
    answers = {
        **ANSWERS,
        "organizations:ListPolicies": listed,
        "organizations:ListTargetsForPolicy": lambda read: {"Targets": targets[read.parameters["PolicyId"]]},
        "organizations:DescribePolicy": {"Policy": {"Content": "{}"}},
    }
    sent: list[Read] = []
    found = {one.name: (one.targets, one.content) for one in drive(collect.policies(HERE), answers, sent)}
    assert found == {"hardpan-x": ((), "{}"), "ours": (("222233334444", "r-ab12"), None)}
    assert [read.parameters["PolicyId"] for read in sent if read.operation == "DescribePolicy"] == ["p-own"]


def test_units_are_known_by_their_paths_level_by_level() -> None:
    below = {"r-ab12": [("ou-ab12-1", "Workloads")], "ou-ab12-1": [("ou-ab12-2", "Prod")], "ou-ab12-2": []}

    def listed(read: Read) -> Any:
        return {"OrganizationalUnits": [{"Id": key, "Name": name} for key, name in below[read.parameters["ParentId"]]]}

    found = drive(collect.units(HERE), {**ANSWERS, "organizations:ListOrganizationalUnitsForParent": listed})
    assert [(one.id, one.path) for one in found] == [("ou-ab12-1", "Workloads"), ("ou-ab12-2", "Workloads/Prod")]


def test_an_account_by_itself_is_asked_which_plan_it_is_on_and_one_of_an_organization_is_not() -> None:
    alone = {"organizations:DescribeOrganization": None}
    (found,) = drive(collect.plan(HERE), {**alone, "freetier:GetAccountPlanState": {"accountPlanType": "FREE"}})
    assert found.kind == "FREE"
    (older,) = drive(collect.plan(HERE), {**alone, "freetier:GetAccountPlanState": None})
    assert older.kind is None
    (member,) = drive(collect.plan(HERE), ANSWERS)
    assert member.kind == "PAID"


def test_of_handshakes_those_that_wait_for_others_are_told() -> None:
    def told(action: str, state: str, number: int) -> Any:
        parties = [{"Id": "o-exampleorgid", "Type": "ORGANIZATION"}, {"Id": "eve@example.com", "Type": "EMAIL"}]
        return {"Id": f"h-{number}", "Action": action, "State": state, "Parties": parties}

    every = [
        told("INVITE", "OPEN", 1),
        told("INVITE", "ACCEPTED", 2),
        told("ENABLE_ALL_FEATURES", "REQUESTED", 3),
        told("TRANSFER_RESPONSIBILITY", "REQUESTED", 4),
    ]
    answers = {**ANSWERS, "organizations:ListHandshakesForOrganization": {"Handshakes": every}}
    found = drive(collect.handshakes(HERE), answers)
    assert [(one.id, one.to) for one in found] == [("h-1", "eve@example.com"), ("h-4", "eve@example.com")]


def test_where_aws_knows_no_transfers_there_are_none() -> None:
    asked = "organizations:ListOutboundResponsibilityTransfers"
    assert drive(collect.billing_transfers(HERE), {**ANSWERS, asked: None}) == []


def test_what_is_wrong_with_policies_is_asked_of_a_few_accounts_of_each_type() -> None:
    sent: list[Read] = []
    accounts = [{"Id": f"{number:012}"} for number in range(1, 6)]
    types = [{"Type": kind, "Status": "ENABLED"} for kind in ("SERVICE_CONTROL_POLICY", "BACKUP_POLICY", "S3_POLICY")]
    answers = {
        **ANSWERS,
        "organizations:ListRoots": {"Roots": [{"Id": "r-ab12", "PolicyTypes": types}]},
        "organizations:ListAccountsWithInvalidEffectivePolicy": lambda read: (
            {"Accounts": accounts} if read.parameters["PolicyType"] == "S3_POLICY" else None
        ),
        "organizations:ListEffectivePolicyValidationErrors": {
            "EffectivePolicyValidationErrors": [{"PathToError": "a/b", "ErrorMessage": "No."}]
        },
    }
    found = drive(collect.invalid_policies(HERE), answers, sent)
    assert [one.faults for one in found] == [*[("a/b: No.",)] * 3, (), ()]
    kinds = [read.parameters["PolicyType"] for read in sent if read.operation.startswith("ListAccountsWith")]
    assert kinds == ["BACKUP_POLICY", "S3_POLICY"]


# What the documents are made with.


def test_the_region_guardrail_waits_for_somebody_to_say_where_work_is_done() -> None:
    names, lacking = chosen(names_at(EXAMPLE, "root"), parameters(EXAMPLE, "o-exampleorgid"))
    assert lacking == {"scp-region-restriction": ("allowed_regions",)}
    assert "scp-deny-leave-organization" in names
    given = parameters(replace(EXAMPLE, organization=Organization(regions=("af-south-1",))), "o-exampleorgid")
    assert given.allowed_regions == ("af-south-1", "eu-west-1", "us-east-1")
    assert chosen(names_at(EXAMPLE, "root"), given)[1] == {}


def test_hardpans_roles_are_those_that_the_guardrails_exempt() -> None:
    given = parameters(replace(EXAMPLE, access=Access(role="team/Enter")), "o-exampleorgid")
    assert f"arn:*:iam::*:role{PATH}{APPLY.name}" in given.administrators
    assert "arn:*:iam::*:role/team/Enter" in given.administrators


def test_accounts_that_are_trusted_by_exception_are_trusted_by_guardrails() -> None:
    want = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=("222233334444",), third_party_accounts=("9" * 12,)))
    assert parameters(want, None).trusted_accounts == ("222233334444", "9" * 12)


@pytest.mark.parametrize("profile", ["personal", "team", "enterprise"])
@pytest.mark.parametrize("regions", [(), ("eu-central-1",)])
def test_no_profile_locks_out_whom_hardpan_needs(profile: Any, regions: tuple[str, ...]) -> None:
    want = replace(EXAMPLE, profile=profile, organization=Organization(regions=regions))
    given = parameters(want, "o-exampleorgid")
    must_lock_out_nobody([document for _, document in documents(want, given, [])], given)


@pytest.mark.parametrize("profile", ["personal", "team", "enterprise"])
def test_no_unit_but_those_in_quarantine_locks_out_whom_hardpan_needs(profile: Any) -> None:
    want = replace(EXAMPLE, profile=profile, organization=layout(profile, "aws+{name}@example.com"))
    given = parameters(want, "o-exampleorgid")
    shut = set()
    for unit in want.organization.units:
        made = [document for _, document in documents(want, given, [], unit.path)]
        try:
            must_lock_out_nobody(made, given)
        except Problem:
            shut.add(unit.path)
    assert shut <= {"Quarantine", "Suspended"}


def test_whoever_would_be_locked_out_is_named() -> None:
    given = parameters(EXAMPLE, "o-exampleorgid")
    made = [document for _, document in documents(EXAMPLE, given, [])]
    closed = {"Effect": "Deny", "Action": "guardduty:UpdateDetector", "Resource": "*", "Sid": "Closed"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [closed]})
    broken = [replace(one, text=text) if one.name == "hardpan-scp-deny-leave-organization" else one for one in made]
    with pytest.raises(Problem, match=r"HardpanBreakGlass guardduty:UpdateDetector .* Closed"):
        must_lock_out_nobody(broken, given)


# Verdicts.


def messages(*facts: Any, want: Baseline = EXAMPLE, control: str = LEAVE) -> list[tuple[Status, str]]:
    found: list[Finding] = evaluate([CONTROLS[control]], Snapshot.of(*facts), want)
    return [(one.status, one.message) for one in found]


@pytest.mark.parametrize("control", OWN)
def test_only_the_management_account_is_judged_and_others_are_told_why(control: str) -> None:
    undescribed = {
        "the account is in no organization",
        "hardpan.yaml does not describe the organization",
        "hardpan.yaml says to close no account",
    }
    ((status, message),) = messages(IN_NONE, control=control)
    assert status is Status.NOT_APPLICABLE
    assert message in undescribed
    ((status, message),) = messages(AS_MEMBER, control=control, want=CLOSING)
    assert status is Status.NOT_APPLICABLE
    assert "444455556666" in message


NOTHING = '{"Version":"2012-10-17","Statement":[]}'
FIRST = next(one for one in POLICIES if one.name == "hardpan-scp-deny-leave-organization")
REST = [one for one in POLICIES if one != FIRST]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ((), f"{FIRST.name} does not exist, and belongs on the root"),
        ((replace(FIRST, content=NOTHING),), f"{FIRST.name} was emptied"),
        ((replace(FIRST, content="{}"),), f"{FIRST.name} was emptied"),
        ((replace(FIRST, content=REST[0].content),), f"{FIRST.name} was edited"),
        ((replace(FIRST, content="no JSON"),), f"{FIRST.name} was edited"),
        ((replace(FIRST, targets=()),), f"{FIRST.name} is not attached to the root"),
        (
            (replace(FIRST, targets=(), content=NOTHING),),
            f"{FIRST.name} was emptied; {FIRST.name} is not attached to the root",
        ),
    ],
)
def test_what_became_of_a_guardrail_is_told_apart(there: tuple[OrganizationPolicy, ...], message: str) -> None:
    assert messages(MEMBERSHIP, ROOT, *there, *REST) == [(Status.FAIL, message)]
    others = [control for control in OWN if control.startswith("organizations.rcp")]
    assert Status.FAIL not in {
        status for control in others for status, _ in messages(MEMBERSHIP, ROOT, *there, *REST, control=control)
    }


def test_a_guardrail_written_with_other_white_space_is_the_same() -> None:
    spread = replace(FIRST, content=json.dumps(json.loads(str(FIRST.content)), indent=4))
    ((status, message),) = messages(MEMBERSHIP, ROOT, spread, *REST)
    assert (status, message) == (Status.PASS, f"{FIRST.name} is as it was made, and attached to the root")


def test_one_that_cannot_be_made_says_what_the_file_lacks() -> None:
    found = messages(MEMBERSHIP, ROOT, *POLICIES, control="organizations.scp_region_restriction")
    assert found == [(Status.NOT_APPLICABLE, "it cannot be made for want of organization.regions")]


def test_a_unit_that_is_not_there_yet_lacks_its_guardrails_too() -> None:
    control = "organizations.scp_deny_iam_users"
    there = (MEMBERSHIP, ROOT, WORKLOADS, *UNIT_POLICIES)
    found = messages(*there, want=DESCRIBED, control=control)
    where = "unit Security, which is not there"
    assert found == [(Status.FAIL, f"hardpan-scp-deny-iam-users is not attached to {where}")]
    assert messages(*there, control=control)[0][0] is Status.NOT_APPLICABLE


def test_where_others_fill_the_root_the_message_says_that_guardrails_do_not_fit() -> None:
    crowd = [replace(FOREIGN, id=f"p-{number}", name=f"ours-{number}") for number in range(9)]
    ((status, message),) = messages(MEMBERSHIP, ROOT, *crowd)
    assert status is Status.FAIL
    assert "do not fit in the 0 free places" in message


def test_guardrails_share_a_policy_where_others_leave_fewer_places() -> None:
    given = parameters(EXAMPLE, "o-exampleorgid")
    crowd = [replace(FOREIGN, id=f"p-{number}", name=f"ours-{number}") for number in range(6)]
    names = [
        document.name for kind, document in documents(EXAMPLE, given, crowd, target=ROOT.id) if kind == FOREIGN.kind
    ]
    assert len(names) == 3
    assert "hardpan-scp-shared-root-1" in names


@pytest.mark.parametrize("state", ["ACTIVE", "PENDING_ACTIVATION"])
def test_an_account_that_is_not_closed_need_not_be_among_the_suspended(state: str) -> None:
    open_elsewhere = replace(CLOSED, state=state, parents=("r-ab12", "ou-ab12-11111111"))
    control = "organizations.closed_accounts_suspended"
    assert messages(MEMBERSHIP, open_elsewhere, control=control) == [(Status.PASS, "no account is closed")]


# Steps.


def have(*policies: OrganizationPolicy, membership: Membership = MEMBERSHIP) -> Snapshot:
    return Snapshot.of(membership, ROOT, TRUSTED, ROOT_ACCESS, *policies)


@pytest.mark.parametrize("operation", sorted(op for op in OPERATIONS if op.startswith("organizations.")))
def test_what_is_established_asks_for_no_step_and_what_cannot_be_helped_neither(operation: str) -> None:
    assert steps_of(operation, EXAMPLE, have(*POLICIES)) == []
    for membership in (IN_NONE, AS_MEMBER, BILLING_ONLY):
        assert steps_of(operation, EXAMPLE, have(membership=membership)) == []


def test_a_type_that_is_being_turned_on_is_left_to_it() -> None:
    pending = replace(ROOT, policy_types={**ROOT.policy_types, "S3_POLICY": "PENDING_ENABLE"})
    assert steps_of("organizations.policy_types", EXAMPLE, Snapshot.of(MEMBERSHIP, pending)) == []


def test_trust_comes_before_central_root_access() -> None:
    bare = Snapshot.of(MEMBERSHIP, replace(TRUSTED, principals=()), replace(ROOT_ACCESS, features=()))
    trust, *features = steps_of("organizations.central_root_access", EXAMPLE, bare)
    assert trust.write.parameters == {"ServicePrincipal": "iam.amazonaws.com"}
    assert all(trust.key in feature.needs for feature in features)
    assert len(features) == 2


def test_each_stage_waits_for_those_before_it() -> None:
    steps = {step.key: step for step in steps_of(GUARDRAILS_ON_ROOT, EXAMPLE, have())}
    attached = {
        key.partition("@")[0].rpartition(":hardpan-")[2]: step for key, step in steps.items() if "/attach" in key
    }
    first = attached["scp-protect-hardpan-resources"]
    exempting = [name for name in attached if GUARDRAILS[name].stage != "foundation"]
    assert exempting
    assert all(first.key in attached[name].needs for name in exempting)
    assert not any("/attach" in need for need in first.needs)
    root = attached["scp-deny-member-root-user"]
    assert {f"organizations.central_root_access/enable:{one}@{HERE}" for one in ROOT_ACCESS.features} <= root.needs
    assert all(any("policy_types/enable" in need for need in step.needs) for step in attached.values())


def test_only_what_is_wrong_is_put_right_and_the_old_content_comes_back() -> None:
    edited, detached, *rest = POLICIES
    found = have(replace(edited, content=NOTHING), replace(detached, targets=()), *rest)
    steps = {step.write.operation: step for step in steps_of(GUARDRAILS_ON_ROOT, EXAMPLE, found)}
    assert steps.keys() == {"UpdatePolicy", "AttachPolicy"}
    (back,) = steps["UpdatePolicy"].undo or ()
    assert back.parameters == {"PolicyId": edited.id, "Content": NOTHING}
    assert steps["AttachPolicy"].write.parameters == {"PolicyId": detached.id, "TargetId": ROOT.id}


def test_one_that_was_emptied_and_detached_is_filled_before_it_is_attached() -> None:
    found = have(replace(FIRST, content=NOTHING, targets=()), *REST)
    update, attach = steps_of(GUARDRAILS_ON_ROOT, EXAMPLE, found)
    assert verbs([update, attach]) == [f"{GUARDRAILS_ON_ROOT}/{verb}:{FIRST.name}" for verb in ("update", "attach")]
    assert update.key in attach.needs


def planned(want: Baseline) -> Any:
    findings = evaluate([CONTROLS[one] for one in OPERATIONS[GUARDRAILS_ON_ROOT].satisfies], have(), want)
    return build(want, have(), findings, [OPERATIONS[GUARDRAILS_ON_ROOT]], selection=Selection(), digest="")


def test_nothing_is_attached_without_consent() -> None:
    plan = planned(EXAMPLE)
    assert not plan.steps
    assert [one.operation for one in plan.blocked] == [GUARDRAILS_ON_ROOT]
    assert planned(CONSENTING).steps


def test_a_lockout_blocks_the_whole_operation_and_says_who(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Hardpan had to do what nobody in a member may: no document of ours denies what it does have to."""
    monkeypatch.setattr(proof, "_CHANGES", ("organizations:LeaveOrganization",))
    plan = planned(CONSENTING)
    assert not plan.steps
    (blocked,) = plan.blocked
    assert "lock out" in blocked.reason
    assert "HardpanBreakGlass organizations:LeaveOrganization" in blocked.reason


def test_places_that_others_fill_block_the_operation_too() -> None:
    crowd = [replace(FOREIGN, id=f"p-{number}", name=f"ours-{number}") for number in range(9)]
    with pytest.raises(Problem, match="do not fit"):
        steps_of(GUARDRAILS_ON_ROOT, EXAMPLE, have(*crowd))


def test_all_guardrails_of_an_organization_that_is_to_be_made_are_asked_for() -> None:
    """Those that name the organization too, which has no id yet."""
    want = replace(DESCRIBED, profile="team")
    ((status, message),) = messages(IN_NONE, want=want, control="organizations.rcp_confused_deputy")
    assert (status, message) == (Status.FAIL, "the account is in no organization, and hardpan.yaml describes one")
