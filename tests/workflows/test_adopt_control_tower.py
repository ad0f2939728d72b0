"""An organization that Control Tower governs, over HTTP: adopted, secured beside it, and nothing of its own touched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from click.testing import CliRunner

from hardpan import services
from hardpan.cli.group import cli
from hardpan.config import Baseline, MemberAccount, Unit
from hardpan.config.load import parse
from hardpan.model import CONTROLS, OPERATIONS, PROFILES, Finding, Status, Write
from hardpan.plan import Plan, Selection
from hardpan.plan.plan import unref
from hardpan.sandbox.scenarios.control_tower import (
    ACCESS_LOGS,
    ACCOUNTS,
    AUDIT,
    BUCKET,
    LOG_ARCHIVE,
    REGIONS,
    ROLE,
    SHOP,
    TRAIL,
    WAREHOUSE,
)
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.adopt import see
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()

HOME, AWAY = REGIONS
SELECTION = Selection(regions=REGIONS)
MANAGEMENT = "111122223333"
ENROLLED = (LOG_ARCHIVE, AUDIT, SHOP)
ITS_OWN = ("aws-controltower", "aws-guardrails", "AWSControlTower")
BY_HAND = "OrganizationAccountAccessRole"


@pytest.fixture
def governed(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("control-tower")
    return sandbox


SESSION = botocore.session.Session()  # its models are read once


def client(service: str, account: str = MANAGEMENT, region: str = HOME, role: str = ROLE) -> Any:
    """A client in the management account, or in another by the role that lets it in."""
    keys = {}
    if account != MANAGEMENT:
        arn = f"arn:aws:iam::{account}:role/{role}"
        lent = SESSION.create_client("sts", HOME).assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        keys = {
            "aws_access_key_id": lent["AccessKeyId"],
            "aws_secret_access_key": lent["SecretAccessKey"],
            "aws_session_token": lent["SessionToken"],
        }
    return SESSION.create_client(service, region, **keys)


def adopted(folder: Path, profile: str = "team") -> tuple[str, Baseline]:
    """What `hardpan init --adopt` writes, and what it means."""
    file = folder / "hardpan.yaml"
    asked = ["init", str(file), "--adopt", "--yes", "--force", "--profile", profile, "--email", "ada@example.com"]
    words = [*asked, "--name", "Ada Example", "--phone", "+353 1 555 0100"]
    done = CliRunner().invoke(cli, words, standalone_mode=False, catch_exceptions=False)
    assert done.return_value == 0, done.output
    text = file.read_text()
    return text, parse(text, str(file))


def consenting(want: Baseline) -> Baseline:
    return replace(want, consent=("all",))


# What is written.


def test_the_file_is_what_the_landing_zone_is(governed: Sandbox, tmp_path: Path) -> None:
    text, want = adopted(tmp_path)
    said = want.organization
    assert {(one.name, one.unit) for one in said.accounts} == set(ACCOUNTS.values())
    assert {unit.path: unit.guardrails for unit in said.units} == dict.fromkeys(("Sandbox", "Security", "Workloads"))
    assert (said.log_archive, said.security_tooling) == ("Log Archive", "Audit")
    assert (said.regions, want.home_region) == (tuple(sorted(REGIONS)), HOME)
    assert (want.logs.trail, want.logs.bucket, want.access.role) == (TRAIL, BUCKET, ROLE)
    assert want.exceptions.trusted_accounts == (MANAGEMENT, AUDIT)
    told = text.replace("\n  # ", " ")
    assert "The landing zone, at home in us-east-1, is of version 3.3, and 4.0 is the latest." in told
    assert f"Not enrolled, and perhaps without this role: warehouse ({WAREHOUSE})." in told
    assert "Control Tower's own guardrails: aws-guardrails-Sandx0 on Sandbox" in told


def test_the_landing_zone_is_found_from_any_region(
    governed: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "ap-northeast-1")
    assert adopted(tmp_path)[1].home_region == HOME


def test_where_control_tower_may_not_be_asked_what_it_left_tells(governed: Sandbox, tmp_path: Path) -> None:
    governed.control.fault("deny", "controltower:*")
    text, want = adopted(tmp_path)
    told = text.replace("\n  # ", " ")
    assert f"AWS Control Tower governs it: trail {TRAIL}, policies of its own." in told
    assert "Accounts that it enrolled can be entered by AWSControlTowerExecution: see access.role." in told
    assert (want.logs.trail, want.organization.log_archive) == (TRAIL, "Log Archive")
    assert see().zone is None


# The plan right after it.


@pytest.mark.parametrize("profile", PROFILES)
def test_nothing_is_built_a_second_time(profile: str, governed: Sandbox, tmp_path: Path) -> None:
    _, want = adopted(tmp_path, profile)
    plan = make_plan(consenting(want), SELECTION)
    built = ("OrganizationalUnit", "CreateAccount", "MoveAccount", "CreateTrail", "UpdateTrail", "CreateBucket")
    built += ("ConfigurationRecorder", "DeliveryChannel", "ConfigurationAggregator", "CreateOrganization")
    # For what Control Tower keeps nothing of: findings, network logs, and a view of all Regions.
    own = ("guardduty.findings_bucket", "s3.network_log_bucket", "config.organization_aggregator")
    sent = {step.write.operation for step in plan.steps if step.key.partition("/")[0] not in own}
    assert not [name for name in sent if any(part in name for part in built)]
    human = {(one.control, one.account): one for one in plan.human_steps}
    for control, account in (
        ("cloudtrail.encrypted", MANAGEMENT),
        ("s3.log_bucket_encrypted", LOG_ARCHIVE),
        ("s3.log_bucket_locked", LOG_ARCHIVE),
        *((("s3.log_bucket_retention", LOG_ARCHIVE),) if want.logs.minimum_days > 365 else ()),
    ):
        if profile != "personal":
            assert "anding-zone settings" in human[control, account].instructions
    assert ("controltower.landing_zone_up_to_date", MANAGEMENT) in human


def test_the_trail_is_good_for_what_it_does(governed: Sandbox, tmp_path: Path) -> None:
    _, want = adopted(tmp_path)
    controls = ("organization_trail", "multi_region_trail", "log_file_validation", "delivering")
    selection = Selection(controls=tuple(f"cloudtrail.{name}" for name in controls), regions=REGIONS)
    found = [one for one in assess(want, selection).findings if one.account != WAREHOUSE]
    assert {one.status for one in found} <= {Status.PASS, Status.NOT_APPLICABLE}
    bucket = Selection(controls=("s3.log_bucket_policy", "s3.log_bucket_hardened", "s3.log_bucket_retention"))
    kept = [one for one in assess(want, bucket).findings if one.account == LOG_ARCHIVE]
    assert {one.status for one in kept} == {Status.PASS}


# Applied, and taken back.


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def policies() -> dict[str, str]:
    """Control Tower's policies: names by id."""
    listed = client("organizations").list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    return {one["Id"]: one["Name"] for one in listed if one["Name"].startswith(ITS_OWN)}


def writes(plan: Plan) -> list[tuple[str, Write]]:
    return [(step.key, write) for step in plan.steps for write in (step.write, *(step.undo or ()))]


# Where a request may speak of what is Control Tower's: the text of policies that are Hardpan's own.
_TEXTS = ("Content", "Policy", "PolicyDocument", "AssumeRolePolicyDocument", "Description", "EventPattern")


def must_touch_nothing(plan: Plan) -> None:
    """No request names anything of Control Tower's, beside in the text of a document of Hardpan's."""
    ids = policies()
    for key, write in writes(plan):
        if write.service == "glue":
            continue  # a table over its log files changes nothing of them
        plain = {name: value for name, value in unref(write.parameters).items() if name not in _TEXTS}
        for text in strings(plain):
            assert text not in ids, f"{key} changes {ids.get(text)}"
            assert not any(name in text for name in ITS_OWN), f"{key}: {write.action} names {text}"


def state() -> dict[str, Any]:
    """Everything of Control Tower's that can be asked for."""
    organizations = client("organizations")
    found: dict[str, Any] = {}
    for policy, name in policies().items():
        found[name] = (
            organizations.describe_policy(PolicyId=policy)["Policy"]["Content"],
            sorted(one["TargetId"] for one in organizations.list_targets_for_policy(PolicyId=policy)["Targets"]),
        )
    for account in (MANAGEMENT, *ENROLLED):
        found[account] = {
            "roles": roles(client("iam", account)),
            "trails": client("cloudtrail", account).describe_trails()["trailList"],
            **{region: regional(account, region) for region in REGIONS},
        }
    s3 = client("s3", LOG_ARCHIVE)
    for bucket in (BUCKET, ACCESS_LOGS):
        found[bucket] = {name: bucket_says(s3, name, bucket) for name in _OF_BUCKETS}
    sso = client("sso-admin")
    (instance,) = sso.list_instances()["Instances"]
    found["people"] = sso.list_permission_sets(InstanceArn=instance["InstanceArn"])["PermissionSets"]
    return found


_OF_BUCKETS = (
    "bucket_policy",
    "bucket_versioning",
    "bucket_encryption",
    "bucket_lifecycle_configuration",
    "bucket_logging",
    "bucket_ownership_controls",
    "public_access_block",
    "object_lock_configuration",
)


def bucket_says(s3: Any, name: str, bucket: str) -> Any:
    try:
        answer = getattr(s3, f"get_{name}")(Bucket=bucket)
    except s3.exceptions.ClientError as none:
        return none.response["Error"]["Code"]
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def roles(iam: Any) -> list[Any]:
    listed = [one for one in iam.list_roles()["Roles"] if any(name in one["RoleName"] for name in ITS_OWN)]
    told = []
    for role in listed:
        named = {"RoleName": role["RoleName"]}
        inline = iam.list_role_policies(**named)["PolicyNames"]
        attached = iam.list_attached_role_policies(**named)["AttachedPolicies"]
        told.append((role["Arn"], role["AssumeRolePolicyDocument"], inline, attached))
    return told


def regional(account: str, region: str) -> dict[str, Any]:
    config = client("config", account, region)
    sns, events = client("sns", account, region), client("events", account, region)
    topics = [
        one["TopicArn"] for one in sns.list_topics()["Topics"] if any(name in one["TopicArn"] for name in ITS_OWN)
    ]
    return {
        "recorders": config.describe_configuration_recorders()["ConfigurationRecorders"],
        "recording": [
            one["recording"] for one in config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        ],
        "channels": config.describe_delivery_channels()["DeliveryChannels"],
        "aggregators": [
            one["ConfigurationAggregatorName"]
            for one in config.describe_configuration_aggregators()["ConfigurationAggregators"]
            if one["ConfigurationAggregatorName"].startswith(ITS_OWN)
        ],
        "topics": [sns.get_topic_attributes(TopicArn=arn)["Attributes"] for arn in topics],
        "rules": [one for one in events.list_rules()["Rules"] if one["Name"].startswith(ITS_OWN)],
        "functions": [one["FunctionArn"] for one in client("lambda", account, region).list_functions()["Functions"]],
    }


def zone() -> dict[str, Any]:
    tower = client("controltower")
    (found,) = tower.list_landing_zones()["landingZones"]
    told: dict[str, Any] = tower.get_landing_zone(landingZoneIdentifier=found["arn"])["landingZone"]
    return told


def succeed(done: Applied) -> Applied:
    assert done.result.succeeded, done.result.reasons
    return done


# Controls that fail once the plan is carried out, and why no step helps.
LEFT = {
    "accessanalyzer.no_external_access": "roles of Identity Center and of the audit account's: a person reviews them",
    "account.phone_verified": "a person answers the call",
    "cloudtrail.encrypted": "in the landing zone's settings",
    "cloudtrail.s3_data_events": "its trail's, which nobody else changes",
    "config.archived": "the management account, in which Control Tower of this version records nothing",
    "config.delivering": "as above",
    "config.recorder": "as above",
    "config.records_everything": "as above",
    "controltower.accounts_enrolled": "a person enrols the account",
    "controltower.landing_zone_up_to_date": "a person updates the landing zone",
    "guardduty.protection_plans": "reaches members a while later",
    "guardduty.runtime_monitoring": "as above",
    "iam.administrators_known": "sam, whose key this is, is an administrator",
    "iam.member_root_no_credentials": "the next plan removes them, now that root access is central",
    "iam.no_users": "sam is a user",
    "iam.root_mfa": "root of members had a password before root access was central",
    "iam.root_mfa_phishing_resistant": "as above",
    "iam.root_unused": "root signed up an hour ago",
    "iam.users_in_groups": "sam has rights of its own",
    "organizations.environments": "a person says which unit is for what",
    "organizations.forensics_account": "a person names it",
    "organizations.quarantine_unit": "as above",
    "s3.log_bucket_encrypted": "in the landing zone's settings",
    "s3.log_bucket_locked": "the landing zone has no setting for it: a waiver",
    "s3.log_bucket_mfa_delete": "root's",
    "s3.log_bucket_retention": "in the landing zone's settings; a team's year is what Control Tower keeps",
    "security_ir.enrolled": "a person signs up",
    "sns.alert_topic_confirmed": "whoever is alerted confirms by mail",
}


def left(want: Baseline) -> set[str]:
    """The operations of another plan."""
    return {step.key.partition("/")[0] for step in make_plan(want, SELECTION).steps}


def failing(findings: list[Finding]) -> set[str]:
    return {one.control for one in findings if one.status is Status.FAIL and one.account != WAREHOUSE}


@pytest.mark.parametrize("profile", ["team", "enterprise"])
def test_everything_else_is_put_right_and_control_tower_sees_no_drift(
    profile: str, governed: Sandbox, tmp_path: Path
) -> None:
    want = consenting(adopted(tmp_path, profile)[1])
    before = state()
    plan = make_plan(want, SELECTION)
    (blocked,) = plan.blocked
    assert WAREHOUSE in blocked.operation, "nobody can enter it; everything else is planned"
    must_touch_nothing(plan)
    done = succeed(apply(plan, tmp_path, on_step=lambda *_: None))
    assert done.after is not None
    assert failing(list(done.after.findings)) <= LEFT.keys()
    assert {one.status for one in done.after.findings if one.account == WAREHOUSE} == {Status.UNKNOWN}
    assert left(want) == set()
    assert state() == before
    assert zone()["driftStatus"] == {"status": "IN_SYNC"}
    back = plan_undo(done.run)
    must_touch_nothing(back)
    succeed(undo(back, tmp_path, on_step=lambda *_: None))
    assert state() == before
    assert zone()["driftStatus"] == {"status": "IN_SYNC"}


def let_in_by_hand() -> None:
    """Every account has the role of Organizations, as those have that were there before Control Tower."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}, "Action": "sts:AssumeRole"}
    for account in ENROLLED:
        iam = client("iam", account)
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam.create_role(RoleName=BY_HAND, AssumeRolePolicyDocument=document)
        iam.attach_role_policy(RoleName=BY_HAND, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


def test_a_role_that_its_policies_bind_is_refused_nothing(governed: Sandbox, tmp_path: Path) -> None:
    """The other way in, by a role that Control Tower's policies do not exempt: no request runs into them."""
    let_in_by_hand()
    want = consenting(adopted(tmp_path)[1])
    want = replace(want, access=replace(want.access, role=BY_HAND))
    before = state()
    plan = make_plan(want, SELECTION)
    assert plan.blocked == ()
    must_touch_nothing(plan)
    done = succeed(apply(plan, tmp_path, on_step=lambda *_: None))
    assert left(want) == set()
    assert state() == before
    exempt = client("organizations")
    listed = exempt.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    contents = {one["Name"]: exempt.describe_policy(PolicyId=one["Id"])["Policy"]["Content"] for one in listed}
    assert f"role/{ROLE}" in contents["hardpan-scp-region-restriction"], "Control Tower goes on working everywhere"
    succeed(undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None))
    assert state() == before


def test_an_account_made_beside_control_tower_is_enrolled_by_a_person(governed: Sandbox, tmp_path: Path) -> None:
    governed.control.pace(account=0, newborn=0, change=0, access=0)
    want = consenting(adopted(tmp_path)[1])
    said = want.organization
    new = MemberAccount(name="network", email="aws+network@tower.example.com", unit="Infrastructure")
    units = (*said.units, Unit(path="Infrastructure"))
    want = replace(want, organization=replace(said, units=units, accounts=(*said.accounts, new)))
    plan = make_plan(want, SELECTION)
    told = {step.write.operation: step.after for step in plan.steps if step.place.account == MANAGEMENT}
    assert told["CreateAccount"] == "account network, not enrolled in Control Tower"
    assert "does not govern until it is registered" in str(told["CreateOrganizationalUnit"])
    (human,) = [one for one in plan.human_steps if one.control == "controltower.accounts_enrolled"]
    assert "network is yet to be made, and is not enrolled then" in human.because[0]
    assert human.check == "hardpan assess --control controltower.accounts_enrolled"
    must_touch_nothing_but_the_entrance(plan)
    succeed(apply(plan, tmp_path, on_step=lambda *_: None))
    organizations = client("organizations")
    (made,) = [one for one in organizations.list_accounts()["Accounts"] if one["Name"] == "network"]
    (parent,) = organizations.list_parents(ChildId=made["Id"])["Parents"]
    assert asked() == f"network ({made['Id']}) is not enrolled; warehouse ({WAREHOUSE}) is not enrolled"
    governed.control.human("register-in-control-tower", unit=parent["Id"])
    assert asked() == f"warehouse ({WAREHOUSE}) is not enrolled"
    assert left(want) <= {"inspector2.organization"}  # which new accounts join by themselves, or then
    (workloads,) = organizations.list_parents(ChildId=WAREHOUSE)["Parents"]
    governed.control.human("register-in-control-tower", unit=workloads["Id"])
    assert asked() == "all 5 open accounts are enrolled"
    steps = [step for step in make_plan(want, SELECTION).steps if not step.key.startswith("inspector2.")]
    assert {step.place.account for step in steps} == {WAREHOUSE}
    assert zone()["driftStatus"] == {"status": "IN_SYNC"}


def must_touch_nothing_but_the_entrance(plan: Plan) -> None:
    """A new account gets the role that Control Tower needs to enrol it."""
    (made,) = [step for step in plan.steps if step.write.operation == "CreateAccount"]
    assert made.write.parameters["RoleName"] == ROLE
    must_touch_nothing(replace(plan, steps=tuple(step for step in plan.steps if step is not made)))


def asked() -> str:
    control = "controltower.accounts_enrolled"
    (found,) = assess(Baseline(home_region=HOME), Selection(controls=(control,), regions=(HOME,))).findings
    return found.message


def test_where_control_tower_may_not_be_asked_guardrails_wait(governed: Sandbox, tmp_path: Path) -> None:
    want = consenting(adopted(tmp_path)[1])
    governed.control.fault("deny", "controltower:*")
    chosen = Selection(
        controls=(*OPERATIONS["organizations.root_guardrails"].satisfies, "controltower.accounts_enrolled"),
        regions=REGIONS,
    )
    found = assess(want, chosen, accounts=(MANAGEMENT,)).findings
    found = [one for one in found if "attaches it to nothing" not in one.message]
    assert {one.status for one in found} == {Status.UNKNOWN}
    assert all("controltower:" in one.message for one in found)
    plan = make_plan(want, replace(chosen, accounts=(MANAGEMENT,)))
    assert not plan.steps
    assert any("controltower:ListLandingZones" in one.unblock for one in plan.blocked)


def test_an_organization_that_does_not_trust_it_is_not_asked(sandbox: Sandbox) -> None:
    sandbox.reset("startup-grown")
    sandbox.control.forget_requests()
    want = Baseline(home_region=HOME)
    controls = tuple(name for name in CONTROLS if name.startswith("controltower."))
    found = assess(want, Selection(controls=controls, regions=(HOME,))).findings
    assert {one.status for one in found} == {Status.NOT_APPLICABLE}
    assert not [one for one in sandbox.control.requests() if one["service"] == "controltower"]
