"""Services are administered from the accounts that hardpan.yaml names: given, left to somebody else, taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from hardpan import services
from hardpan.config import EXAMPLE, Baseline, MemberAccount, Organization, Unit
from hardpan.model import Status, planned_account
from hardpan.plan import Plan, Selection
from hardpan.sandbox.scenarios.startup_grown import LOGS, SHOP, TOOLING
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()
ORGANIZATIONS, CLOUDTRAIL = "organizations.delegated_administrators", "cloudtrail.administrator"
BOTH = Selection(controls=(ORGANIZATIONS, CLOUDTRAIL), regions=("us-east-1",))
ACCOUNT = "111122223333"
STACK_SETS, IDENTITY_CENTER = "member.org.stacksets.cloudformation.amazonaws.com", "sso.amazonaws.com"
WANT = replace(
    EXAMPLE,
    consent=("all",),
    home_region="us-east-1",
    organization=Organization(
        units=(Unit(path="Shared"),),
        accounts=(
            MemberAccount(name="logs", email="aws+logs@acme.example.com", unit="Shared"),
            MemberAccount(name="tooling", email="aws+tooling@acme.example.com", unit="Shared"),
        ),
        security_tooling="tooling",
        shared_services="logs",
        backup="logs",
    ),
)


class Grown:
    """The management account of startup-grown."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox, self.folder = sandbox, folder
        self.organizations, self.trail = self.client("organizations"), self.client("cloudtrail")

    def client(self, service: str) -> Any:
        return botocore.session.Session().create_client(service, "us-east-1", endpoint_url=self.sandbox.url)

    def administered(self) -> dict[str, list[str]]:
        """The accounts that administer each service."""
        found: dict[str, list[str]] = {}
        for one in self.organizations.list_delegated_administrators()["DelegatedAdministrators"]:
            listed = self.organizations.list_delegated_services_for_account(AccountId=one["Id"])
            for told in listed["DelegatedServices"]:
                found.setdefault(told["ServicePrincipal"], []).append(one["Id"])
        return found

    def trusted(self) -> set[str]:
        told = self.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        return {one["ServicePrincipal"] for one in told}

    def carried_out(self, plan: Plan) -> Applied:
        done = apply(plan, self.folder, on_step=lambda *_: None)
        assert done.result.succeeded, done.result.reasons
        return done

    def taken_back(self, done: Applied) -> None:
        result = undo(plan_undo(done.run), self.folder, on_step=lambda *_: None).result
        assert result.succeeded, result.reasons


@pytest.fixture
def grown(sandbox: Sandbox, tmp_path: Path) -> Grown:
    sandbox.reset("startup-grown")
    return Grown(sandbox, tmp_path)


def judged(control: str, want: Baseline = WANT) -> tuple[Status, str]:
    """In the management account; to a member it does not apply."""
    findings = assess(want, replace(BOTH, controls=(control,))).findings
    others = {found.status for found in findings if found.account != ACCOUNT}
    assert others <= {Status.NOT_APPLICABLE, Status.UNKNOWN}
    (found,) = [found for found in findings if found.account == ACCOUNT]
    return found.status, found.message


def test_each_is_given_to_its_account_and_taken_back(grown: Grown) -> None:
    before = grown.trusted()
    assert {judged(control)[0] for control in BOTH.controls} == {Status.FAIL}
    done = grown.carried_out(make_plan(WANT, BOTH))
    assert grown.administered() == {
        "access-analyzer.amazonaws.com": [TOOLING],
        "account.amazonaws.com": [TOOLING],
        "backup.amazonaws.com": [LOGS],
        "cloudtrail.amazonaws.com": [TOOLING],
        "config-multiaccountsetup.amazonaws.com": [TOOLING],
        "config.amazonaws.com": [TOOLING],
        "iam.amazonaws.com": [TOOLING],
        STACK_SETS: [LOGS],
    }
    assert grown.client("cloudformation").describe_organizations_access()["Status"] == "ENABLED"
    status, message = judged(ORGANIZATIONS)
    assert status is Status.PASS
    assert "Identity Center will be administered from logs, once it is enabled" in message
    assert judged(CLOUDTRAIL) == (Status.PASS, "tooling administers CloudTrail")
    second = make_plan(WANT, BOTH)
    assert (second.steps, second.human_steps) == ((), ())
    grown.taken_back(done)
    assert grown.administered() == {}
    assert grown.trusted() == before
    assert {judged(control)[0] for control in BOTH.controls} == {Status.FAIL}


def test_identity_center_is_delegated_once_it_is_enabled_and_still_changed_from_here(grown: Grown) -> None:
    grown.carried_out(make_plan(WANT, BOTH))
    grown.sandbox.control.human("enable-identity-center", region="us-east-1")
    status, message = judged(ORGANIZATIONS)
    assert status is Status.FAIL
    assert message == f"{IDENTITY_CENTER} is administered from the management account, not logs ({LOGS})"
    (step,) = make_plan(WANT, BOTH).steps
    assert step.write.parameters == {"AccountId": LOGS, "ServicePrincipal": IDENTITY_CENTER}
    grown.carried_out(make_plan(WANT, BOTH))
    assert judged(ORGANIZATIONS)[0] is Status.PASS

    people = Selection(
        controls=("sso_admin.permission_sets", "sso_admin.people", "sso_admin.assignments"), regions=("us-east-1",)
    )
    plan = make_plan(WANT, people)
    assert {step.place.account for step in plan.steps} == {ACCOUNT}
    assert any(step.write.parameters.get("TargetId") == ACCOUNT for step in plan.steps)
    done = grown.carried_out(plan)
    assert {judged(control)[0] for control in people.controls} == {Status.PASS}
    grown.taken_back(done)


def _by_organizations(grown: Grown) -> None:
    grown.organizations.enable_aws_service_access(ServicePrincipal="access-analyzer.amazonaws.com")
    grown.organizations.register_delegated_administrator(
        AccountId=SHOP, ServicePrincipal="access-analyzer.amazonaws.com"
    )


def _by_cloudtrail(grown: Grown) -> None:
    grown.trail.register_organization_delegated_admin(MemberAccountId=SHOP)


@pytest.mark.parametrize(
    ("control", "give", "service"),
    [
        (ORGANIZATIONS, _by_organizations, "access-analyzer.amazonaws.com"),
        (CLOUDTRAIL, _by_cloudtrail, "cloudtrail.amazonaws.com"),
    ],
)
def test_somebody_elses_part_is_left_and_named(
    control: str, give: Callable[[Grown], None], service: str, grown: Grown
) -> None:
    give(grown)
    grown.carried_out(make_plan(WANT, BOTH))
    assert grown.administered()[service] == [SHOP]
    status, message = judged(control)
    assert status is Status.FAIL
    assert message == f"{service} is administered from {SHOP}, not tooling ({TOOLING})"
    (human,) = make_plan(WANT, replace(BOTH, controls=(control,))).human_steps
    assert human.because == (message,)


@pytest.mark.parametrize("control", BOTH.controls)
def test_who_administers_is_unknown_where_it_may_not_be_read(control: str, grown: Grown) -> None:
    grown.sandbox.control.fault("deny", "organizations:ListDelegatedAdministrators")
    status, message = judged(control)
    assert status is Status.UNKNOWN
    assert "organizations:ListDelegatedAdministrators" in message


def test_where_the_file_names_no_account_nothing_is_delegated(grown: Grown) -> None:
    unsaid = replace(
        WANT,
        organization=replace(WANT.organization, security_tooling=None, shared_services=None, backup=None),
    )
    assert {judged(control, unsaid)[0] for control in BOTH.controls} == {Status.NOT_APPLICABLE}
    assert make_plan(unsaid, BOTH).steps == ()


def test_an_account_that_is_yet_to_be_made_is_registered_by_its_number(sandbox: Sandbox) -> None:
    sandbox.reset("startup-alone")
    made = replace(WANT, organization=replace(WANT.organization, paid_plan=True))
    steps = make_plan(made, BOTH).steps
    given = {
        step.write.parameters.get("ServicePrincipal", "cloudtrail"): step.write.parameters
        for step in steps
        if "Register" in step.write.operation
    }
    assert given["cloudtrail"] == {"MemberAccountId": planned_account(2)}
    assert given[STACK_SETS]["AccountId"] == planned_account(1)
    assert IDENTITY_CENTER not in given


# The organization's resource policy: who manages its policies.

POLICIES = "organizations.policies_delegated"
ENTERPRISE = replace(WANT, profile="enterprise")
DENIES = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sns:Publish", "Resource": "*"}}
)


def of_policies(grown: Grown) -> Applied:
    return grown.carried_out(make_plan(ENTERPRISE, replace(BOTH, controls=(POLICIES,))))


def resource_policy(grown: Grown) -> list[Any]:
    """The statements of the resource policy."""
    try:
        told = grown.organizations.describe_resource_policy()
    except grown.organizations.exceptions.ResourcePolicyNotFoundException:
        return []
    found: list[Any] = json.loads(told["ResourcePolicy"]["Content"])["Statement"]
    return found


def as_member(grown: Grown, account: str) -> Any:
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    lent = grown.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return botocore.session.Session().create_client(
        "organizations",
        "us-east-1",
        endpoint_url=grown.sandbox.url,
        aws_access_key_id=lent["AccessKeyId"],
        aws_secret_access_key=lent["SecretAccessKey"],
        aws_session_token=lent["SessionToken"],
    )


def test_policies_are_managed_from_the_tooling_and_no_longer_once_taken_back(grown: Grown) -> None:
    assert judged(POLICIES, ENTERPRISE)[0] is Status.FAIL
    done = of_policies(grown)
    assert judged(POLICIES, ENTERPRISE)[0] is Status.PASS
    assert make_plan(ENTERPRISE, replace(BOTH, controls=(POLICIES,))).steps == ()

    tooling = as_member(grown, TOOLING)
    made = tooling.create_policy(Type="SERVICE_CONTROL_POLICY", Name="a", Description="", Content=DENIES)
    policy = made["Policy"]["PolicySummary"]["Id"]
    tooling.attach_policy(PolicyId=policy, TargetId=SHOP)
    tooling.update_policy(PolicyId=policy, Content=DENIES.replace("Publish", "Subscribe"))
    assert policy in {one["Id"] for one in tooling.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]}
    tooling.detach_policy(PolicyId=policy, TargetId=SHOP)
    for refused in (
        lambda: tooling.delete_policy(PolicyId=policy),
        lambda: tooling.disable_policy_type(
            RootId=tooling.list_roots()["Roots"][0]["Id"], PolicyType="SERVICE_CONTROL_POLICY"
        ),
        lambda: tooling.create_policy(Type="TAG_POLICY", Name="a", Description="", Content='{"tags":{}}'),
        lambda: as_member(grown, SHOP).list_policies(Filter="SERVICE_CONTROL_POLICY"),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            refused()
    grown.taken_back(done)
    assert resource_policy(grown) == []
    assert judged(POLICIES, ENTERPRISE)[0] is Status.FAIL


def test_what_others_said_in_the_resource_policy_stays_and_is_named(grown: Grown) -> None:
    theirs = {
        "Sid": "Backups",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{SHOP}:root"},
        "Action": "organizations:ListPolicies",
        "Resource": "*",
    }
    grown.organizations.put_resource_policy(Content=json.dumps({"Version": "2012-10-17", "Statement": [theirs]}))
    done = of_policies(grown)
    assert resource_policy(grown)[0] == theirs
    assert len(resource_policy(grown)) == 4
    status, message = judged(POLICIES, ENTERPRISE)
    assert (status, message) == (
        Status.FAIL,
        f"the resource policy also lets {SHOP} do organizations:ListPolicies",
    )
    plan = make_plan(ENTERPRISE, replace(BOTH, controls=(POLICIES,)))
    assert plan.steps == ()
    assert [human.because for human in plan.human_steps] == [(message,)]
    grown.taken_back(done)
    assert resource_policy(grown) == [theirs]


def test_statements_of_ours_that_were_edited_are_put_right(grown: Grown) -> None:
    of_policies(grown)
    wider = [{**one, "Action": "organizations:*"} for one in resource_policy(grown)]
    grown.organizations.put_resource_policy(Content=json.dumps({"Version": "2012-10-17", "Statement": wider}))
    assert judged(POLICIES, ENTERPRISE)[0] is Status.FAIL
    of_policies(grown)
    assert judged(POLICIES, ENTERPRISE)[0] is Status.PASS
    assert all(one["Action"] != "organizations:*" for one in resource_policy(grown))


def test_a_resource_policy_that_may_not_be_read_is_unknown_and_nothing_is_put(grown: Grown) -> None:
    grown.sandbox.control.fault("deny", "organizations:DescribeResourcePolicy")
    assert judged(POLICIES, ENTERPRISE)[0] is Status.UNKNOWN
    assert make_plan(ENTERPRISE, replace(BOTH, controls=(POLICIES,))).steps == ()
