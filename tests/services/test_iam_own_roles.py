"""IAM: the role for emergencies, and those for pipelines."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from hardpan import services
from hardpan.aws import iam_action
from hardpan.cli.options import entering
from hardpan.config import EXAMPLE, Baseline, Ci, Exceptions, Organization, Unit
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, OPERATIONS, Account, Fact, FactUnreadable, Place, Status, Step
from hardpan.plan import Selection, build
from hardpan.policy import Decision, Policies, Policy, Principal, Request, decide, role, service, user
from hardpan.services.iam.break_glass import trust
from hardpan.services.iam.ci_roles import permissions
from hardpan.services.iam.collect.credentials import oidc_providers
from hardpan.services.iam.collect.details import session_limits
from hardpan.services.iam.documents import Document
from hardpan.services.iam.examples import (
    ACCOUNT,
    APPLY_ROLE,
    AUDIT_POLICY,
    AUDIT_ROLE,
    BREAK_GLASS_ROLE,
    DEPLOY_ROLE,
    GITHUB,
    GITHUB_PROVIDER,
    HERE,
    MANAGEMENT,
    MANAGER,
    MEMBER,
    PLAN_POLICY,
    PLAN_ROLE,
    SUPPLIER,
    limit,
    made,
    own_policy,
    trusting,
)
from hardpan.services.iam.facts import Role, managed_policy
from hardpan.services.iam.own_roles import AUDIT, PLAN, RESPONDER, trust_for
from hardpan.services.organizations.examples import DESCRIBED
from hardpan.services.organizations.wanted import parameters
from hardpan.snapshot import Snapshot
from hardpan.workflows.reads import every_read
from services.driving import denied, drive, steps_of, verbs

services.load()

NEEDS_NO_PERMISSION = {"sts:GetCallerIdentity"}
MANAGERS = Place(MANAGEMENT)
PLANNER = PLAN.arn(MANAGERS)
MFA = {"aws:MultiFactorAuthPresent": True}


def steps(operation: str, *facts: Fact, want: Baseline = EXAMPLE) -> list[Step]:
    return steps_of(operation, want, Snapshot.of(ACCOUNT, *facts))


def status(control: str, *facts: Fact, want: Baseline = EXAMPLE) -> Status:
    (found,) = evaluate([CONTROLS[control]], Snapshot.of(ACCOUNT, *facts), want)
    return found.status


def assumed(trusted: Document, who: Principal, action: str = "sts:AssumeRole", **keys: Any) -> Decision:
    """Whether this trust policy lets somebody in who may ask to be let in."""
    request = Request(
        principal=who, action=action, resource=HERE.arn("iam", "role/r"), account=HERE.account, context=keys
    )
    asking = Policy.parse({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    return decide(request, Policies(identity=(asking,), resource=Policy.parse(trusted, use="trust")))


# For emergencies.


def test_the_role_for_emergencies_is_made_for_people_of_two_accounts() -> None:
    made = steps("iam.break_glass", MEMBER)
    assert verbs(made) == ["iam.break_glass/create:HardpanBreakGlass", "iam.break_glass/attach:HardpanBreakGlass"]
    create, attach = made
    assert create.write.parameters["MaxSessionDuration"] == 3600
    assert create.write.parameters["Path"] == "/hardpan/"
    assert json.loads(create.write.parameters["AssumeRolePolicyDocument"]) == trust(HERE, MANAGERS)
    assert attach.needs == {create.key}
    assert attach.write.parameters["PolicyArn"] == managed_policy(HERE, "AdministratorAccess")


@pytest.mark.parametrize("membership", [MANAGER, replace(MANAGER, organization=None, management_account=None)])
def test_where_there_is_no_other_account_it_is_for_this_ones_people(membership: Any) -> None:
    create, _ = steps("iam.break_glass", membership)
    named = json.loads(create.write.parameters["AssumeRolePolicyDocument"])["Statement"][0]["Principal"]
    assert named == {"AWS": HERE.arn("iam", "root")}


@pytest.mark.parametrize(
    ("who", "keys", "allowed"),
    [
        (user(HERE.account, "ada"), MFA, True),
        (user(MANAGEMENT, "emergency"), MFA, True),
        (user(HERE.account, "ada"), {"aws:MultiFactorAuthPresent": False}, False),
        (user(HERE.account, "ada"), {}, False),
        (user(SUPPLIER, "mallory"), MFA, False),
        (role(HERE.account, "deploy"), {}, False),
        (role(HERE.account, "aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0a"), {}, False),
        (service("ec2.amazonaws.com"), MFA, False),
    ],
    ids=str,
)
def test_people_with_mfa_may_break_glass_and_nobody_else(who: Principal, keys: dict[str, Any], allowed: bool) -> None:
    assert assumed(BREAK_GLASS_ROLE.trust, who, **keys).allowed is allowed


def test_nothing_is_made_unless_the_file_asks() -> None:
    without = replace(EXAMPLE, break_glass=False)
    assert steps("iam.break_glass", MEMBER, want=without) == []
    assert steps("iam.break_glass_trust", MEMBER, replace(BREAK_GLASS_ROLE, trust=trusting("*")), want=without) == []
    assert status("iam.break_glass", MEMBER, want=without) is Status.NOT_APPLICABLE


def test_longer_sessions_are_cut_and_the_description_stays() -> None:
    long = replace(limit(BREAK_GLASS_ROLE), seconds=43200)
    (step,) = steps("iam.break_glass", MEMBER, BREAK_GLASS_ROLE, long)
    assert step.write.parameters == {
        "RoleName": "HardpanBreakGlass",
        "Description": long.description,
        "MaxSessionDuration": 3600,
    }
    assert [write.parameters["MaxSessionDuration"] for write in step.undo or ()] == [43200]


def test_whoever_else_gets_in_no_longer_does_and_again_when_undone() -> None:
    was = trusting(HERE.account)
    (step,) = steps("iam.break_glass_trust", MEMBER, replace(BREAK_GLASS_ROLE, trust=was))
    assert json.loads(step.write.parameters["PolicyDocument"]) == BREAK_GLASS_ROLE.trust
    assert json.loads((step.undo or ())[0].parameters["PolicyDocument"]) == was


@pytest.mark.parametrize("consents", [False, True])
def test_an_administrator_for_emergencies_needs_consent(consents: bool) -> None:
    have = Snapshot.of(ACCOUNT, MEMBER, replace(BREAK_GLASS_ROLE, trust=trusting("*"), attached=()))
    want = replace(EXAMPLE, consent=("all",) if consents else ())
    findings = evaluate([CONTROLS["iam.break_glass"]], have, want)
    operations = [OPERATIONS[name] for name in ("iam.break_glass", "iam.break_glass_trust")]
    plan = build(want, have, findings, operations, selection=Selection(), digest="")
    order = ["iam.break_glass_trust/update", "iam.break_glass/attach:HardpanBreakGlass"]
    assert verbs(plan.steps) == (order if consents else [])


def test_sessions_are_asked_of_own_roles_alone() -> None:
    def detail(made: Role, path: str) -> dict[str, Any]:
        return {"RoleName": made.name, "Path": path, "Arn": made.arn, "AssumeRolePolicyDocument": made.trust}

    listed = [detail(BREAK_GLASS_ROLE, "/hardpan/"), detail(PLAN_ROLE, "/"), detail(APPLY_ROLE, "/hardpan/")]
    answers: dict[str, Any] = {
        "iam:GetAccountAuthorizationDetails": {"RoleDetailList": listed},
        "iam:GetRole": {"Role": {"MaxSessionDuration": 7200, "Description": "ours"}},
    }
    sent: list[Any] = []
    (found,) = drive(session_limits(HERE), answers, sent)
    assert (found.name, found.seconds, found.description) == ("HardpanBreakGlass", 7200, "ours")
    assert len(sent) == 2
    (hidden,) = drive(session_limits(HERE), {**answers, "iam:GetRole": denied("iam:GetRole")})
    assert status("iam.break_glass", MEMBER, BREAK_GLASS_ROLE, hidden) is Status.UNKNOWN


# Reading.


def allows(patterns: Iterable[str], action: str) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def test_who_audits_may_read_all_that_hardpan_reads() -> None:
    """AWS's policy, as moto keeps it, and what it leaves out: not an action less, nor one too many."""
    policy = json.loads(aws_managed_policies_data)["SecurityAudit"]["Document"]
    audit = [action for statement in policy["Statement"] for action in statement["Action"]]
    (beyond,) = AUDIT_POLICY.document["Statement"]
    needed = {iam_action(*action.split(":", 1)) for action in every_read()} - NEEDS_NO_PERMISSION
    assert {action for action in needed if not allows(audit, action)} == set(beyond["Action"])
    assert PLAN_POLICY.document["Statement"][0] == beyond


# For pipelines.


def test_the_management_account_gets_the_provider_and_both_roles() -> None:
    made = steps("iam.ci_roles", MANAGER)
    assert verbs(made) == [
        "iam.ci_roles/provider",
        "iam.ci_roles/create:HardpanPlan",
        "iam.ci_roles/attach:HardpanPlan",
        "iam.ci_roles/put:HardpanPlan",
        "iam.ci_roles/create:HardpanDeploy",
        "iam.ci_roles/attach:HardpanDeploy",
    ]
    provider, plan, attach, put, deploy, _ = made
    assert provider.write.parameters == {"Url": f"https://{GITHUB}", "ClientIDList": ["sts.amazonaws.com"]}
    assert plan.needs == deploy.needs == {provider.key}
    assert attach.needs == put.needs == {plan.key}
    assert attach.write.parameters["PolicyArn"] == managed_policy(HERE, "SecurityAudit")
    assert json.loads(put.write.parameters["PolicyDocument"]) == PLAN_POLICY.document


def test_one_account_alone_reads_no_others() -> None:
    alone = replace(MANAGER, organization=None, management_account=None)
    put = next(step for step in steps("iam.ci_roles", alone) if "put" in step.key)
    assert "AssumeRole" not in put.write.parameters["PolicyDocument"]
    to_be = replace(EXAMPLE, organization=Organization(units=(Unit(path="Security"),)))
    put = next(step for step in steps("iam.ci_roles", alone, want=to_be) if "put" in step.key)
    assert "role/hardpan/HardpanAudit" in put.write.parameters["PolicyDocument"]


def test_a_file_without_pipelines_plans_none() -> None:
    without = replace(EXAMPLE, ci=Ci())
    for membership in (MANAGER, MEMBER):
        assert steps("iam.ci_roles", membership, AUDIT_ROLE, want=without) == []
        assert status("iam.ci_roles", membership, want=without) is Status.NOT_APPLICABLE
    nobody_applies = replace(EXAMPLE, ci=replace(EXAMPLE.ci, apply_from=None))
    assert not [step for step in steps("iam.ci_roles", MANAGER, want=nobody_applies) if "HardpanDeploy" in step.key]


BRANCH, MAIN, PULL = (
    f"repo:octo/app:{what}" for what in ("ref:refs/heads/topic", "ref:refs/heads/main", "pull_request")
)


@pytest.mark.parametrize(
    ("made", "subject", "allowed"),
    [
        (PLAN_ROLE, PULL, True),
        (PLAN_ROLE, BRANCH, True),
        (PLAN_ROLE, MAIN, True),
        (PLAN_ROLE, "repo:octo/app:environment:production", False),
        (PLAN_ROLE, "repo:octo/app-evil:pull_request", False),
        (PLAN_ROLE, "repo:eve/app:ref:refs/heads/main", False),
        (DEPLOY_ROLE, MAIN, True),
        (DEPLOY_ROLE, PULL, False),
        (DEPLOY_ROLE, BRANCH, False),
        (DEPLOY_ROLE, f"{MAIN}2", False),
        (DEPLOY_ROLE, "repo:octo@1/app@2:ref:refs/heads/main", False),
    ],
)
def test_tokens_of_the_file_let_in_and_no_others(made: Role, subject: str, allowed: bool) -> None:
    github = Principal(kind="federated", arn=GITHUB_PROVIDER.arn)
    call = "sts:AssumeRoleWithWebIdentity"
    token = {f"{GITHUB}:aud": "sts.amazonaws.com", f"{GITHUB}:sub": subject}
    assert assumed(made.trust, github, call, **token).allowed is allowed
    assert not assumed(made.trust, github, call, **{**token, f"{GITHUB}:aud": "somebody"}).allowed
    other = Principal(kind="federated", arn=HERE.arn("iam", "oidc-provider/gitlab.com"))
    assert not assumed(made.trust, other, call, **token).allowed
    assert not assumed(made.trust, user(HERE.account, "ada"), **MFA).allowed


def test_another_issuer_is_a_provider_of_its_own() -> None:
    subject = "project_path:octo/infra:ref_type:branch:ref:main"
    ci = Ci(provider="https://gitlab.example.com/sub", audience="hardpan", plan_from=(subject,), apply_from=subject)
    made = steps("iam.ci_roles", MANAGER, want=replace(EXAMPLE, ci=ci))
    assert made[0].write.parameters == {"Url": "https://gitlab.example.com/sub", "ClientIDList": ["hardpan"]}
    (trusted,) = json.loads(made[1].write.parameters["AssumeRolePolicyDocument"])["Statement"]
    assert trusted["Principal"]["Federated"] == HERE.arn("iam", "oidc-provider/gitlab.example.com/sub")
    issuer = "gitlab.example.com/sub"
    assert trusted["Condition"] == {"StringEquals": {f"{issuer}:aud": "hardpan", f"{issuer}:sub": subject}}


WELL = (GITHUB_PROVIDER, PLAN_ROLE, PLAN_POLICY, DEPLOY_ROLE, limit(PLAN_ROLE), limit(DEPLOY_ROLE), MANAGER)


def test_a_provider_that_is_there_gets_the_audience_and_keeps_its_own() -> None:
    theirs = replace(GITHUB_PROVIDER, audiences=("https://github.com/octo",))
    (step,) = steps("iam.ci_roles", theirs, *WELL[1:])
    assert step.write.operation == "AddClientIDToOpenIDConnectProvider"
    assert [write.operation for write in step.undo or ()] == ["RemoveClientIDFromOpenIDConnectProvider"]


def test_what_a_role_has_beyond_is_taken_away_and_comes_back() -> None:
    power = managed_policy(HERE, "PowerUserAccess")
    more = own_policy(PLAN_ROLE, {"Version": "2012-10-17", "Statement": []})
    extra = replace(more, name="more", arn=f"{PLAN_ROLE.arn}/more")
    wide = replace(PLAN_ROLE, attached=(*PLAN_ROLE.attached, power), trust=trusting(HERE.account))
    changed = {step.write.operation: step for step in steps("iam.ci_roles", *WELL[:1], wide, *WELL[2:], extra)}
    assert sorted(changed) == ["DeleteRolePolicy", "DetachRolePolicy", "UpdateAssumeRolePolicy"]
    assert json.loads(changed["UpdateAssumeRolePolicy"].write.parameters["PolicyDocument"]) == PLAN_ROLE.trust
    assert changed["DetachRolePolicy"].write.parameters["PolicyArn"] == power
    (back,) = changed["DeleteRolePolicy"].undo or ()
    assert (back.operation, json.loads(back.parameters["PolicyDocument"])) == ("PutRolePolicy", extra.document)


def test_nothing_is_given_to_a_role_that_lets_in_others() -> None:
    wide = replace(DEPLOY_ROLE, trust=trusting("*"), attached=())
    tightened, attached = steps("iam.ci_roles", *WELL[:3], wide, MANAGER)
    assert attached.write.operation == "AttachRolePolicy"
    assert attached.needs == {tightened.key}


def test_a_role_with_another_path_is_for_a_person() -> None:
    elsewhere = replace(DEPLOY_ROLE, path="/")
    assert steps("iam.ci_roles", *WELL[:3], elsewhere, MANAGER) == []
    assert status("iam.ci_roles", *WELL[:3], elsewhere, *WELL[4:]) is Status.FAIL


def test_other_accounts_let_in_who_plans() -> None:
    (step,) = steps("iam.ci_roles", MEMBER, AUDIT_ROLE)
    made = json.loads(step.write.parameters["PolicyDocument"])
    assert made == trust_for(AUDIT, HERE, PLANNER)
    assert json.loads((step.undo or ())[0].parameters["PolicyDocument"]) == AUDIT_ROLE.trust
    assert assumed(made, role(MANAGEMENT, "hardpan/HardpanPlan"), **{"aws:PrincipalArn": PLANNER}).allowed
    for other in ("HardpanPlan", "Administrator"):
        arn = MANAGERS.arn("iam", f"role/{other}")
        assert not assumed(made, role(MANAGEMENT, other), **{"aws:PrincipalArn": arn}).allowed
    now = replace(AUDIT_ROLE, trust=made)
    assert steps("iam.ci_roles", MEMBER, now) == []
    assert steps("iam.hardpan_role_trust", MEMBER, now) == []
    by_name = replace(AUDIT_ROLE, trust=trusting(PLANNER))
    assert status("iam.ci_roles", MEMBER, by_name) is Status.PASS
    as_a_whole = replace(AUDIT_ROLE, trust=trusting(MANAGEMENT))
    assert status("iam.ci_roles", MEMBER, as_a_whole) is Status.FAIL


def test_a_new_account_gets_a_role_to_audit_with_that_lets_in_who_plans() -> None:
    made = {step.key: step for step in steps("iam.hardpan_roles", MEMBER)}
    create = made[f"iam.hardpan_roles/create:HardpanAudit@{HERE}"]
    assert json.loads(create.write.parameters["AssumeRolePolicyDocument"]) == trust_for(AUDIT, HERE, PLANNER)
    assert create.controls == ("iam.hardpan_roles", "iam.ci_roles")
    assert made[f"iam.hardpan_roles/create:HardpanApply@{HERE}"].controls == ("iam.hardpan_roles",)
    assert steps("iam.ci_roles", MEMBER) == []


def test_strangers_are_shut_out_and_who_plans_stays() -> None:
    open_to_all = replace(AUDIT_ROLE, trust=trusting("*"))
    (step,) = [one for one in steps("iam.hardpan_role_trust", MEMBER, open_to_all) if "HardpanAudit" in one.key]
    assert json.loads(step.write.parameters["PolicyDocument"]) == trust_for(AUDIT, HERE, PLANNER)
    assert steps("iam.ci_roles", MEMBER, open_to_all) == []


def test_who_manages_must_be_known() -> None:
    hidden = replace(MEMBER, management_account=denied("organizations:DescribeOrganization"))
    for control in ("iam.break_glass", "iam.ci_roles", "iam.hardpan_roles"):
        assert status(control, hidden, BREAK_GLASS_ROLE, AUDIT_ROLE, AUDIT_POLICY, APPLY_ROLE) is Status.UNKNOWN
    for operation in ("iam.break_glass", "iam.ci_roles"):
        with pytest.raises(FactUnreadable):
            steps(operation, hidden)


def test_a_hidden_provider_is_unknown_to_pipelines_and_known_by_its_name() -> None:
    listed = {"iam:ListOpenIDConnectProviders": {"OpenIDConnectProviderList": [{"Arn": GITHUB_PROVIDER.arn}]}}
    refused = denied("iam:GetOpenIDConnectProvider")
    (hidden,) = drive(oidc_providers(HERE), {**listed, "iam:GetOpenIDConnectProvider": refused})
    assert status("iam.ci_roles", hidden, *WELL[1:]) is Status.UNKNOWN
    without = replace(EXAMPLE, ci=Ci(), exceptions=Exceptions())
    (found,) = evaluate([CONTROLS["iam.known_identity_providers"]], Snapshot.of(ACCOUNT, hidden), without)
    assert found.status is Status.PASS


def test_the_guardrail_knows_the_owners_that_the_file_names() -> None:
    assert parameters(EXAMPLE, None).github_owners == ()
    named = replace(EXAMPLE, ci=Ci(repositories=("octo@12/app@34",), plan_from=("pull_request",), github_owners=("5",)))
    assert parameters(named, None).github_owners == ("12", "5")


def test_the_role_of_one_run_is_not_the_one_that_guardrails_know() -> None:
    want = entering(EXAMPLE, f"hardpan/{AUDIT.name}", None)
    assert want.access.entered_by == "hardpan/HardpanAudit"
    assert parameters(want, None).access_role == EXAMPLE.access.role == EXAMPLE.access.entered_by


def test_documents_follow_the_partition() -> None:
    china = Place("111122223333", partition="aws-cn")
    texts = [
        json.dumps(permissions(PLAN, china, members=True)),
        json.dumps(trust(china, Place(MANAGEMENT, partition="aws-cn"))),
        *(json.dumps(step.write.parameters) for step in steps_of("iam.ci_roles", EXAMPLE, _in(china))),
    ]
    assert not [text for text in texts if "arn:aws:" in text]


def _in(place: Place) -> Snapshot:
    return Snapshot.of(Account(place=place, name=None), replace(MANAGER, place=place))


# The role for responders


TOOLING_NUMBER = "555566667777"
DESCRIBING = replace(DESCRIBED, profile="team")


def seen(*facts: Any, numbers: dict[str, str] | None = None) -> Snapshot:
    return replace(Snapshot.of(ACCOUNT, *facts), numbers=numbers or {})


def test_in_a_member_the_role_is_for_the_account_for_security_tooling() -> None:
    have = seen(MEMBER, numbers={"security": TOOLING_NUMBER})
    create, attach, permit = steps_of("iam.responder_role", DESCRIBING, have)
    assert json.loads(create.write.parameters["AssumeRolePolicyDocument"]) == RESPONDER.trust(Place(TOOLING_NUMBER))
    assert attach.needs == permit.needs == {create.key}
    assert json.loads(permit.write.parameters["PolicyDocument"]) == RESPONDER.permissions


def test_where_the_number_is_not_known_nothing_is_made() -> None:
    assert steps_of("iam.responder_role", DESCRIBING, seen(MEMBER)) == []


def test_in_the_management_account_and_in_tooling_it_is_for_their_own_people() -> None:
    tooling = replace(ACCOUNT, name="security")
    for have in (seen(MANAGER), replace(Snapshot.of(tooling, MEMBER), numbers={"security": HERE.account})):
        create, *_ = steps_of("iam.responder_role", DESCRIBING, have)
        assert json.loads(create.write.parameters["AssumeRolePolicyDocument"]) == RESPONDER.trust(HERE)


def test_a_role_that_lets_in_somebody_else_is_put_right_and_back() -> None:
    role = replace(made(RESPONDER), trust=RESPONDER.trust(Place(SUPPLIER)))
    have = seen(role, own_policy(role, RESPONDER.permissions), MEMBER, numbers={"security": TOOLING_NUMBER})
    assert steps_of("iam.responder_role", DESCRIBING, have) == []
    (step,) = steps_of("iam.responder_trust", DESCRIBING, have)
    assert f"from outside account {TOOLING_NUMBER}" in step.because
    (back,) = step.undo or ()
    assert json.loads(back.parameters["PolicyDocument"]) == role.trust


def test_the_role_makes_nobody_more_powerful() -> None:
    """It may attach one policy only, which denies everything."""
    assert RESPONDER.permissions
    contain, shut_out = RESPONDER.permissions["Statement"]
    changing = [action for action in contain["Action"] if action.startswith("iam:")]
    assert changing == ["iam:UpdateAccessKey"]
    assert shut_out["Condition"] == {"ArnLike": {"iam:PolicyARN": "arn:*:iam::aws:policy/AWSDenyAll"}}
