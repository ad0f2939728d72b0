"""S3: plain HTTP denied, access to log buckets noted, MFA Delete and what is stronger."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import FactUnreadable, Read, Step, Write
from hardpan.services.cloudtrail.examples import ACCOUNT, TRAIL
from hardpan.services.s3.access_log import noted_in
from hardpan.services.s3.collect import access_logging, bucket_policies
from hardpan.services.s3.examples import (
    ACCESS_LOGGING,
    LOG_BUCKET,
    PUBLIC_BUCKET,
    PUBLIC_STATEMENT,
    TLS_BUCKET,
    policy_of,
)
from hardpan.services.s3.facts import BucketPolicy
from hardpan.services.s3.log_policy import tls_only
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs
from services.test_s3 import ANSWERS, HERE

services.load()

TEAM = replace(EXAMPLE, profile="team")
NOTES = f"{LOG_BUCKET.name}-access"
OWN = {
    "Sid": "TlsOnly",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/x"},
    "Action": "s3:GetObject",
    "Resource": f"{TLS_BUCKET.resource}/*",
}


def planned(operation: str, *facts: Any, want: Baseline = TEAM) -> list[Step]:
    return steps_of(operation, want, Snapshot.of(ACCOUNT, *facts))


def document(step: Step) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(step.write.parameters["Policy"])
    return read


# Plain HTTP


def test_each_policy_is_asked_for_once_in_the_region_of_its_bucket() -> None:
    sent: list[Read] = []
    answers = ANSWERS | {
        "s3:GetBucketPolicy": lambda read: None if read.parameters["Bucket"] == "photos" else {"Policy": "{}"}
    }
    logs, photos = drive(bucket_policies(HERE), answers, sent)
    assert (logs.name, logs.policy, photos.name, photos.policy) == (LOG_BUCKET.name, "{}", "photos", None)
    assert [read.region for read in sent[1:]] == ["eu-west-1", "us-east-1"]


def test_a_refused_policy_is_not_taken_for_none() -> None:
    found = drive(bucket_policies(HERE), ANSWERS | {"s3:GetBucketPolicy": denied("s3:GetBucketPolicy")})
    with pytest.raises(FactUnreadable):
        bool(found[0].policy)


def test_a_statement_is_added_to_what_is_there_under_a_name_of_its_own() -> None:
    bucket = replace(TLS_BUCKET, policy=policy_of(OWN))
    (step,) = planned("s3.deny_plain_http", bucket)
    kept, added = document(step)["Statement"]
    assert kept == OWN
    assert added == {**tls_only(TLS_BUCKET.resource), "Sid": "TlsOnly2"}
    assert step.undo == (Write("s3", "PutBucketPolicy", Bucket="photos", Policy=bucket.policy),)


def test_a_bucket_without_a_policy_gets_one_and_loses_it_on_undo() -> None:
    (step,) = planned("s3.deny_plain_http", replace(TLS_BUCKET, policy=None))
    assert document(step)["Statement"] == [tls_only(TLS_BUCKET.resource)]
    assert step.undo == (Write("s3", "DeleteBucketPolicy", Bucket="photos"),)


def test_nothing_is_done_to_good_buckets_log_buckets_and_websites() -> None:
    bare = replace(TLS_BUCKET, policy=None)
    assert planned("s3.deny_plain_http", TLS_BUCKET) == []
    assert planned("s3.deny_plain_http", replace(bare, name=LOG_BUCKET.name), LOG_BUCKET) == []
    website = replace(TEAM, exceptions=Exceptions(public_buckets=("photos",)))
    assert planned("s3.deny_plain_http", bare, want=website) == []


def test_a_public_policy_is_changed_only_after_it_stopped_being_one() -> None:
    bucket = replace(TLS_BUCKET, policy=policy_of(PUBLIC_STATEMENT))
    assert planned("s3.deny_plain_http", bucket, PUBLIC_BUCKET) == []
    agreed = replace(TEAM, consent=("s3.block_public_buckets",))
    (step,) = planned("s3.deny_plain_http", bucket, PUBLIC_BUCKET, want=agreed)
    assert document(step)["Statement"] == [tls_only(TLS_BUCKET.resource)]
    assert step.needs == {"s3.block_public_buckets/policy:photos@111122223333/eu-west-1"}
    assert step.undo == (Write("s3", "DeleteBucketPolicy", Bucket="photos"),)


# Access logs


def test_only_log_buckets_are_asked_where_access_is_noted() -> None:
    sent: list[Read] = []
    told = {"LoggingEnabled": {"TargetBucket": NOTES, "TargetPrefix": ""}}
    assert drive(access_logging(HERE), ANSWERS | {"s3:GetBucketLogging": told}, sent) == [ACCESS_LOGGING]
    assert [read.parameters for read in sent if read.operation == "GetBucketLogging"] == [{"Bucket": LOG_BUCKET.name}]
    (nothing,) = drive(access_logging(HERE), ANSWERS | {"s3:GetBucketLogging": {}})
    assert nothing.target is None


def test_a_refused_answer_is_not_taken_for_off() -> None:
    (found,) = drive(access_logging(HERE), ANSWERS | {"s3:GetBucketLogging": denied("s3:GetBucketLogging")})
    with pytest.raises(FactUnreadable):
        bool(found.target)


def test_notes_get_a_bucket_of_their_own_before_they_are_taken() -> None:
    steps = planned("s3.log_bucket_access_log", replace(ACCESS_LOGGING, target=None), LOG_BUCKET, TRAIL)
    assert verbs(steps) == [
        f"s3.log_bucket_access_log/{verb}:{LOG_BUCKET.name}"
        for verb in ("create", "block", "policy", "lifecycle", "enable")
    ]
    create, *settings, enable = steps
    assert {step.needs for step in settings} == {frozenset({create.key})}
    assert {step.key for step in steps} - {enable.key} <= enable.needs
    policy = document(next(step for step in settings if step.write.operation == "PutBucketPolicy"))
    writes, tls = policy["Statement"]
    assert writes["Condition"] == {
        "ArnLike": {"aws:SourceArn": LOG_BUCKET.resource},
        "StringEquals": {"aws:SourceAccount": "111122223333"},
    }
    assert tls["Effect"] == "Deny"
    assert enable.undo == (Write("s3", "PutBucketLogging", Bucket=LOG_BUCKET.name, BucketLoggingStatus={}),)


def test_a_bucket_that_takes_notes_on_itself_is_told_to_take_them_elsewhere() -> None:
    itself = replace(ACCESS_LOGGING, target=LOG_BUCKET.name, prefix="access/")
    back = {"LoggingEnabled": {"TargetBucket": LOG_BUCKET.name, "TargetPrefix": "access/"}}
    enable = planned("s3.log_bucket_access_log", itself, LOG_BUCKET, TRAIL)[-1]
    assert enable.undo == (Write("s3", "PutBucketLogging", Bucket=LOG_BUCKET.name, BucketLoggingStatus=back),)


def test_a_bucket_for_notes_that_is_there_is_used_as_it_is() -> None:
    off = replace(ACCESS_LOGGING, target=None)
    made = planned("s3.log_bucket_access_log", off, LOG_BUCKET, TRAIL)
    policy = next(step.write.parameters["Policy"] for step in made if step.write.operation == "PutBucketPolicy")
    there = BucketPolicy(place=HERE, name=NOTES, region="eu-west-1", policy=policy)
    assert verbs(planned("s3.log_bucket_access_log", off, LOG_BUCKET, TRAIL, there)) == [
        f"s3.log_bucket_access_log/enable:{LOG_BUCKET.name}"
    ]
    bare = replace(there, policy=None)
    assert verbs(planned("s3.log_bucket_access_log", off, LOG_BUCKET, TRAIL, bare)) == [
        f"s3.log_bucket_access_log/{verb}:{LOG_BUCKET.name}" for verb in ("policy", "enable")
    ]


def test_nothing_is_done_where_access_is_noted_or_others_keep_their_log_files() -> None:
    assert planned("s3.log_bucket_access_log", ACCESS_LOGGING, LOG_BUCKET, TRAIL) == []
    theirs = replace(LOG_BUCKET, deliveries=(replace(LOG_BUCKET.deliveries[0], organization=True),))
    assert planned("s3.log_bucket_access_log", replace(ACCESS_LOGGING, target=None), theirs, TRAIL) == []


@pytest.mark.parametrize("length", [3, 56, 57, 63])
def test_the_bucket_for_notes_has_a_name_that_s3_takes(length: int) -> None:
    name = noted_in("a" * length)
    assert len(name) <= 63
    assert name.endswith("-access")
    assert noted_in("a" * length + "b") != name
