"""The organization's trail over HTTP: made with its archive in a new account, adopted, widened, and taken back."""

from __future__ import annotations

import json
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
from hardpan.sandbox.scenarios.startup_grown import BUCKET, LOGS, SHOP
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()

HOME = "us-east-1"
OF_A_TEAM = (one.id for one in CONTROLS.values() if one.includes("team"))
AUDIT = tuple(sorted(control for control in OF_A_TEAM if control.startswith(("cloudtrail.", "s3.log_bucket"))))
MAKING = ("organizations.all_features", "organizations.accounts")
ACCOUNTS = (
    MemberAccount(name="logs", email="aws+logs@acme.example.com", unit="Shared"),
    MemberAccount(name="shop-live", email="aws+shop-live@acme.example.com", unit="Shared"),
)
WANT = replace(
    EXAMPLE,
    profile="team",
    home_region=HOME,
    consent=("all",),
    organization=Organization(units=(Unit(path="Shared"),), accounts=ACCOUNTS, log_archive="logs"),
)
# Their own account, the one that keeps the logs, and one more.
GROWN = Selection(controls=AUDIT, regions=(HOME,), accounts=("111122223333", LOGS, SHOP))
BEGUN = Selection(controls=(*AUDIT, *MAKING), regions=(HOME,))


@pytest.fixture
def grown(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("startup-grown")
    return sandbox


@pytest.fixture
def alone(sandbox: Sandbox) -> Sandbox:
    sandbox.reset("startup-alone")
    sandbox.control.pace(finalizing=0, account=0, newborn=0, change=0, policy_type=0, closing=0)
    return sandbox


def client(sandbox: Sandbox, service: str, account: str | None = None) -> Any:
    """A client of the management account's administrator, or of the role that lets him into another."""
    session = botocore.session.Session()
    if account is None:
        return session.create_client(service, HOME, endpoint_url=sandbox.url)
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    lent = client(sandbox, "sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return session.create_client(
        service,
        HOME,
        endpoint_url=sandbox.url,
        aws_access_key_id=lent["AccessKeyId"],
        aws_secret_access_key=lent["SecretAccessKey"],
        aws_session_token=lent["SessionToken"],
    )


def failing(want: Baseline, selection: Selection) -> list[Finding]:
    found = assess(want, selection, accounts=selection.accounts).findings
    assert not [one for one in found if one.status is Status.UNKNOWN]
    return [one for one in found if one.status is Status.FAIL]


def applied(want: Baseline, selection: Selection, folder: Path) -> Applied:
    done = apply(make_plan(want, selection), folder, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    return done


def taken_back(done: Applied, folder: Path) -> None:
    result = undo(plan_undo(done.run), folder, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons


# An organization that is there: its trail and its bucket are adopted.


def test_the_trail_and_the_bucket_that_are_there_are_put_right_in_place(grown: Sandbox, tmp_path: Path) -> None:
    before = {(one.control, one.account) for one in failing(WANT, GROWN)}
    assert {control for control, _ in before} == {
        "cloudtrail.encrypted",
        "cloudtrail.log_file_validation",
        "s3.log_bucket_access_logged",
        "s3.log_bucket_encrypted",
        "s3.log_bucket_hardened",
        "s3.log_bucket_locked",
        "s3.log_bucket_policy",
        "s3.log_bucket_retention",
    }
    done = applied(WANT, GROWN, tmp_path)
    assert failing(WANT, GROWN) == []
    again = make_plan(WANT, GROWN)
    assert (again.steps, again.human_steps) == ((), ())

    (trail,) = client(grown, "cloudtrail").describe_trails()["trailList"]
    assert (trail["Name"], trail["S3BucketName"], trail["IsOrganizationTrail"]) == ("acme-trail", BUCKET, True)
    assert trail["KmsKeyId"].startswith(f"arn:aws:kms:{HOME}:{LOGS}:key/")
    archive = client(grown, "s3", LOGS)
    assert [one["Name"] for one in archive.list_buckets()["Buckets"]] == [BUCKET, f"{BUCKET}-access"]
    lock = archive.get_object_lock_configuration(Bucket=BUCKET)["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {"Mode": "GOVERNANCE", "Days": 365}
    (rule,) = archive.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == trail["KmsKeyId"]
    assert client(grown, "kms", LOGS).get_key_rotation_status(KeyId=trail["KmsKeyId"])["KeyRotationEnabled"]
    status = client(grown, "cloudtrail", SHOP).get_trail_status(Name=trail["TrailARN"])
    assert status["IsLogging"]
    assert "LatestDeliveryError" not in status

    taken_back(done, tmp_path)
    assert {(one.control, one.account) for one in failing(WANT, GROWN)} == before - {("s3.log_bucket_hardened", LOGS)}
    applied(WANT, GROWN, tmp_path)
    keys = client(grown, "kms", LOGS).list_keys()["Keys"]
    assert len(keys) == 1, "the key that stayed is used again"


@pytest.mark.parametrize("control", ["cloudtrail.encrypted", "s3.log_bucket_locked", "s3.log_bucket_encrypted"])
def test_each_is_fixed_by_itself_and_fails_again(control: str, grown: Sandbox, tmp_path: Path) -> None:
    selection = replace(GROWN, controls=(control,))
    assert len(failing(WANT, selection)) == 1
    done = applied(WANT, selection, tmp_path)
    assert failing(WANT, selection) == []
    assert make_plan(WANT, selection).steps == ()
    taken_back(done, tmp_path)
    assert len(failing(WANT, selection)) == 1


def test_a_file_without_an_archive_leaves_the_bucket_that_gathers_to_people(grown: Sandbox) -> None:
    plain = replace(WANT, organization=Organization())
    plan = make_plan(plain, GROWN)
    assert {step.key.partition("/")[0] for step in plan.steps} == {
        "cloudtrail.audit_trail",
        "s3.log_bucket",
        "s3.log_bucket_expiry",
    }
    assert not [step for step in plan.steps if step.write.operation in ("PutBucketPolicy", "PutBucketEncryption")]
    waiting = {(human.control, human.account) for human in plan.human_steps}
    assert ("s3.log_bucket_policy", LOGS) in waiting


def test_a_stopped_trail_is_started_and_a_lost_trust_given_back(grown: Sandbox, tmp_path: Path) -> None:
    selection = replace(GROWN, controls=("cloudtrail.organization_trail",))
    assert failing(WANT, selection) == []
    client(grown, "cloudtrail").stop_logging(Name="acme-trail")
    client(grown, "organizations").disable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")
    (found,) = failing(WANT, selection)
    assert "logging is stopped" in found.message
    done = applied(WANT, selection, tmp_path)
    changes = {step.write.operation for step in done.plan.steps}
    assert changes == {"StartLogging", "EnableAWSServiceAccess", "PutBucketPolicy"}
    assert failing(WANT, selection) == []
    taken_back(done, tmp_path)
    assert len(failing(WANT, selection)) == 1


CLOUDTRAIL_MAY = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "kms:*"}


@pytest.mark.parametrize("more", [[], [CLOUDTRAIL_MAY]])
def test_a_key_policy_that_stops_delivery_is_found_and_put_right(
    more: list[dict[str, Any]], grown: Sandbox, tmp_path: Path
) -> None:
    """One that says nothing of CloudTrail, and one whose statement KMS takes although it lacks its resources."""
    applied(WANT, GROWN, tmp_path)
    kms = client(grown, "kms", LOGS)
    (key,) = [one["KeyId"] for one in kms.list_keys()["Keys"]]
    owner = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{LOGS}:root"}, "Action": "kms:*", "Resource": "*"}
    shut = json.dumps({"Version": "2012-10-17", "Statement": [owner, *more]})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=shut)
    selection = replace(GROWN, controls=("cloudtrail.delivering",))
    assert {one.message for one in failing(WANT, selection)} == {
        f"the latest delivery to {BUCKET} failed: AccessDenied"
    }
    done = applied(WANT, selection, tmp_path)
    assert [step.key.partition("@")[0] for step in done.plan.steps] == ["kms.log_key/policy"]
    assert failing(WANT, selection) == []


# One that is yet to begin.


def test_one_plan_makes_the_archive_and_the_trail_while_aws_catches_up(alone: Sandbox, tmp_path: Path) -> None:
    for code in (
        "CloudTrailAccessNotEnabledException",
        "InsufficientS3BucketPolicyException",
        "InsufficientEncryptionPolicyException",
        "KmsKeyNotFoundException",
        "S3BucketDoesNotExistException",
    ):
        alone.control.fault("error", "cloudtrail:CreateTrail", code=code, times=1)
    plan = make_plan(WANT, BEGUN)
    waits = next(step for step in plan.steps if step.write.operation == "CreateTrail")
    first = set(waits.needs)
    for step in reversed(plan.steps):  # each after what it needs
        first |= step.needs if step.key in first else frozenset()
    assert {step.key for step in plan.steps if step.place.account == "000000000001"} <= first
    done = apply(plan, tmp_path, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    accounts = {one["Name"]: one["Id"] for one in client(alone, "organizations").list_accounts()["Accounts"]}
    shared = {(one.account, one.control): one for one in done.after.findings if one.status is Status.FAIL}  # type: ignore[union-attr]
    assert {account for account, _ in shared} <= {alone.account}, "all that fails is what this account had before"
    assert {control for _, control in shared} == {
        "cloudtrail.delivering",
        "cloudtrail.encrypted",
        "s3.log_bucket_encrypted",
        "s3.log_bucket_locked",
    }
    again = make_plan(WANT, BEGUN)
    assert again.steps == ()
    assert {human.control for human in again.human_steps} == {control for _, control in shared}

    archive = client(alone, "s3", accounts["logs"])
    kept = f"hardpan-logs-{accounts['logs']}"
    assert [one["Name"] for one in archive.list_buckets()["Buckets"]] == [kept, f"{kept}-access"]
    assert archive.get_bucket_logging(Bucket=kept)["LoggingEnabled"]["TargetBucket"] == f"{kept}-access"
    member = accounts["shop-live"]
    assert client(alone, "s3", member).list_buckets()["Buckets"] == []
    (copy,) = client(alone, "cloudtrail", member).describe_trails()["trailList"]
    assert (copy["Name"], copy["IsOrganizationTrail"]) == ("hardpan-trail", True)


def test_a_personal_account_that_becomes_an_organization_is_never_without_a_record(
    alone: Sandbox, tmp_path: Path
) -> None:
    trails, s3 = client(alone, "cloudtrail"), client(alone, "s3")
    for trail in trails.describe_trails()["trailList"]:
        trails.delete_trail(Name=trail["Name"])
    personal = replace(WANT, profile="personal")
    begun = replace(BEGUN, controls=tuple(one for one in BEGUN.controls if CONTROLS[one].includes("personal")))
    by_itself = replace(personal, organization=Organization())
    applied(by_itself, replace(BEGUN, controls=("cloudtrail.multi_region_trail",)), tmp_path)
    (own,) = trails.describe_trails()["trailList"]
    began = trails.get_trail_status(Name="hardpan-trail")["StartLoggingTime"]

    alone.control.forget_requests()
    done = applied(personal, begun, tmp_path)
    asked = [one["operation"] for one in alone.control.requests() if one["service"] == "cloudtrail"]
    assert not {"StopLogging", "DeleteTrail", "CreateTrail", "StartLogging"} & {*asked}
    (shared,) = trails.describe_trails()["trailList"]
    assert (shared["TrailARN"], shared["IsOrganizationTrail"]) == (own["TrailARN"], True)
    assert shared["S3BucketName"] != own["S3BucketName"]
    assert trails.get_trail_status(Name="hardpan-trail")["StartLoggingTime"] == began
    assert own["S3BucketName"] in {one["Name"] for one in s3.list_buckets()["Buckets"]}, "and what it kept stays"
    assert failing(personal, begun) == []
    assert make_plan(personal, begun).steps == ()

    result = undo(plan_undo(done.run), tmp_path, on_step=lambda *_: None).result
    failed = {key.partition("@")[0] for key, outcome in result.outcomes.items() if outcome is Outcome.FAILED}
    assert failed <= {"undo/organizations.organization/create"}, "accounts stay, and an organization with them"
    (back,) = trails.describe_trails()["trailList"]
    assert (back["S3BucketName"], back["IsOrganizationTrail"]) == (own["S3BucketName"], False)
    assert "LatestDeliveryError" not in trails.get_trail_status(Name="hardpan-trail")


def test_what_was_left_over_is_finished_and_nothing_is_made_twice(alone: Sandbox, tmp_path: Path) -> None:
    alone.control.fault("error", "cloudtrail:CreateTrail", code="AccessDeniedException", times=1)
    done = apply(make_plan(WANT, BEGUN), tmp_path, on_step=lambda *_: None)
    failed = [key.partition("@")[0] for key, outcome in done.result.outcomes.items() if outcome is not Outcome.DONE]
    assert failed == ["cloudtrail.organization_trail/create", "cloudtrail.organization_trail/start"]
    rest = make_plan(WANT, BEGUN)
    assert [step.write.operation for step in rest.steps] == ["CreateTrail", "StartLogging"]
    assert apply(rest, tmp_path, on_step=lambda *_: None).result.succeeded
    assert make_plan(WANT, BEGUN).steps == ()


def test_without_consent_to_an_organization_the_account_is_recorded_all_the_same(alone: Sandbox) -> None:
    plan = make_plan(replace(WANT, consent=()), BEGUN)
    assert "cloudtrail.audit_trail" in {step.key.partition("/")[0] for step in plan.steps}
    assert "organizations.organization" in {one.operation for one in plan.blocked}


# Where it was first said how: a policy that everybody may write by.


def test_a_public_policy_is_a_finding_for_a_person_where_the_bucket_is_somebody_elses(grown: Sandbox) -> None:
    """The archive gathers another company's log files, too: what its policy says is more than Hardpan knows."""
    archive = client(grown, "s3", LOGS)
    archive.delete_public_access_block(Bucket=BUCKET)
    document = json.loads(archive.get_bucket_policy(Bucket=BUCKET)["Policy"])
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    document["Statement"].append(everybody)
    archive.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
    elsewhere = replace(WANT, organization=replace(WANT.organization, log_archive="shop-live"))
    selection = replace(GROWN, controls=("s3.log_bucket_policy", "s3.buckets_private", "s3.log_bucket_hardened"))
    plan = make_plan(elsewhere, selection)
    assert "PutBucketPolicy" not in {step.write.operation for step in plan.steps}
    (block,) = [step for step in plan.steps if step.write.operation == "PutPublicAccessBlock"]
    assert block.needs == frozenset()
    assert {human.control for human in plan.human_steps} == {"s3.log_bucket_policy", "s3.buckets_private"}
    ours = make_plan(WANT, selection)
    (policy,) = [step for step in ours.steps if step.write.operation == "PutBucketPolicy"]
    assert {human.control for human in ours.human_steps} == set()
    (block,) = [step for step in ours.steps if step.write.operation == "PutPublicAccessBlock"]
    assert block.needs == {policy.key}
