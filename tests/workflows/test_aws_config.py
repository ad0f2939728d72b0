"""AWS Config over HTTP: one account, an organization that begins, one that grew by hand, drift, and all taken back."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.apply import Outcome
from hardpan.config import EXAMPLE, Baseline, MemberAccount, Organization, Unit
from hardpan.model import CONTROLS, Finding, Status
from hardpan.plan import Selection
from hardpan.sandbox.scenarios.startup_grown import LOGS, SHOP, TOOLING
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()

HOME, AWAY = "us-east-1", "eu-west-1"
CONFIG = tuple(sorted(control for control in CONTROLS if control.startswith("config.")))
DELEGATION = "organizations.delegated_administrators"
ACCOUNT = "111122223333"
ALONE = replace(EXAMPLE, home_region=HOME)
RECORDING = Selection(controls=CONFIG, regions=(HOME, AWAY))
WANT = replace(
    ALONE,
    profile="team",
    consent=("all",),
    organization=Organization(
        units=(Unit(path="Shared"),),
        accounts=tuple(
            MemberAccount(name=name, email=f"aws+{name}@acme.example.com", unit="Shared")
            for name in ("logs", "tooling", "shop-live")
        ),
        log_archive="logs",
        security_tooling="tooling",
    ),
)
GROWN = Selection(controls=(*CONFIG, DELEGATION), regions=(HOME, AWAY), accounts=(ACCOUNT, LOGS, SHOP, TOOLING))
MAKING = ("organizations.all_features", "organizations.accounts", "cloudtrail.organization_trail")
BEGUN = Selection(controls=(*CONFIG, DELEGATION, *MAKING), regions=(HOME, AWAY))


def client(sandbox: Sandbox, service: str, account: str = ACCOUNT, region: str = HOME) -> Any:
    """With the caller's keys, or those of the access role in another account."""
    session, keys = botocore.session.Session(), {}
    if account != ACCOUNT:
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        sts = session.create_client("sts", HOME, endpoint_url=sandbox.url)
        lent = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        keys = {
            "aws_access_key_id": lent["AccessKeyId"],
            "aws_secret_access_key": lent["SecretAccessKey"],
            "aws_session_token": lent["SessionToken"],
        }
    return session.create_client(service, region, endpoint_url=sandbox.url, **keys)


def found(want: Baseline, selection: Selection) -> list[Finding]:
    return list(assess(want, selection, accounts=selection.accounts).findings)


def failing(want: Baseline, selection: Selection) -> list[Finding]:
    findings = found(want, selection)
    assert not [one for one in findings if one.status is Status.UNKNOWN]
    return [one for one in findings if one.status is Status.FAIL]


def applied(want: Baseline, selection: Selection, folder: Path) -> Applied:
    done = apply(make_plan(want, selection), folder, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    return done


def taken_back(done: Applied, folder: Path) -> dict[str, Any]:
    result = undo(plan_undo(done.run), folder, on_step=lambda *_: None).result
    return {key: why for key, why in result.reasons.items() if result.outcomes[key] is not Outcome.DONE}


def record_by_hand(sandbox: Sandbox, bucket: str, account: str = ACCOUNT, name: str = "ours", **recorder: Any) -> None:
    """A recorder and a channel as somebody made them, in the home Region, with a role of their own."""
    sandbox.control.pace(role=0)
    iam, config = client(sandbox, "iam", account), client(sandbox, "config", account)
    trust = {"Effect": "Allow", "Principal": {"Service": "config.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName=f"{name}-role", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    config.put_configuration_recorder(ConfigurationRecorder={"name": name, "roleARN": role, **recorder})
    config.put_delivery_channel(DeliveryChannel={"name": name, "s3BucketName": bucket})
    config.start_configuration_recorder(ConfigurationRecorderName=name)
    sandbox.control.pace(role=0.3)


def let_in(s3: Any, bucket: str, account: str) -> None:
    allowed = {"Effect": "Allow", "Principal": {"Service": "config.amazonaws.com"}, "Action": "s3:PutObject"}
    statement = {**allowed, "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/{account}/Config/*"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def recorder_of(config: Any) -> dict[str, Any]:
    (told,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    return dict(told)


def bucket_of(config: Any) -> str:
    (told,) = config.describe_delivery_channels()["DeliveryChannels"]
    return str(told["s3BucketName"])


def healthy(config: Any) -> bool:
    """Whether it records, and what it recorded was delivered: the sandbox takes a moment, as AWS does."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        (told,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        if told.get("lastStatus") not in (None, "PENDING"):
            return bool(told["recording"] and told["lastStatus"] == "SUCCESS")
        time.sleep(0.05)
    return False


# One account.


def test_an_account_records_while_aws_catches_up_and_everything_is_taken_back(sandbox: Sandbox, tmp_path: Path) -> None:
    before = {one.control for one in failing(ALONE, RECORDING)}
    assert before == {"config.recorder", "config.records_everything", "config.delivering", "config.archived"}
    for action, code in (
        ("config:PutConfigurationRecorder", "InvalidRoleException"),
        ("config:PutDeliveryChannel", "InsufficientDeliveryPolicyException"),
        ("config:PutDeliveryChannel", "NoSuchBucketException"),
        ("config:StartConfigurationRecorder", "NoAvailableDeliveryChannelException"),
    ):
        sandbox.control.fault("error", action, code=code, times=1)
    done = applied(ALONE, RECORDING, tmp_path)
    assert failing(ALONE, RECORDING) == []
    assert make_plan(ALONE, RECORDING).steps == ()
    for region, globally in ((HOME, True), (AWAY, False)):
        config = client(sandbox, "config", region=region)
        told = recorder_of(config)
        assert told["recordingGroup"]["includeGlobalResourceTypes"] is globally
        assert told["recordingMode"] == {"recordingFrequency": "DAILY"}
        assert bucket_of(config) == f"hardpan-config-{ACCOUNT}"
        assert healthy(config)

    sandbox.control.fault(
        "error", "config:DeleteDeliveryChannel", code="LastDeliveryChannelDeleteFailedException", times=1
    )
    assert taken_back(done, tmp_path) == {}
    assert {one.control for one in failing(ALONE, RECORDING)} == before
    for region in (HOME, AWAY):
        config = client(sandbox, "config", region=region)
        assert config.describe_configuration_recorders()["ConfigurationRecorders"] == []
        assert config.describe_delivery_channels()["DeliveryChannels"] == []
    with pytest.raises(Exception, match="NoSuchEntity"):
        client(sandbox, "iam").get_role(RoleName="AWSServiceRoleForConfig")
    applied(ALONE, RECORDING, tmp_path)
    assert failing(ALONE, RECORDING) == [], "into the bucket that stayed"


def test_a_file_that_asks_for_nothing_changes_and_reads_next_to_nothing(sandbox: Sandbox) -> None:
    off = replace(ALONE, config_recorder="off")
    sandbox.control.forget_requests()
    assert {one.status for one in found(off, RECORDING)} == {Status.NOT_APPLICABLE}
    asked = [one["operation"] for one in sandbox.control.requests() if one["service"] == "config"]
    assert asked == ["DescribeConfigurationRecorders"] * 2, "one question for each Region"
    plan = make_plan(off, RECORDING)
    assert (plan.steps, plan.human_steps) == ((), ())


def test_drift_is_found_and_put_right(sandbox: Sandbox, tmp_path: Path) -> None:
    applied(ALONE, RECORDING, tmp_path)
    config, s3 = client(sandbox, "config"), client(sandbox, "s3")
    bucket = f"hardpan-config-{ACCOUNT}"
    assert healthy(client(sandbox, "config", region=AWAY))
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    s3.delete_bucket_policy(Bucket=bucket)
    told = {(one.control, one.region): one.message for one in failing(ALONE, RECORDING)}
    assert told[("config.recorder", HOME)] == "default is stopped"
    assert told[("config.recorder", AWAY)] == "default fails: AccessDenied"
    assert told[("config.delivering", AWAY)] == f"the latest delivery to {bucket} failed: AccessDenied"
    assert "AWS Config may not deliver; plain HTTP is accepted" in told[("config.bucket", None)]
    done = applied(ALONE, RECORDING, tmp_path)
    assert {step.write.operation for step in done.plan.steps} == {"PutBucketPolicy", "StartConfigurationRecorder"}
    assert failing(ALONE, RECORDING) == []
    assert taken_back(done, tmp_path) == {}
    assert {(one.control, one.region) for one in failing(ALONE, RECORDING)} == told.keys()


def test_the_bucket_by_itself_is_found_fixed_and_found_again(sandbox: Sandbox, tmp_path: Path) -> None:
    applied(ALONE, RECORDING, tmp_path)
    client(sandbox, "s3").delete_bucket_policy(Bucket=f"hardpan-config-{ACCOUNT}")
    only = replace(RECORDING, controls=("config.bucket",))
    assert len(failing(ALONE, only)) == 1
    done = applied(ALONE, only, tmp_path)
    assert failing(ALONE, only) == []
    assert taken_back(done, tmp_path) == {}
    assert len(failing(ALONE, only)) == 1


def test_what_somebody_chose_is_named_and_changed_with_consent_only(sandbox: Sandbox, tmp_path: Path) -> None:
    client(sandbox, "s3").create_bucket(Bucket="ours-config")
    excluded = {
        "exclusionByResourceTypes": {"resourceTypes": ["AWS::EC2::NetworkInterface"]},
        "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
    }
    record_by_hand(sandbox, "ours-config", recordingGroup=excluded)
    home = replace(RECORDING, regions=(HOME,))
    (wrong,) = failing(ALONE, home)
    assert wrong.message == (
        "left out: AWS::EC2::NetworkInterface; it records by ours-role, not by the service-linked role"
    )
    plan = make_plan(ALONE, home)
    assert plan.steps == ()
    (blocked,) = plan.blocked
    assert "config.recorder_completed" in blocked.unblock
    agreed = replace(ALONE, consent=("config.recorder_completed",))
    before = recorder_of(client(sandbox, "config"))
    # Its own role needed no policy of the bucket, which the consent says.
    let_in(client(sandbox, "s3"), "ours-config", ACCOUNT)
    done = applied(agreed, home, tmp_path)
    told = recorder_of(client(sandbox, "config"))
    assert (told["name"], told["recordingGroup"]["allSupported"]) == ("ours", True)
    assert bucket_of(client(sandbox, "config")) == "ours-config", "a bucket of this account's is kept"
    assert failing(agreed, home) == []
    assert make_plan(agreed, home).steps == ()
    assert taken_back(done, tmp_path) == {}
    assert recorder_of(client(sandbox, "config")) == before


def test_what_aws_control_tower_made_is_left_alone(sandbox: Sandbox) -> None:
    client(sandbox, "s3").create_bucket(Bucket="aws-controltower-logs-1")
    record_by_hand(sandbox, "aws-controltower-logs-1", name="aws-controltower-BaselineConfigRecorder")
    agreed = replace(ALONE, consent=("all",))
    before = recorder_of(client(sandbox, "config"))
    plan = make_plan(agreed, RECORDING)
    assert plan.steps == ()
    waiting = {human.control for human in plan.human_steps}
    assert {"config.recorder", "config.records_everything"} <= waiting, "a Region that it does not govern"
    (passed,) = [one for one in found(agreed, RECORDING) if one.control == "config.recorder" and one.region == HOME]
    assert passed.status is Status.PASS
    assert "AWS Control Tower's" in passed.message
    assert recorder_of(client(sandbox, "config")) == before


# An organization that is there.


@pytest.fixture
def grown(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("startup-grown")
    return sandbox


def test_every_account_delivers_to_one_bucket_and_one_account_sees_all(grown: Sandbox, tmp_path: Path) -> None:
    before = {(one.control, one.account, one.region) for one in failing(WANT, GROWN)}
    assert {control for control, _, _ in before} == {*CONFIG, DELEGATION}
    done = applied(WANT, GROWN, tmp_path)
    assert failing(WANT, GROWN) == []
    again = make_plan(WANT, GROWN)
    assert (again.steps, again.human_steps) == ((), ())
    organization = client(grown, "organizations").describe_organization()["Organization"]["Id"]
    for account in GROWN.accounts:
        config = client(grown, "config", account, AWAY)
        assert bucket_of(config) == f"hardpan-config-{organization}"
        assert healthy(config)
    owned = [one["Name"] for one in client(grown, "s3", LOGS).list_buckets()["Buckets"]]
    assert f"hardpan-config-{organization}" in owned
    (told,) = client(grown, "config", TOOLING).describe_configuration_aggregators()["ConfigurationAggregators"]
    assert told["OrganizationAggregationSource"]["AllAwsRegions"] is True

    assert taken_back(done, tmp_path) == {}
    left = {(one.control, one.account, one.region) for one in failing(WANT, GROWN)}
    assert left == before - {("config.bucket", LOGS, None)}, "the bucket stays"


def test_the_aggregator_by_itself_is_made_and_taken_back(grown: Sandbox, tmp_path: Path) -> None:
    only = replace(GROWN, controls=("config.organization_aggregator",))
    (wrong,) = failing(WANT, only)
    assert wrong.account == TOOLING
    done = applied(WANT, only, tmp_path)
    assert failing(WANT, only) == []
    assert make_plan(WANT, only).steps == ()
    assert taken_back(done, tmp_path) == {}
    assert len(failing(WANT, only)) == 1
    assert client(grown, "organizations").list_delegated_administrators()["DelegatedAdministrators"] == []


def test_a_channel_of_before_goes_on_until_somebody_agrees(grown: Sandbox, tmp_path: Path) -> None:
    client(grown, "s3", SHOP).create_bucket(Bucket="shop-config")
    let_in(client(grown, "s3", SHOP), "shop-config", SHOP)
    record_by_hand(grown, "shop-config", SHOP)
    undecided = replace(WANT, consent=("config.recorder_completed",))
    shop = replace(GROWN, controls=CONFIG)
    apply(make_plan(undecided, shop), tmp_path, on_step=lambda *_: None)
    config = client(grown, "config", SHOP)
    assert bucket_of(config) == "shop-config"
    (wrong,) = [one for one in failing(undecided, shop) if one.control == "config.archived"]
    assert (wrong.account, wrong.region) == (SHOP, HOME)
    done = applied(WANT, shop, tmp_path)
    assert [step.key.partition("@")[0] for step in done.plan.steps] == ["config.delivery_moved/put:ours"]
    assert bucket_of(config).startswith("hardpan-config-o-")
    assert failing(WANT, shop) == []
    assert taken_back(done, tmp_path) == {}
    assert bucket_of(config) == "shop-config"


@pytest.mark.parametrize(
    ("denied", "control"),
    [
        ("config:DescribeConfigurationRecorders", "config.recorder"),
        ("config:DescribeConfigurationRecorderStatus", "config.recorder"),
        ("config:DescribeDeliveryChannels", "config.archived"),
        ("config:DescribeDeliveryChannelStatus", "config.delivering"),
        ("config:DescribeConfigurationAggregators", "config.organization_aggregator"),
        ("s3:GetBucketPolicy", "config.bucket"),
        ("organizations:DescribeOrganization", "config.archived"),
    ],
)
def test_what_is_hidden_is_unknown(grown: Sandbox, tmp_path: Path, denied: str, control: str) -> None:
    applied(WANT, GROWN, tmp_path)
    grown.control.fault("deny", denied)
    statuses = {one.status for one in found(WANT, replace(GROWN, controls=(control,)))}
    assert Status.UNKNOWN in statuses
    assert not statuses & {Status.PASS, Status.FAIL}


# One that is yet to begin.


def test_one_plan_takes_one_account_to_an_organization_that_records(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-alone")
    sandbox.control.pace(finalizing=0, account=0, newborn=0, change=0, policy_type=0, closing=0)
    done = applied(WANT, BEGUN, tmp_path)
    assert done.after
    assert not [one for one in done.after.findings if one.control in CONFIG and one.status is Status.FAIL]
    assert make_plan(WANT, BEGUN).steps == ()
    ids = {one["Name"]: one["Id"] for one in client(sandbox, "organizations").list_accounts()["Accounts"]}
    organization = client(sandbox, "organizations").describe_organization()["Organization"]["Id"]
    for account in (ACCOUNT, ids["logs"], ids["shop-live"]):
        config = client(sandbox, "config", account, AWAY)
        assert bucket_of(config) == f"hardpan-config-{organization}"
        assert healthy(config)
    archive = client(sandbox, "s3", ids["logs"])
    assert {one["Name"] for one in archive.list_buckets()["Buckets"]} == {
        f"hardpan-config-{organization}",
        f"hardpan-logs-{ids['logs']}",
    }
    lock = archive.get_object_lock_configuration(Bucket=f"hardpan-logs-{ids['logs']}")["ObjectLockConfiguration"]
    assert "Rule" in lock, "so that AWS Config could deliver nothing there"
    left = taken_back(done, tmp_path)
    assert {key.partition("@")[0] for key in left} <= {"undo/organizations.organization/create"}
