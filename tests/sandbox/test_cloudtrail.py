"""A trail is made only where it could write, logs only when told to, and says so when it cannot deliver."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

BUCKET, HOME, AWAY = "trail-logs", "us-east-1", "eu-west-1"


@pytest.fixture
def s3(client, account):
    s3 = client("s3", HOME)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=_policy(account))
    return s3


@pytest.fixture
def trail(client, s3):
    cloudtrail = client("cloudtrail", HOME)
    made = cloudtrail.create_trail(
        Name="main", S3BucketName=BUCKET, IsMultiRegionTrail=True, EnableLogFileValidation=True
    )
    return made["TrailARN"]


def test_a_bucket_must_exist_and_let_cloudtrail_write(client, account):
    cloudtrail, s3 = client("cloudtrail", HOME), client("s3", HOME)
    with pytest.raises(ClientError, match="S3BucketDoesNotExistException"):
        cloudtrail.create_trail(Name="main", S3BucketName=BUCKET)
    s3.create_bucket(Bucket=BUCKET)
    wrong = [None, _policy(account, acl_check=False), _policy("999988887777"), _policy(account, trail="another")]
    for policy in wrong:
        if policy:
            s3.put_bucket_policy(Bucket=BUCKET, Policy=policy)
        with pytest.raises(ClientError, match="InsufficientS3BucketPolicyException"):
            cloudtrail.create_trail(Name="main", S3BucketName=BUCKET)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=_policy(account, trail="main"))
    cloudtrail.create_trail(Name="main", S3BucketName=BUCKET)
    with pytest.raises(ClientError, match="TrailAlreadyExistsException"):
        cloudtrail.create_trail(Name="main", S3BucketName=BUCKET)


def test_a_prefix_moves_where_it_must_be_allowed_to_write(client, s3):
    with pytest.raises(ClientError, match="InsufficientS3BucketPolicyException"):
        client("cloudtrail", HOME).create_trail(Name="main", S3BucketName=BUCKET, S3KeyPrefix="audit")


def test_a_sixth_trail_is_one_too_many(client, s3):
    cloudtrail = client("cloudtrail", HOME)
    for number in range(5):
        cloudtrail.create_trail(Name=f"trail-{number}", S3BucketName=BUCKET)
    with pytest.raises(ClientError, match="MaximumNumberOfTrailsExceededException"):
        cloudtrail.create_trail(Name="trail-5", S3BucketName=BUCKET)


def test_a_new_trail_does_not_log_until_started_and_then_delivers(client, trail):
    cloudtrail = client("cloudtrail", HOME)
    status = cloudtrail.get_trail_status(Name=trail)
    assert status["IsLogging"] is False
    assert "LatestDeliveryTime" not in status
    cloudtrail.start_logging(Name=trail)
    status = cloudtrail.get_trail_status(Name=trail)
    assert status["IsLogging"] is True
    assert datetime.now(UTC) - status["LatestDeliveryTime"] < timedelta(minutes=1)
    assert datetime.now(UTC) - status["LatestDigestDeliveryTime"] < timedelta(minutes=1)
    assert "LatestDeliveryError" not in status
    cloudtrail.stop_logging(Name="main")
    assert cloudtrail.get_trail_status(Name="main")["IsLogging"] is False


def test_a_broken_bucket_shows_in_the_status(client, s3, trail):
    cloudtrail = client("cloudtrail", HOME)
    cloudtrail.start_logging(Name=trail)
    s3.delete_bucket_policy(Bucket=BUCKET)
    assert cloudtrail.get_trail_status(Name=trail)["LatestDeliveryError"] == "AccessDenied"
    s3.delete_bucket(Bucket=BUCKET)
    assert cloudtrail.get_trail_status(Name=trail)["LatestDeliveryError"] == "NoSuchBucket"


def test_a_multi_region_trail_is_seen_elsewhere_and_changed_only_at_home(client, trail):
    away = client("cloudtrail", AWAY)
    (shadow,) = away.describe_trails()["trailList"]
    assert (shadow["TrailARN"], shadow["HomeRegion"]) == (trail, HOME)
    assert away.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert away.get_trail(Name=trail)["Trail"]["IsMultiRegionTrail"] is True
    assert away.get_trail_status(Name=trail)["IsLogging"] is False
    assert away.get_event_selectors(TrailName=trail)["TrailARN"] == trail
    for change in (
        lambda: away.start_logging(Name=trail),
        lambda: away.update_trail(Name=trail, EnableLogFileValidation=False),
        lambda: away.delete_trail(Name=trail),
        lambda: away.put_event_selectors(TrailName=trail, EventSelectors=[{"ReadWriteType": "All"}]),
    ):
        with pytest.raises(ClientError, match="InvalidHomeRegionException"):
            change()
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        away.get_trail_status(Name="main")


def test_a_single_region_trail_has_no_shadow(client, s3):
    client("cloudtrail", HOME).create_trail(Name="local", S3BucketName=BUCKET, IsMultiRegionTrail=False)
    assert client("cloudtrail", AWAY).describe_trails()["trailList"] == []


def test_trails_are_described_by_name_and_arn(client, trail):
    cloudtrail = client("cloudtrail", HOME)
    for named in (["main"], [trail], ["main", "nothing"]):
        assert [found["Name"] for found in cloudtrail.describe_trails(trailNameList=named)["trailList"]] == ["main"]
    assert cloudtrail.describe_trails(trailNameList=["nothing"])["trailList"] == []


def test_an_update_keeps_what_is_not_named(client, s3, trail):
    cloudtrail = client("cloudtrail", HOME)
    cloudtrail.update_trail(Name=trail, EnableLogFileValidation=False)
    (described,) = cloudtrail.describe_trails()["trailList"]
    assert (described["LogFileValidationEnabled"], described["IsMultiRegionTrail"]) == (False, True)
    with pytest.raises(ClientError, match="InvalidParameterCombinationException"):
        cloudtrail.update_trail(Name=trail, IncludeGlobalServiceEvents=False)
    s3.create_bucket(Bucket="without-a-policy")
    with pytest.raises(ClientError, match="InsufficientS3BucketPolicyException"):
        cloudtrail.update_trail(Name=trail, S3BucketName="without-a-policy")


def test_event_selectors_are_of_one_kind(client, trail):
    cloudtrail = client("cloudtrail", HOME)
    (everything,) = cloudtrail.get_event_selectors(TrailName=trail)["EventSelectors"]
    assert (everything["ReadWriteType"], everything["IncludeManagementEvents"]) == ("All", True)
    management = {"Name": "m", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    cloudtrail.put_event_selectors(TrailName=trail, AdvancedEventSelectors=[management])
    selectors = cloudtrail.get_event_selectors(TrailName=trail)
    assert selectors["AdvancedEventSelectors"] == [management]
    assert "EventSelectors" not in selectors
    assert cloudtrail.get_trail(Name=trail)["Trail"]["HasCustomEventSelectors"] is True
    cloudtrail.put_event_selectors(TrailName=trail, EventSelectors=[{"ReadWriteType": "WriteOnly"}])
    selectors = cloudtrail.get_event_selectors(TrailName=trail)
    assert selectors["EventSelectors"][0]["ReadWriteType"] == "WriteOnly"
    assert "AdvancedEventSelectors" not in selectors
    with pytest.raises(ClientError, match="InvalidEventSelectorsException"):
        cloudtrail.put_event_selectors(
            TrailName=trail, AdvancedEventSelectors=[{"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]}]
        )


def test_a_deleted_trail_is_gone_and_cannot_be_deleted_again(client, trail):
    cloudtrail = client("cloudtrail", HOME)
    cloudtrail.delete_trail(Name=trail)
    assert cloudtrail.describe_trails()["trailList"] == []
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        cloudtrail.delete_trail(Name=trail)


def _policy(account, *, trail=None, acl_check=True):
    """What CloudTrail's guide asks for: look at the ACL, write below AWSLogs, each for one trail when it is named."""
    source = {"aws:SourceArn": f"arn:aws:cloudtrail:{HOME}:{account}:trail/{trail}"} if trail else {}
    looking = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:GetBucketAcl",
        "Resource": f"arn:aws:s3:::{BUCKET}",
    }
    writing = {
        **looking,
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/AWSLogs/{account}/*",
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **source}},
    }
    if source:
        looking["Condition"] = {"ArnEquals": source}
    only_tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    statements = [looking, writing, only_tls] if acl_check else [writing, only_tls]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.fixture
def kms(client):
    return client("kms", HOME)


def _key_policy(account, trail="main", decrypts=True):
    """As AWS documents it; without decrypting, S3 Bucket Keys cannot be used."""
    service, arn = {"Service": "cloudtrail.amazonaws.com"}, f"arn:aws:cloudtrail:{HOME}:{account}:trail/{trail}"
    source = {"StringEquals": {"aws:SourceArn": arn}}
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{account}:trail/*"}}
    owner = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "kms:*"}
    encrypt = {"Effect": "Allow", "Principal": service, "Action": "kms:GenerateDataKey*", "Condition": source | context}
    describe = {"Effect": "Allow", "Principal": service, "Action": "kms:DescribeKey", "Condition": source}
    decrypt = {"Effect": "Allow", "Principal": service, "Action": "kms:Decrypt"}
    statements = [owner, encrypt, describe, *([decrypt] if decrypts else [])]
    return json.dumps({"Version": "2012-10-17", "Statement": [{**each, "Resource": "*"} for each in statements]})


def test_a_key_must_exist_in_the_buckets_region_and_let_cloudtrail_use_it(client, s3, kms, account):
    cloudtrail = client("cloudtrail", HOME)
    away = client("kms", AWAY).create_key(Policy=_key_policy(account))["KeyMetadata"]["Arn"]
    closed = kms.create_key()["KeyMetadata"]["Arn"]
    anothers = kms.create_key(Policy=_key_policy(account, trail="another"))["KeyMetadata"]["Arn"]
    wrong = {
        "arn:aws:s3:::trail-logs": "InvalidKmsKeyIdException",
        "alias/nothing": "KmsKeyNotFoundException",
        away: "KmsKeyNotFoundException",
        closed: "InsufficientEncryptionPolicyException",
        anothers: "InsufficientEncryptionPolicyException",
    }
    for key, code in wrong.items():
        with pytest.raises(ClientError, match=code):
            cloudtrail.create_trail(Name="main", S3BucketName=BUCKET, KmsKeyId=key)
    key = kms.create_key(Policy=_key_policy(account, decrypts=False))["KeyMetadata"]
    kms.create_alias(AliasName="alias/logs", TargetKeyId=key["KeyId"])
    named = f"arn:aws:kms:{HOME}:{account}:alias/logs"
    made = cloudtrail.create_trail(Name="main", S3BucketName=BUCKET, KmsKeyId=named)
    assert made["KmsKeyId"] == key["Arn"]
    assert cloudtrail.get_trail(Name="main")["Trail"]["KmsKeyId"] == key["Arn"]
    assert "KmsKeyId" not in cloudtrail.update_trail(Name="main", KmsKeyId="")
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})
    with pytest.raises(ClientError, match="InsufficientEncryptionPolicyException"):
        cloudtrail.update_trail(Name="main", KmsKeyId="alias/logs")
    kms.put_key_policy(KeyId=key["KeyId"], PolicyName="default", Policy=_key_policy(account))
    assert cloudtrail.update_trail(Name="main", KmsKeyId="alias/logs")["KmsKeyId"] == key["Arn"]


def test_without_its_key_nothing_is_delivered(client, s3, kms, account):
    cloudtrail = client("cloudtrail", HOME)
    key = kms.create_key(Policy=_key_policy(account))["KeyMetadata"]["KeyId"]
    cloudtrail.create_trail(Name="main", S3BucketName=BUCKET, KmsKeyId=key)
    cloudtrail.start_logging(Name="main")
    assert "LatestDeliveryError" not in cloudtrail.get_trail_status(Name="main")
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=_key_policy(account, trail="another"))
    assert cloudtrail.get_trail_status(Name="main")["LatestDeliveryError"] == "AccessDenied"
    kms.disable_key(KeyId=key)
    assert cloudtrail.get_trail_status(Name="main")["LatestDeliveryError"] == "KMS.DisabledException"
    kms.schedule_key_deletion(KeyId=key)
    assert cloudtrail.get_trail_status(Name="main")["LatestDeliveryError"] == "KMS.KMSInvalidStateException"
