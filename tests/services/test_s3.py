"""S3: buckets read in their own Region, log buckets put right without losing what others wrote in them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, FactUnreadable, Read, Status, Step, Write
from hardpan.services.cloudtrail.examples import ACCOUNT, TRAIL
from hardpan.services.s3.bucket_policy import public
from hardpan.services.s3.collect import buckets, idle_buckets, log_buckets
from hardpan.services.s3.examples import (
    BUCKET,
    LOG_BUCKET,
    LOG_STATEMENTS,
    PUBLIC_BUCKET,
    PUBLIC_STATEMENT,
    policy_of,
)
from hardpan.services.s3.facts import Encryption, IdleBucket, Lock, LogBucket
from hardpan.services.s3.lifecycle import keep_and_expire
from hardpan.services.s3control.examples import PUBLIC_ACCESS
from hardpan.services.s3control.facts import ALL_BLOCKED
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

HERE = ACCOUNT.place
LOGS = LOG_BUCKET.resource
TRAIL_SEEN = {
    "TrailARN": TRAIL.arn,
    "Name": TRAIL.name,
    "HomeRegion": "eu-west-1",
    "S3BucketName": LOG_BUCKET.name,
}
ANSWERS: dict[str, Any] = {
    "ec2:DescribeRegions": {"Regions": [{"RegionName": "eu-west-1"}, {"RegionName": "us-east-1"}]},
    "cloudtrail:DescribeTrails": {"trailList": [TRAIL_SEEN]},
    "s3:ListBuckets": {
        "Buckets": [
            {"Name": "photos", "BucketRegion": "us-east-1"},
            {"Name": LOG_BUCKET.name, "BucketRegion": "eu-west-1"},
        ]
    },
    "s3:GetPublicAccessBlock": {"PublicAccessBlockConfiguration": ALL_BLOCKED.parameters()},
    "s3:GetBucketPolicyStatus": {"PolicyStatus": {"IsPublic": False}},
    "s3:GetBucketPolicy": {"Policy": LOG_BUCKET.policy},
    "s3:GetBucketOwnershipControls": {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
    "s3:GetBucketVersioning": {"Status": "Enabled"},
    "s3:GetBucketLifecycleConfiguration": {
        "Rules": list(LOG_BUCKET.lifecycle_rules),
        "TransitionDefaultMinimumObjectSize": "all_storage_classes_128K",
    },
    "s3:GetObjectLockConfiguration": {
        "ObjectLockConfiguration": {
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 1}},
        }
    },
    "s3:GetBucketEncryption": {
        "ServerSideEncryptionConfiguration": {
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms",
                        "KMSMasterKeyID": LOG_BUCKET.encryption.key,
                    },
                    "BucketKeyEnabled": True,
                }
            ]
        }
    },
}
SUPPLIER = {
    "Effect": "Allow",
    "Principal": {"AWS": ["arn:aws:iam::999988887777:root", "arn:aws:iam::111122223333:role/archive"]},
    "Action": "s3:PutObject",
    "Resource": f"{LOGS}/*",
}


def test_a_log_bucket_is_read_whole() -> None:
    sent: list[Read] = []
    assert drive(log_buckets(HERE), ANSWERS, sent) == [LOG_BUCKET]
    assert {read.region for read in sent if read.service == "s3" and read.operation != "ListBuckets"} == {"eu-west-1"}


def test_a_bucket_that_never_had_anything_set_is_read_as_that() -> None:
    empty = {action: None for action in ANSWERS if action.startswith("s3:Get")} | {"s3:GetBucketVersioning": {}}
    (bucket,) = drive(log_buckets(HERE), ANSWERS | empty)
    assert bucket == replace(
        LOG_BUCKET,
        block=None,
        ownership=None,
        versioning=None,
        policy=None,
        lifecycle_rules=(),
        smallest_to_move=None,
        lock=None,
        encryption=Encryption("AES256", None, bucket_key=False),
    )


def test_a_lock_that_keeps_nothing_by_itself_is_read_as_that() -> None:
    lock = {"s3:GetObjectLockConfiguration": {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}}
    (bucket,) = drive(log_buckets(HERE), ANSWERS | lock)
    assert bucket.lock == Lock(None, 0)


@pytest.mark.parametrize("hidden", [action for action in ANSWERS if action.startswith("s3:Get")])
def test_a_refused_detail_leaves_the_others_readable(hidden: str) -> None:
    (bucket,) = drive(log_buckets(HERE), ANSWERS | {hidden: denied(hidden)})
    assert bucket.name == LOG_BUCKET.name
    found = evaluate(
        [CONTROLS[f"s3.log_bucket_{name}"] for name in ("hardened", "policy", "retention", "locked", "encrypted")],
        Snapshot.of(bucket),
        EXAMPLE,
    )
    assert {finding.status for finding in found} <= {Status.PASS, Status.UNKNOWN}
    assert Status.UNKNOWN in {finding.status for finding in found}


def test_the_bucket_of_another_account_is_no_log_bucket_of_ours() -> None:
    elsewhere = ANSWERS | {"cloudtrail:DescribeTrails": {"trailList": [{**TRAIL_SEEN, "S3BucketName": "theirs"}]}}
    assert drive(log_buckets(HERE), elsewhere) == []
    assert [bucket.name for bucket in drive(idle_buckets(HERE), elsewhere)] == [LOG_BUCKET.name, "photos"]


def test_idle_buckets_are_not_read_where_a_log_bucket_is() -> None:
    sent: list[Read] = []
    assert drive(idle_buckets(HERE), ANSWERS, sent) == []
    assert sent[-1].operation == "ListBuckets"


def test_a_hidden_region_hides_no_log_bucket_that_is_known() -> None:
    def partly(read: Read) -> Any:
        return denied("cloudtrail:DescribeTrails") if read.region == "us-east-1" else {"trailList": [TRAIL_SEEN]}

    known, hidden = drive(log_buckets(HERE), ANSWERS | {"cloudtrail:DescribeTrails": partly})
    assert known == LOG_BUCKET
    with pytest.raises(FactUnreadable):
        bool(hidden.versioning)


def test_the_policy_of_a_bucket_is_read_only_where_it_is_public() -> None:
    def status(read: Read) -> Any:
        return {"PolicyStatus": {"IsPublic": read.parameters["Bucket"] == "photos"}}

    sent: list[Read] = []
    public_one = {"s3:GetBucketPolicyStatus": status, "s3:GetBucketPolicy": {"Policy": PUBLIC_BUCKET.public_policy}}
    logs, photos = drive(buckets(HERE), ANSWERS | public_one, sent)
    assert (logs.policy_is_public, logs.public_policy) == (False, None)
    assert photos == replace(PUBLIC_BUCKET, region="us-east-1", block=ALL_BLOCKED)
    assert [read.parameters["Bucket"] for read in sent if read.operation == "GetBucketPolicy"] == ["photos"]


def test_a_refused_policy_status_is_not_taken_for_private() -> None:
    action = "s3:GetBucketPolicyStatus"
    found = drive(buckets(HERE), ANSWERS | {action: denied(action)})
    findings = evaluate([CONTROLS["s3.buckets_private"]], Snapshot.of(*found, PUBLIC_ACCESS), EXAMPLE)
    assert [finding.status for finding in findings] == [Status.UNKNOWN] * 2


def planned(operation: str, *facts: Any, want: Any = EXAMPLE) -> list[Step]:
    return steps_of(operation, want, Snapshot.of(ACCOUNT, *facts))


def document(step: Step) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(step.write.parameters["Policy"])["Statement"]
    return found


def test_nothing_is_done_to_a_good_log_bucket() -> None:
    for operation in ("s3.log_bucket", "s3.log_bucket_writers", "s3.log_bucket_expiry", "s3.block_public_buckets"):
        assert planned(operation, TRAIL, LOG_BUCKET, BUCKET, PUBLIC_ACCESS) == []


def test_a_log_bucket_is_made_private_before_a_trail_is() -> None:
    steps = {step.write.operation: step for step in planned("s3.log_bucket")}
    create = steps.pop("CreateBucket")
    assert create.write.parameters["CreateBucketConfiguration"] == {"LocationConstraint": "eu-west-1"}
    assert create.undo is None
    assert {step.needs for step in steps.values()} == {frozenset({create.key})}
    assert {step.undo for step in steps.values()} == {()}
    made = replace(
        LOG_BUCKET,
        policy=steps["PutBucketPolicy"].write.parameters["Policy"],
        lifecycle_rules=tuple(
            steps["PutBucketLifecycleConfiguration"].write.parameters["LifecycleConfiguration"]["Rules"]
        ),
    )
    assert made == LOG_BUCKET


def test_us_east_1_is_no_location_constraint() -> None:
    create = planned("s3.log_bucket", want=replace(EXAMPLE, home_region="us-east-1"))[0]
    assert "CreateBucketConfiguration" not in create.write.parameters


def test_a_bucket_of_the_wanted_name_is_taken_as_it_is() -> None:
    settings = {name: getattr(LOG_BUCKET, name) for name in LogBucket.__dataclass_fields__}
    ours = IdleBucket(**{**settings, "deliveries": (), "policy": None, "versioning": None, "region": "eu-central-1"})
    other = replace(ours, name="photos")
    steps = planned("s3.log_bucket", ours, other)
    assert verbs(steps) == [f"s3.log_bucket/{verb}:{LOG_BUCKET.name}" for verb in ("policy", "versioning")]
    assert {step.place.region for step in steps} == {"eu-central-1"}
    assert document(steps[0]) == LOG_STATEMENTS
    assert steps[0].undo == (Write("s3", "DeleteBucketPolicy", Bucket=LOG_BUCKET.name),)


def test_a_poor_log_bucket_keeps_what_others_wrote() -> None:
    acl, write, tls = LOG_STATEMENTS
    unbound = {key: value for key, value in write.items() if key != "Condition"}
    month = {"ID": "month", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}
    week = keep_and_expire("temporary/", 7)
    poor = replace(
        LOG_BUCKET,
        block=None,
        ownership=None,
        versioning=None,
        policy=policy_of(acl, unbound, SUPPLIER),
        lifecycle_rules=(month, week),
    )
    steps = {step.key.split("/")[1].split(":")[0]: step for step in planned("s3.log_bucket", TRAIL, poor)}
    assert list(steps) == ["policy", "block", "ownership", "versioning", "lifecycle"]
    first, bound, supplier, last = document(steps["policy"])
    assert (first, supplier, last) == (acl, SUPPLIER, tls)
    assert bound["Condition"] == {"StringEquals": {"aws:SourceArn": [TRAIL.arn]}}
    assert steps["policy"].undo == (Write("s3", "PutBucketPolicy", Bucket=poor.name, Policy=poor.policy),)
    rules = steps["lifecycle"].write.parameters["LifecycleConfiguration"]["Rules"]
    assert rules == [{**month, "Expiration": {"Days": 730}}, week]
    assert steps["lifecycle"].write.parameters["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
    (shut_out,) = planned("s3.log_bucket_writers", TRAIL, poor)
    assert document(shut_out)[2]["Principal"] == {"AWS": ["arn:aws:iam::111122223333:role/archive"]}
    assert shut_out.undo == (Write("s3", "PutBucketPolicy", Bucket=poor.name, Policy=steps["policy"].after),)
    good = replace(
        LOG_BUCKET,
        policy=shut_out.write.parameters["Policy"],
        lifecycle_rules=tuple(rules),
    )
    assert planned("s3.log_bucket", TRAIL, good) == []
    assert statuses("s3.log_bucket_policy", good) == {Status.PASS}
    assert statuses("s3.log_bucket_retention", good) == {Status.PASS}


def statuses(control: str, *facts: Any, want: Any = EXAMPLE) -> set[Status]:
    return {finding.status for finding in evaluate([CONTROLS[control]], Snapshot.of(*facts), want)}


def test_trusted_accounts_go_on_writing() -> None:
    want = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=("999988887777",)))
    shared = replace(LOG_BUCKET, policy=policy_of(*LOG_STATEMENTS, SUPPLIER))
    assert planned("s3.log_bucket_writers", TRAIL, shared, want=want) == []


def test_another_accounts_trail_keeps_its_statement_until_somebody_consents() -> None:
    theirs = {
        **{key: value for key, value in LOG_STATEMENTS[1].items() if key != "Condition"},
        "Sid": "Theirs",
        "Resource": f"{LOGS}/AWSLogs/999988887777/*",
    }
    shared = replace(LOG_BUCKET, policy=policy_of(*LOG_STATEMENTS, theirs))
    assert planned("s3.log_bucket", TRAIL, shared) == []
    (step,) = planned("s3.log_bucket_writers", TRAIL, shared)
    assert document(step) == LOG_STATEMENTS


def test_a_second_trail_in_the_bucket_gets_statements_of_its_own() -> None:
    other = replace(LOG_BUCKET.deliveries[0], trail_arn=TRAIL.arn + "-2", prefix="second")
    (step,) = planned("s3.log_bucket", TRAIL, replace(LOG_BUCKET, deliveries=(*LOG_BUCKET.deliveries, other)))
    assert [statement["Sid"] for statement in document(step)] == [
        "AWSCloudTrailAclCheck",
        "AWSCloudTrailWrite",
        "TlsOnly",
        "AWSCloudTrailAclCheck2",
        "AWSCloudTrailWrite2",
    ]
    assert document(step)[4]["Resource"] == f"{LOGS}/second/AWSLogs/111122223333/*"


def test_a_first_rule_that_deletes_waits_for_consent_and_is_about_log_files_only() -> None:
    bare = replace(LOG_BUCKET, lifecycle_rules=())
    assert planned("s3.log_bucket", TRAIL, bare) == []
    (step,) = planned("s3.log_bucket_expiry", TRAIL, bare)
    assert step.write.parameters["LifecycleConfiguration"]["Rules"] == [keep_and_expire("AWSLogs/", 730)]
    assert step.undo == (Write("s3", "DeleteBucketLifecycle", Bucket=LOG_BUCKET.name),)


def test_short_retention_has_no_archive_to_pay_for() -> None:
    assert "Transitions" not in keep_and_expire("", 100)


def test_a_public_log_bucket_is_closed_by_its_own_operation() -> None:
    opened = {**PUBLIC_STATEMENT, "Resource": f"{LOGS}/*"}
    logs = replace(LOG_BUCKET, block=None, policy=policy_of(opened, *LOG_STATEMENTS), policy_is_public=True)
    policy, block = planned("s3.log_bucket", TRAIL, logs)
    assert document(policy) == LOG_STATEMENTS
    assert "s3.buckets_private" in policy.controls
    assert block.needs == {policy.key}
    same = replace(BUCKET, name=LOG_BUCKET.name, block=None, policy_is_public=True, public_policy=logs.policy)
    assert planned("s3.block_public_buckets", same, logs, PUBLIC_ACCESS) == []


def test_a_public_bucket_loses_its_statement_then_is_blocked() -> None:
    policy, block = planned("s3.block_public_buckets", PUBLIC_BUCKET)
    assert policy.write == Write("s3", "DeleteBucketPolicy", Bucket="photos")
    assert policy.undo == (Write("s3", "PutBucketPolicy", Bucket="photos", Policy=PUBLIC_BUCKET.public_policy),)
    assert block.needs == {policy.key}
    assert block.undo == (Write("s3", "DeletePublicAccessBlock", Bucket="photos"),)


def test_a_bucket_that_is_meant_to_be_public_is_left_alone() -> None:
    want = replace(EXAMPLE, exceptions=Exceptions(public_buckets=("photos",)))
    assert planned("s3.block_public_buckets", PUBLIC_BUCKET, want=want) == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-12345"}}, False),
        ({"StringLike": {"aws:PrincipalOrgID": "*"}}, True),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::*:distribution/*"}}, True),
        ({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}, False),
        ({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "0.0.0.0/1"]}}, True),
        ({"StringLike": {"aws:Referer": "https://example.com/*"}}, True),
    ],
)
def test_public_is_what_s3_calls_public(condition: dict[str, Any], expected: bool) -> None:
    assert public({**PUBLIC_STATEMENT, "Condition": condition}) is expected
