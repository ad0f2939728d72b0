"""An organization that exists, adopted over HTTP: the file that describes it loads, and moves nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import Baseline
from hardpan.config.init import render
from hardpan.config.load import parse
from hardpan.model import ExitCode, Problem, ProfileLevel, Status
from hardpan.plan import Selection
from hardpan.sandbox.scenarios import enterprise, startup_grown
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.adopt import CONTROL_TOWER_TRAIL, see
from hardpan.workflows.assess import assess
from hardpan.workflows.described import described
from hardpan.workflows.plan import make_plan
from hardpan.workflows.roster import roster

services.load()
AS_DESCRIBED = (
    "organizations.accounts",
    "organizations.accounts_as_described",
    "organizations.nothing_unlisted",
    "organizations.units",
)


@pytest.fixture
def grown(sandbox: Sandbox) -> Any:
    sandbox.reset("startup-grown")
    return client(sandbox, "organizations")


def client(sandbox: Sandbox, service: str) -> Any:
    return botocore.session.Session().create_client(service, "us-east-1", endpoint_url=sandbox.url)


def adopted(profile: ProfileLevel = "team") -> tuple[str, Baseline]:
    seen = see()
    organization, found = described(seen, profile)
    account = seen.place.account
    text = render(profile=profile, home_region="us-east-1", account=account, organization=organization, found=found)
    return text, parse(text, "h.yaml")


def must_ask_for_nothing(want: Baseline) -> None:
    selection = Selection(controls=AS_DESCRIBED, regions=("us-east-1",))
    found = {
        one.control: (one.status, one.message)
        for one in assess(want, selection, accounts=(str(want.account),)).findings
    }
    assert {status for status, _ in found.values()} == {Status.PASS}, found
    plan = make_plan(want, replace(selection, accounts=(str(want.account),)))
    assert (plan.steps, plan.blocked) == ((), ())


def test_what_grew_by_hand_is_described_as_it_is(grown: Any) -> None:
    text, want = adopted()
    said = want.organization
    assert {unit.path: unit.guardrails for unit in said.units} == {
        "Attic": None,
        "Dev & Test": "Workloads/NonProd",
        "Live": "Workloads/Prod",
        "Live/Payments": None,
        "Shared": None,
    }
    left = {number: told for number, told in startup_grown.ACCOUNTS.items() if number != startup_grown.PROTOTYPE}
    assert {(one.name, one.unit) for one in said.accounts} == set(left.values())
    assert said.email == "aws+{name}@acme.example.com"
    assert (said.log_archive, said.security_tooling, said.regions) == ("logs", None, ())
    assert (want.logs.trail, want.logs.bucket) == ("acme-trail", startup_grown.BUCKET)
    assert "# Closed, and left out: prototype-2021 (200000000007), in Attic." in text
    assert "nobody-leaves on Live" in text
    assert '#security_tooling: "tooling"  # perhaps: by its name' in text
    must_ask_for_nothing(want)


def test_a_deep_tree_with_delegates_is_described_as_it_is(sandbox: Sandbox) -> None:
    sandbox.reset("enterprise")
    text, want = adopted("enterprise")
    said = want.organization
    open_ones = {told for told in enterprise.PLACED.values() if told[1] != "Suspended"}
    assert {(one.name, one.unit) for one in said.accounts} == open_ones
    assert all(unit.guardrails is None for unit in said.units), "the profile's own names need no word"
    assert (said.log_archive, said.security_tooling) == ("log-archive", "security-tooling")
    assert '#    guardrails: "Workloads/Regulated"  # perhaps' in text
    must_ask_for_nothing(want)


def test_only_lists_are_read_and_nothing_is_changed(sandbox: Sandbox, grown: Any) -> None:
    before = len(sandbox.control.requests())
    adopted()
    sent = {one["operation"] for one in sandbox.control.requests()[before:]}
    assert all(name.startswith(("Describe", "Get", "List", "AssumeRole")) for name in sent), sent


def test_an_account_on_its_own_has_nothing_to_adopt(sandbox: Sandbox) -> None:
    with pytest.raises(Problem) as raised:
        see()
    assert raised.value.code is ExitCode.USAGE
    assert "is in no organization" in raised.value.what
    assert raised.value.next.startswith("hardpan init --organization")


def test_a_member_is_told_whose_credentials_are_needed(
    sandbox: Sandbox, grown: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"arn:aws:iam::{startup_grown.SHOP}:role/OrganizationAccountAccessRole"
    keys = client(sandbox, "sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", keys["SessionToken"])
    for asked in (see, lambda: roster(Baseline(home_region="us-east-1"))):
        with pytest.raises(Problem) as raised:
            asked()
        assert raised.value.code is ExitCode.USAGE
        assert f"account {startup_grown.SHOP} is a member of o-" in raised.value.what
        assert f"its management account, {sandbox.account}," in raised.value.what


@pytest.mark.parametrize("denied", ["organizations:ListAccounts", "organizations:ListOrganizationalUnitsForParent"])
def test_without_the_accounts_or_units_nothing_is_described(sandbox: Sandbox, grown: Any, denied: str) -> None:
    sandbox.control.fault("deny", denied)
    with pytest.raises(Problem) as raised:
        see()
    assert denied in raised.value.what
    assert denied in raised.value.next


def test_what_else_is_denied_is_said_in_the_file(sandbox: Sandbox, grown: Any) -> None:
    for action in (
        "organizations:ListPolicies",
        "organizations:ListDelegatedAdministrators",
        "cloudtrail:DescribeTrails",
    ):
        sandbox.control.fault("deny", action)
    text, want = adopted()
    assert "Its policies could not be read: AccessDenied" in text
    assert "delegated administrators could not be read: AccessDenied" in text.replace("\n  # ", " ")
    assert "Regions could not be read: AccessDenied" in text
    assert (want.logs.trail, want.organization.log_archive) == ("hardpan-trail", None)


def test_a_bucket_in_an_account_that_is_shut_is_no_answer(sandbox: Sandbox, grown: Any) -> None:
    sandbox.control.fault("deny", "sts:AssumeRole")
    text, want = adopted()
    assert want.organization.log_archive is None
    assert want.logs.bucket == startup_grown.BUCKET
    assert '#log_archive: "logs"  # perhaps: by its name' in text


def test_control_tower_is_recognised_by_what_it_left(sandbox: Sandbox, grown: Any) -> None:
    cloudtrail = client(sandbox, "cloudtrail")
    bucket = cloudtrail.describe_trails()["trailList"][0]["S3BucketName"]
    cloudtrail.delete_trail(Name="acme-trail")
    policy = json.loads(
        client_of_logs(sandbox).get_bucket_policy(Bucket=bucket)["Policy"].replace("acme-trail", CONTROL_TOWER_TRAIL)
    )
    client_of_logs(sandbox).put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    cloudtrail.create_trail(
        Name=CONTROL_TOWER_TRAIL, S3BucketName=bucket, IsMultiRegionTrail=True, IsOrganizationTrail=True
    )
    cloudtrail.start_logging(Name=CONTROL_TOWER_TRAIL)
    deny = {"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}
    made = grown.create_policy(
        Type="SERVICE_CONTROL_POLICY",
        Name="aws-guardrails-abcdef",
        Description="Control Tower's",
        Content=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )
    root = grown.list_roots()["Roots"][0]["Id"]
    units = grown.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    live = next(unit["Id"] for unit in units if unit["Name"] == "Live")
    grown.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=live)
    text, want = adopted()
    told = text.replace("\n  # ", " ")
    assert f"AWS Control Tower governs it: trail {CONTROL_TOWER_TRAIL}, policies of its own." in told
    assert "Control Tower's own guardrails: aws-guardrails-abcdef on Live." in told
    assert (want.logs.trail, want.organization.log_archive) == (CONTROL_TOWER_TRAIL, "logs")


def client_of_logs(sandbox: Sandbox) -> Any:
    role = f"arn:aws:iam::{startup_grown.LOGS}:role/OrganizationAccountAccessRole"
    keys = client(sandbox, "sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return botocore.session.Session().create_client(
        "s3",
        "us-east-1",
        endpoint_url=sandbox.url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_names_that_no_file_can_hold_are_told(grown: Any) -> None:
    root = grown.list_roots()["Roots"][0]["Id"]
    odd = grown.create_organizational_unit(ParentId=root, Name="R/D")["OrganizationalUnit"]["Id"]
    grown.create_organizational_unit(ParentId=odd, Name="Lab")
    grown.move_account(
        AccountId=startup_grown.DATA_SCIENCE,
        SourceParentId=grown.list_parents(ChildId=startup_grown.DATA_SCIENCE)["Parents"][0]["Id"],
        DestinationParentId=odd,
    )
    text, want = adopted()
    assert {one.name: one.unit for one in want.organization.accounts}["data-science"] is None
    told = text.replace("\n  # ", " ")
    assert f"Left out: R/D ({odd}): its name holds a /" in told
    assert "Left out: R/D > Lab (" in told


def test_an_organization_that_is_a_common_bill_is_described_too(sandbox: Sandbox) -> None:
    sandbox.reset("factory-new")
    client(sandbox, "organizations").create_organization(FeatureSet="CONSOLIDATED_BILLING")
    text, want = adopted("personal")
    assert "It lacks all features: guardrails need them first." in text
    assert not want.organization.described, "there is nothing in it but the management account"


def test_the_roster_says_where_each_account_stands(sandbox: Sandbox, grown: Any) -> None:
    _, want = adopted()
    shop, *others = (one for one in want.organization.accounts if one.name != "legacy")
    new = replace(shop, name="billing", email="aws+billing@acme.example.com")
    moved = replace(shop, unit="Shared")
    changed = replace(want, organization=replace(want.organization, accounts=(moved, *others, new)))
    standing = {entry.name: (entry.standing, entry.where) for entry in roster(changed)}
    assert standing[shop.name] == ("elsewhere", shop.unit)
    assert standing["billing"] == ("to be made", None)
    assert standing["legacy"] == ("not in the file", None)
    assert standing["prototype-2021"] == ("closed", "Attic")
    assert standing["acme"] == ("management account", None)
    assert {standing[one.name][0] for one in others} == {"in place"}


def test_without_an_organization_all_accounts_are_to_be_made(sandbox: Sandbox) -> None:
    want = parse(
        "profile: team\norganization:\n  email: a+{name}@b.ie\n  accounts: [{name: x}]\n",
        "h.yaml",
    )
    assert [(entry.name, entry.standing) for entry in roster(want)] == [("x", "to be made")]
