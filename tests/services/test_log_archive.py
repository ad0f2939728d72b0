"""The organization's trail in the account that has it, in the one that keeps its log files, and in all others."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline
from hardpan.evaluate import evaluate
from hardpan.model import (
    CONTROLS,
    Account,
    FactUnreadable,
    Place,
    Problem,
    Read,
    Ref,
    Risk,
    Status,
    Step,
    Write,
    planned_account,
)
from hardpan.services.cloudtrail.examples import SHARED_TRAIL, TRAIL
from hardpan.services.cloudtrail.facts import Trail
from hardpan.services.kms.collect import log_keys
from hardpan.services.kms.examples import LOG_KEY
from hardpan.services.kms.log_key import is_used, policy_for
from hardpan.services.organizations.examples import DESCRIBED, IN_NONE, LOGS, MANAGEMENT, MEMBERSHIP, TRUSTED
from hardpan.services.organizations.facts import Membership
from hardpan.services.s3.examples import LOG_BUCKET, PUBLIC_STATEMENT, policy_of
from hardpan.services.s3.facts import Delivery, Encryption, IdleBucket, Lock, LogBucket
from hardpan.services.s3.log_policy import cloudtrail_writes, tls_only
from hardpan.services.s3control.facts import ALL_BLOCKED
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

MANAGER, KEEPER = Place(MANAGEMENT.id), Place(LOGS.id)
WANT = replace(DESCRIBED, profile="team", consent=("organizations.accounts", "organizations.organization"))
ENTERPRISE = replace(WANT, profile="enterprise")
NAME = "hardpan-logs-555566667777"
BUCKET, ALIAS = f"arn:aws:s3:::{NAME}", "arn:aws:kms:eu-west-1:555566667777:alias/hardpan-logs"
ORGANIZATION = "o-exampleorgid"
TRAIL_ARN = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/hardpan-trail"
LET_IN = replace(TRUSTED, principals=("cloudtrail.amazonaws.com",))
DELIVERY = Delivery(TRAIL_ARN, "", organization=True)
COPY = replace(SHARED_TRAIL, place=KEEPER)
ARCHIVE = replace(
    LOG_BUCKET,
    place=KEEPER,
    name=NAME,
    deliveries=(DELIVERY,),
    policy=policy_of(*cloudtrail_writes(BUCKET, [DELIVERY], ORGANIZATION), tls_only(BUCKET)),
    encryption=Encryption("aws:kms", SHARED_TRAIL.key, bucket_key=True),
)
EVERY = (
    "s3.log_bucket",
    "s3.log_bucket_lock",
    "s3.log_bucket_compliance",
    "s3.log_bucket_key",
    "s3.log_bucket_writers",
    "s3.log_bucket_expiry",
    "kms.log_key",
    "cloudtrail.audit_trail",
    "cloudtrail.organization_trail",
)


def seen(place: Place, name: str | None, *facts: Any) -> Snapshot:
    membership = replace(MEMBERSHIP, place=place)
    known = any(isinstance(fact, Membership) for fact in facts)
    have = Snapshot.of(*(() if known else (membership,)), *facts)
    return replace(have, accounts=(Account(place=place, name=name),))


def in_management(*facts: Any, want: Baseline = WANT) -> list[Step]:
    return steps_of("cloudtrail.organization_trail", want, seen(MANAGER, None, MANAGEMENT, LOGS, LET_IN, *facts))


def in_archive(*facts: Any, want: Baseline = WANT, only: tuple[str, ...] = EVERY) -> list[Step]:
    have = seen(KEEPER, "security", *facts)
    return [step for name in only for step in steps_of(name, want, have)]


def by_verb(steps: list[Step]) -> dict[str, Step]:
    return {step.key.partition("@")[0].partition(":")[0]: step for step in steps}


# Where everything is as it should be.


def test_nothing_is_planned_where_the_trail_and_its_archive_are_good() -> None:
    assert in_management(SHARED_TRAIL) == []
    assert in_archive(COPY, ARCHIVE, LOG_KEY) == []


@pytest.mark.parametrize("trails", [(), (replace(COPY, place=Place("222233334444")),)])
def test_no_other_account_has_a_trail_or_a_bucket_of_its_own(trails: tuple[Trail, ...]) -> None:
    have = seen(Place("222233334444"), "shop", *trails)
    assert [step for name in EVERY for step in steps_of(name, WANT, have)] == []


def test_a_trail_of_a_members_own_is_verified_and_not_completed() -> None:
    shop = Place("222233334444")
    own = replace(TRAIL, place=shop, arn=TRAIL.arn.replace("111122223333", shop.account), is_logging=False)
    have = seen(shop, "shop", replace(own, log_file_validation=False))
    assert verbs([step for name in EVERY for step in steps_of(name, WANT, have)]) == [
        "cloudtrail.audit_trail/validation:hardpan-trail"
    ]


# The management account.


def test_the_trail_is_made_after_all_that_cloudtrail_looks_at() -> None:
    create, start = in_management()
    asked = create.write.parameters
    assert (asked["IsOrganizationTrail"], asked["IsMultiRegionTrail"], asked["EnableLogFileValidation"]) == (True,) * 3
    assert (asked["S3BucketName"], asked["KmsKeyId"]) == (NAME, ALIAS)
    archived = {step.key for step in in_archive()}
    assert len(archived) == 9
    assert archived <= create.needs
    assert start.needs == {create.key}
    assert {one.code for one in create.not_yet} >= {
        "CloudTrailAccessNotEnabledException",
        "InsufficientEncryptionPolicyException",
        "InsufficientS3BucketPolicyException",
        "KmsKeyNotFoundException",
        "S3BucketDoesNotExistException",
    }


def test_cloudtrail_is_let_into_the_organization_first() -> None:
    have = seen(MANAGER, None, MANAGEMENT, LOGS, TRUSTED)
    trust, create, _ = steps_of("cloudtrail.organization_trail", WANT, have)
    assert trust.write.operation == "EnableAWSServiceAccess"
    assert trust.key in create.needs


def test_a_personal_organization_pays_for_no_key() -> None:
    personal = replace(WANT, profile="personal")
    assert "KmsKeyId" not in in_management(want=personal)[0].write.parameters
    made = by_verb(in_archive(want=personal))
    assert list(made) == [f"s3.log_bucket/{verb}" for verb in ("create", "block", "policy", "versioning", "lifecycle")]
    assert "ObjectLockEnabledForBucket" not in made["s3.log_bucket/create"].write.parameters


def test_an_account_to_be_made_is_named_by_what_stands_for_it() -> None:
    have = seen(MANAGER, None, MANAGEMENT, LET_IN)
    create, _ = steps_of("cloudtrail.organization_trail", WANT, have)
    assert create.write.parameters["S3BucketName"] == f"hardpan-logs-{planned_account(1)}"
    assert "organizations.accounts/create:security@111122223333" in create.needs


def test_until_somebody_agrees_to_an_organization_the_account_has_a_trail_of_its_own() -> None:
    undecided = replace(WANT, consent=())
    alone = seen(MANAGER, None, IN_NONE)
    assert steps_of("cloudtrail.organization_trail", undecided, alone) == []
    assert verbs(steps_of("cloudtrail.audit_trail", undecided, alone)) == [
        "cloudtrail.audit_trail/create",
        "cloudtrail.audit_trail/start",
    ]
    assert steps_of("cloudtrail.audit_trail", WANT, alone) == []
    without_keeper = seen(MANAGER, None, MANAGEMENT, LET_IN)
    assert steps_of("cloudtrail.organization_trail", undecided, without_keeper) == []
    assert len(steps_of("cloudtrail.audit_trail", undecided, without_keeper)) == 2


def test_a_trail_of_the_accounts_own_becomes_the_organizations_without_a_pause() -> None:
    (widen,) = in_management(replace(TRAIL, prefix="audit"))
    assert widen.write.operation == "UpdateTrail"
    asked = widen.write.parameters
    assert (asked["IsOrganizationTrail"], asked["S3BucketName"], asked["S3KeyPrefix"]) == (True, NAME, "")
    assert in_management(replace(TRAIL, name="mine", arn=f"{TRAIL.arn}-2"))[0].write.operation == "CreateTrail"
    assert widen.undo is not None
    back = widen.undo[0].parameters
    assert set(back) == set(asked)
    assert (back["IsOrganizationTrail"], back["S3BucketName"], back["S3KeyPrefix"], back["KmsKeyId"]) == (
        False,
        TRAIL.bucket,
        "audit",
        "",
    )


def test_what_becomes_the_organizations_trail_is_started_where_it_is_stopped() -> None:
    steps = in_management(replace(TRAIL, is_logging=False, event_selectors=()))
    assert [step.write.operation for step in steps] == ["UpdateTrail", "PutEventSelectors", "StartLogging"]
    assert steps[2].needs == {steps[0].key}


def test_a_trail_of_the_organization_is_put_right_where_it_is() -> None:
    poor = replace(SHARED_TRAIL, name="acme", multi_region=False, log_file_validation=False, key=None, bucket="acme")
    regions, validation, key = in_management(poor)
    assert verbs([regions, validation, key]) == [
        f"cloudtrail.organization_trail/{verb}:acme" for verb in ("regions", "validation", "key")
    ]
    assert "cloudtrail.organization_trail" in regions.controls
    assert validation.controls == ("cloudtrail.log_file_validation",)
    assert key.write == Write("cloudtrail", "UpdateTrail", Name=SHARED_TRAIL.arn, KmsKeyId=ALIAS)
    assert key.undo == (Write("cloudtrail", "UpdateTrail", Name=SHARED_TRAIL.arn, KmsKeyId=""),)
    assert "kms.log_key/alias@555566667777/eu-west-1" in key.needs


def test_no_change_of_it_is_asked_for_before_cloudtrail_is_let_in() -> None:
    poor = replace(SHARED_TRAIL, multi_region=False, log_file_validation=False, key=None, is_logging=False)
    have = seen(MANAGER, None, MANAGEMENT, LOGS, TRUSTED, poor)
    trust, *steps = steps_of("cloudtrail.organization_trail", WANT, have)
    assert trust.write.operation == "EnableAWSServiceAccess"
    assert len(steps) == 4
    for step in steps:
        assert trust.key in step.needs
        assert "CloudTrailAccessNotEnabledException" in {one.code for one in step.not_yet}


def test_an_account_of_another_name_is_not_taken_for_the_one_that_keeps_the_logs() -> None:
    other = replace(LOGS, name="audit")
    with pytest.raises(Problem, match="is called audit, not security"):
        steps_of("cloudtrail.organization_trail", WANT, seen(MANAGER, None, MANAGEMENT, other, LET_IN))


def test_a_trail_of_its_own_beside_the_organizations_is_verified_and_no_more() -> None:
    own = replace(TRAIL, log_file_validation=False, is_logging=False)
    whole = replace(SHARED_TRAIL, arn=f"{TRAIL_ARN}-2", name="all")
    assert in_management(whole, own) == []
    have = seen(MANAGER, None, MANAGEMENT, LOGS, LET_IN, whole, own)
    assert verbs(steps_of("cloudtrail.audit_trail", WANT, have)) == ["cloudtrail.audit_trail/validation:hardpan-trail"]


def test_a_trail_whose_bucket_is_gone_gets_the_archive() -> None:
    lost = replace(SHARED_TRAIL, bucket="gone", delivery_error="NoSuchBucket")
    (housed,) = in_management(lost)
    assert housed.write.parameters["S3BucketName"] == NAME
    made = by_verb(in_archive(replace(COPY, bucket="gone", delivery_error="NoSuchBucket")))
    assert made["s3.log_bucket/create"].key in housed.needs
    assert "kms.log_key/create" not in made, "the trail has a key that fits"


@pytest.mark.parametrize("name", ["aws-controltower-BaselineCloudTrail", "acme"])
def test_control_towers_trail_and_bucket_are_left_alone(name: str) -> None:
    managed = replace(SHARED_TRAIL, name=name, arn=TRAIL_ARN.replace("hardpan-trail", name), key=None)
    gathering = replace(ARCHIVE, deliveries=(replace(DELIVERY, trail_arn=managed.arn),), policy=None, lock=None)
    untouched = name != "acme"
    assert (in_management(managed) == []) is untouched
    assert (in_archive(replace(managed, place=KEEPER), gathering) == []) is untouched


def test_members_that_are_hidden_plan_nothing() -> None:
    have = seen(KEEPER, "security")
    hidden = denied("organizations:DescribeOrganization", KEEPER)
    have = replace(have, facts={**have.facts, (Membership, KEEPER): hidden})
    for name in ("cloudtrail.audit_trail", "s3.log_bucket", "kms.log_key"):
        with pytest.raises(FactUnreadable):
            steps_of(name, WANT, have)
        assert steps_of(name, replace(WANT, organization=EXAMPLE.organization), seen(KEEPER, "x", COPY, ARCHIVE)) == []


# The account that keeps the log files.


def test_the_archive_is_made_as_it_should_be() -> None:
    made = by_verb(in_archive())
    create, key = made.pop("s3.log_bucket/create"), made.pop("kms.log_key/create")
    assert create.write.parameters["ObjectLockEnabledForBucket"] is True
    assert key.needs == {create.key}, "where no bucket is, no key is looked for"
    assert made["s3.log_bucket/policy"].write.parameters["Policy"] == ARCHIVE.policy
    assert made["s3.log_bucket/lock"].write.parameters["ObjectLockConfiguration"] == {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 365}},
    }
    (rule,) = made["s3.log_bucket/encryption"].write.parameters["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == Ref(key.key, "KeyMetadata.Arn")
    assert key.key in made["s3.log_bucket/encryption"].needs
    assert json.loads(key.write.parameters["Policy"]) == policy_for(KEEPER, [TRAIL_ARN])
    assert (key.monthly_cost_usd, key.undo) == (1.0, None)
    assert made["kms.log_key/rotate"].write.parameters["RotationPeriodInDays"] == 365


def test_the_policy_is_the_one_that_aws_documents() -> None:
    acl, write, whole, tls = json.loads(str(ARCHIVE.policy))["Statement"]
    service = {"Service": "cloudtrail.amazonaws.com"}
    assert {json.dumps(one["Principal"]) for one in (acl, write, whole)} == {json.dumps(service)}
    assert (acl["Action"], acl["Resource"]) == ("s3:GetBucketAcl", BUCKET)
    assert write["Resource"] == f"{BUCKET}/AWSLogs/111122223333/*"
    assert whole["Resource"] == f"{BUCKET}/AWSLogs/{ORGANIZATION}/*"
    given = {"aws:SourceArn": TRAIL_ARN, "s3:x-amz-acl": "bucket-owner-full-control"}
    assert write["Condition"] == whole["Condition"] == {"StringEquals": given}
    assert tls["Effect"] == "Deny"


def test_an_archive_that_was_left_half_made_is_finished_by_the_same_steps() -> None:
    """Keys and requests are those of making it: what was approved then is what is done now."""
    made = by_verb(in_archive())
    settings = {name: getattr(ARCHIVE, name) for name in LogBucket.__dataclass_fields__}
    half = IdleBucket(
        **{
            **settings,
            "deliveries": (),
            "policy": None,
            "block": None,
            "lock": Lock(None, 0),
            "encryption": Encryption("AES256", None, bucket_key=False),
        }
    )
    finished = by_verb(in_archive(half, only=("s3.log_bucket", "kms.log_key")))
    names = [f"s3.log_bucket/{verb}" for verb in ("policy", "block", "lock", "encryption")]
    assert list(finished) == [*names, "kms.log_key/create", "kms.log_key/alias", "kms.log_key/rotate"]
    for name, step in finished.items():
        assert (step.key, step.write) == (made[name].key, made[name].write)


def test_a_key_that_is_there_is_used() -> None:
    made = by_verb(in_archive(LOG_KEY))
    assert not [name for name in made if name.startswith("kms.")]
    (rule,) = made["s3.log_bucket/encryption"].write.parameters["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == LOG_KEY.arn


def test_the_archive_is_put_right_and_what_others_wrote_in_it_stays() -> None:
    acl, write, whole, _ = json.loads(str(ARCHIVE.policy))["Statement"]
    unbound = {key: value for key, value in whole.items() if key != "Condition"}
    reader = {**PUBLIC_STATEMENT, "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Resource": f"{BUCKET}/*"}
    poor = replace(ARCHIVE, policy=policy_of(acl, unbound, reader), versioning=None)
    policy, versioning = in_archive(COPY, poor, LOG_KEY, only=("s3.log_bucket",))
    document = json.loads(policy.write.parameters["Policy"])["Statement"]
    assert document[1] == {**unbound, "Condition": {"StringEquals": {"aws:SourceArn": [TRAIL_ARN]}}}
    assert document[2] == reader
    assert write in document
    assert policy.undo == (Write("s3", "PutBucketPolicy", Bucket=NAME, Policy=poor.policy),)
    assert versioning.write.operation == "PutBucketVersioning"
    good = replace(ARCHIVE, policy=policy.write.parameters["Policy"])
    have = seen(KEEPER, "security", good)
    assert {one.status for one in evaluate([CONTROLS["s3.log_bucket_policy"]], have, WANT)} == {Status.PASS}


def test_whoever_writes_to_the_archive_and_is_nobody_of_ours_waits_for_consent() -> None:
    supplier = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
        "Action": "s3:PutObject",
        "Resource": f"{BUCKET}/*",
    }
    both = json.loads(str(ARCHIVE.policy))["Statement"]
    shared = replace(ARCHIVE, policy=policy_of(*both, supplier))
    assert in_archive(COPY, shared, LOG_KEY, only=("s3.log_bucket",)) == []
    (step,) = in_archive(COPY, shared, LOG_KEY, only=("s3.log_bucket_writers",))
    assert json.loads(step.write.parameters["Policy"])["Statement"] == both


def test_a_bucket_of_somebody_elses_is_closed_to_the_public_and_its_policy_left_to_a_person() -> None:
    theirs = replace(DELIVERY, trail_arn="arn:aws:cloudtrail:eu-west-1:999988887777:trail/all")
    everybody = {**PUBLIC_STATEMENT, "Resource": f"{BUCKET}/*"}
    gathering = replace(
        ARCHIVE, deliveries=(DELIVERY, theirs), block=None, policy=policy_of(everybody), policy_is_public=True
    )
    have = seen(KEEPER, "security", COPY, gathering, LOG_KEY)
    (block,) = steps_of("s3.log_bucket", WANT, have)
    assert block.write.parameters["PublicAccessBlockConfiguration"] == ALL_BLOCKED.parameters()
    assert (block.needs, block.controls, block.risk) == (frozenset(), ("s3.log_bucket_hardened",), Risk.DISRUPTIVE)
    control = CONTROLS["s3.log_bucket_policy"]
    (found,) = evaluate([control], have, WANT)
    assert found.status is Status.FAIL
    assert "the policy is public" in found.message
    assert "plain HTTP is accepted" in found.message
    assert control.human


def test_a_block_waits_for_the_policy_only_where_that_is_put_right() -> None:
    everybody = {**PUBLIC_STATEMENT, "Resource": f"{BUCKET}/*"}
    opened = replace(ARCHIVE, block=None, policy=policy_of(everybody), policy_is_public=True)
    policy, block = in_archive(COPY, opened, LOG_KEY, only=("s3.log_bucket",))
    assert block.needs == {policy.key}
    closed = replace(ARCHIVE, block=None)
    (alone,) = in_archive(COPY, closed, LOG_KEY, only=("s3.log_bucket",))
    assert alone.needs == frozenset()


# Object Lock.


def locks(want: Baseline, lock: Lock | None) -> list[tuple[str, Lock, Risk]]:
    steps = in_archive(
        COPY,
        replace(ARCHIVE, lock=lock),
        LOG_KEY,
        want=want,
        only=("s3.log_bucket", "s3.log_bucket_lock", "s3.log_bucket_compliance"),
    )
    kept = [step.write.parameters["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] for step in steps]
    return [
        (step.key.partition("/")[0], Lock(one["Mode"], one["Days"]), step.risk)
        for step, one in zip(steps, kept, strict=True)
    ]


def test_a_lock_is_turned_on_by_consent_and_lengthened_without() -> None:
    governance = Lock("GOVERNANCE", 365)
    assert locks(WANT, None) == [("s3.log_bucket_lock", governance, Risk.IRREVERSIBLE)]
    assert locks(WANT, Lock(None, 0)) == [("s3.log_bucket", governance, Risk.DISRUPTIVE)]
    assert locks(WANT, Lock("GOVERNANCE", 30)) == [("s3.log_bucket", governance, Risk.DISRUPTIVE)]
    assert locks(WANT, Lock("COMPLIANCE", 30)) == [("s3.log_bucket", Lock("COMPLIANCE", 365), Risk.IRREVERSIBLE)]
    assert locks(WANT, Lock("GOVERNANCE", 3650)) == locks(WANT, Lock("COMPLIANCE", 365)) == []


def test_compliance_is_set_by_its_own_consent_and_governance_until_then() -> None:
    agreed = replace(ENTERPRISE, consent=(*ENTERPRISE.consent, "s3.log_bucket_compliance"))
    compliance = ("s3.log_bucket_compliance", Lock("COMPLIANCE", 365), Risk.IRREVERSIBLE)
    assert locks(agreed, None) == [compliance]
    assert locks(agreed, Lock("GOVERNANCE", 365)) == [compliance]
    assert locks(agreed, Lock(None, 0)) == [("s3.log_bucket", *compliance[1:])]
    governance = Lock("GOVERNANCE", 365)
    assert locks(ENTERPRISE, None) == [("s3.log_bucket_lock", governance, Risk.IRREVERSIBLE), compliance]
    assert locks(ENTERPRISE, governance) == [compliance]
    assert locks(ENTERPRISE, Lock("GOVERNANCE", 3650)) == [(compliance[0], Lock("COMPLIANCE", 3650), compliance[2])]
    made, unasked = (by_verb(in_archive(want=want))["s3.log_bucket/lock"] for want in (agreed, ENTERPRISE))
    assert (made.risk, unasked.risk) == (Risk.IRREVERSIBLE, Risk.SAFE)


def test_versioning_stays_where_object_lock_comes_after_it() -> None:
    bare = replace(ARCHIVE, lock=None, versioning=None)
    agreed = replace(WANT, consent=("s3.log_bucket_lock",))
    (kept,) = in_archive(COPY, bare, LOG_KEY, want=agreed, only=("s3.log_bucket",))
    assert kept.undo is None
    (taken_back,) = in_archive(COPY, bare, LOG_KEY, only=("s3.log_bucket",))
    assert taken_back.undo == (
        Write("s3", "PutBucketVersioning", Bucket=NAME, VersioningConfiguration={"Status": "Suspended"}),
    )


# The key.


def test_a_bucket_that_others_write_to_gets_its_key_by_consent() -> None:
    plain = replace(ARCHIVE, encryption=Encryption("AES256", None, bucket_key=False))
    config = {
        "Effect": "Allow",
        "Principal": {"Service": "config.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{BUCKET}/AWSLogs/555566667777/Config/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": "555566667777"}},
    }
    shared = replace(plain, policy=policy_of(*json.loads(str(ARCHIVE.policy))["Statement"], config))
    key = ("s3.log_bucket", "s3.log_bucket_key")
    assert verbs(in_archive(COPY, plain, LOG_KEY, only=key)) == [f"s3.log_bucket/encryption:{NAME}"]
    (step,) = in_archive(COPY, shared, LOG_KEY, only=key)
    assert verbs([step]) == [f"s3.log_bucket_key/encryption:{NAME}"]
    assert step.undo[0].parameters["ServerSideEncryptionConfiguration"]["Rules"] == [  # type: ignore[index]
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}
    ]


def test_a_key_that_cloudtrail_may_not_use_is_put_right_and_what_others_wrote_stays() -> None:
    theirs = {"Sid": "Theirs", "Effect": "Allow", "Principal": "*", "Action": "kms:Encrypt", "Resource": "*"}
    other = policy_for(KEEPER, [TRAIL_ARN + "-2"])
    shut = replace(LOG_KEY, state="Disabled", policy=json.dumps({**other, "Statement": [*other["Statement"], theirs]}))
    enable, policy = in_archive(COPY, ARCHIVE, shut)
    assert verbs([enable, policy]) == ["kms.log_key/enable", "kms.log_key/policy"]
    written = policy.write.parameters["Policy"]
    assert theirs in json.loads(written)["Statement"]
    assert is_used(written, LOG_KEY.arn, TRAIL_ARN, ORGANIZATION)
    assert not is_used(written, LOG_KEY.arn, TRAIL_ARN + "-3", ORGANIZATION)
    assert policy.undo == (Write("kms", "PutKeyPolicy", KeyId=LOG_KEY.arn, PolicyName="default", Policy=shut.policy),)


def test_a_key_is_looked_for_where_log_buckets_and_organization_trails_are() -> None:
    told = {"TrailARN": TRAIL_ARN, "Name": "x", "HomeRegion": "eu-west-1", "S3BucketName": NAME}
    buckets = [{"Name": NAME, "BucketRegion": "eu-north-1"}, {"Name": "photos", "BucketRegion": "us-east-1"}]

    def aliases(read: Read) -> Any:
        named = {"AliasName": "alias/hardpan-logs", "TargetKeyId": "1234abcd"}
        return {"Aliases": [{"AliasName": "alias/aws/s3"}, *([named] if read.region == "eu-north-1" else [])]}

    answers = {
        "ec2:DescribeRegions": {"Regions": [{"RegionName": "eu-west-1"}]},
        "cloudtrail:DescribeTrails": {"trailList": [{**told, "IsOrganizationTrail": True}]},
        "s3:ListBuckets": {"Buckets": buckets},
        "kms:ListAliases": aliases,
        "kms:DescribeKey": {"KeyMetadata": {"Arn": LOG_KEY.arn, "KeyState": "Enabled"}},
        "kms:GetKeyPolicy": {"Policy": LOG_KEY.policy},
    }
    sent: list[Read] = []
    assert drive(log_keys(KEEPER), answers, sent) == [LOG_KEY]
    assert [read.region for read in sent if read.operation == "ListAliases"] == ["eu-north-1", "eu-west-1"]
    sent.clear()
    assert drive(log_keys(KEEPER), {**answers, "cloudtrail:DescribeTrails": {"trailList": []}}, sent) == [LOG_KEY]
    assert [read.region for read in sent if read.operation == "ListAliases"] == ["eu-north-1", "us-east-1"]
