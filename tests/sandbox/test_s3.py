"""New buckets are private, public policies are blocked by bucket or account, and listing tells the Region."""

import json

import pytest
from botocore.exceptions import ClientError

from sandbox.asking import refused

ALL_ON = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


@pytest.fixture
def s3(client):
    s3 = client("s3", "us-east-1")
    s3.create_bucket(Bucket="photos")
    return s3


def test_a_new_bucket_is_born_private(s3):
    assert s3.get_public_access_block(Bucket="photos")["PublicAccessBlockConfiguration"] == ALL_ON
    ownership = s3.get_bucket_ownership_controls(Bucket="photos")["OwnershipControls"]
    assert ownership == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    encryption = s3.get_bucket_encryption(Bucket="photos")["ServerSideEncryptionConfiguration"]["Rules"]
    assert encryption[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert "Status" not in s3.get_bucket_versioning(Bucket="photos")


def test_creating_it_again_changes_nothing(s3):
    s3.delete_public_access_block(Bucket="photos")
    s3.create_bucket(Bucket="photos")
    with pytest.raises(ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        s3.get_public_access_block(Bucket="photos")


def test_a_bucket_is_never_without_encryption(s3):
    s3.delete_bucket_encryption(Bucket="photos")
    encryption = s3.get_bucket_encryption(Bucket="photos")["ServerSideEncryptionConfiguration"]["Rules"]
    assert encryption[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


def test_acls_are_refused_where_the_owner_is_enforced(s3):
    with pytest.raises(ClientError, match="AccessControlListNotSupported"):
        s3.put_bucket_acl(Bucket="photos", ACL="public-read")
    with pytest.raises(ClientError, match="InvalidBucketAclWithObjectOwnership"):
        s3.create_bucket(Bucket="other-photos", ACL="public-read")


def test_a_public_policy_needs_the_block_off(s3):
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_bucket_policy(Bucket="photos", Policy=_policy())
    s3.delete_public_access_block(Bucket="photos")
    s3.put_bucket_policy(Bucket="photos", Policy=_policy())
    assert s3.get_bucket_policy_status(Bucket="photos")["PolicyStatus"]["IsPublic"] is True


def test_the_account_block_reaches_a_bucket_whose_own_is_off(client, s3, account):
    s3.delete_public_access_block(Bucket="photos")
    control = client("s3control")
    with pytest.raises(ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        control.get_public_access_block(AccountId=account)
    control.put_public_access_block(AccountId=account, PublicAccessBlockConfiguration=ALL_ON)
    assert control.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"] == ALL_ON
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_bucket_policy(Bucket="photos", Policy=_policy())
    control.delete_public_access_block(AccountId=account)
    s3.put_bucket_policy(Bucket="photos", Policy=_policy())
    with pytest.raises(ClientError, match="AccessDenied"):
        control.get_public_access_block(AccountId="999988887777")


def test_a_policy_bound_to_a_source_is_not_public(s3):
    s3.put_bucket_policy(Bucket="photos", Policy=_policy(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-12345"}}))
    assert s3.get_bucket_policy_status(Bucket="photos")["PolicyStatus"]["IsPublic"] is False
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_bucket_policy(Bucket="photos", Policy=_policy(Condition={"StringLike": {"aws:PrincipalOrgID": "*"}}))


@pytest.mark.parametrize("policy", ["{no", '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'])
def test_a_malformed_policy_is_refused(s3, policy):
    with pytest.raises(ClientError, match="MalformedPolicy"):
        s3.put_bucket_policy(Bucket="photos", Policy=policy)


def test_a_policy_about_another_bucket_is_refused(s3):
    with pytest.raises(ClientError, match="MalformedPolicy"):
        s3.put_bucket_policy(Bucket="photos", Policy=_policy(Resource="arn:aws:s3:::other/*"))


def test_listing_tells_the_region_and_goes_page_by_page(client, s3):
    eu = client("s3", "eu-west-1")
    eu.create_bucket(Bucket="archive", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    first = s3.list_buckets(MaxBuckets=1)
    second = s3.list_buckets(MaxBuckets=1, ContinuationToken=first["ContinuationToken"])
    assert [(bucket["Name"], bucket["BucketRegion"]) for bucket in first["Buckets"] + second["Buckets"]] == [
        ("archive", "eu-west-1"),
        ("photos", "us-east-1"),
    ]
    assert "ContinuationToken" not in second
    assert [bucket["Name"] for bucket in s3.list_buckets(BucketRegion="eu-west-1")["Buckets"]] == ["archive"]
    assert [bucket["Name"] for bucket in s3.list_buckets(Prefix="pho")["Buckets"]] == ["photos"]
    assert "BucketRegion" not in s3.list_buckets()["Buckets"][0]


def test_the_wrong_region_is_told_to_go_elsewhere(client, s3):
    # The client follows the redirect by itself, so its first answer is looked at.
    answers = []
    eu = client("s3", "eu-west-1")
    eu.meta.events.register("after-call.s3", lambda parsed, **_: answers.append(parsed.get("Error", {}).get("Code")))
    eu.meta.events.register_first(
        "needs-retry.s3", lambda response, **_: response and answers.append(response[1].get("Error", {}).get("Code"))
    )
    try:
        eu.get_bucket_versioning(Bucket="photos")
    except ClientError as error:
        answers.append(error.response["Error"]["Code"])
    assert "PermanentRedirect" in answers


def test_a_bucket_with_objects_is_not_deleted(s3):
    s3.put_object(Bucket="photos", Key="beach.jpg", Body=b"sand")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket="photos")
    s3.delete_object(Bucket="photos", Key="beach.jpg")
    s3.delete_bucket(Bucket="photos")
    assert s3.list_buckets()["Buckets"] == []


def _policy(**changed):
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | changed]})


def test_object_lock_comes_to_a_versioned_bucket_and_stays(s3):
    s3.put_object(Bucket="photos", Key="beach.jpg", Body=b"sand")
    on = {"ObjectLockEnabled": "Enabled"}
    kept = {"Mode": "GOVERNANCE", "Days": 30}
    with refused("ObjectLockConfigurationNotFoundError"):
        s3.get_object_lock_configuration(Bucket="photos")
    with refused("InvalidBucketState"):
        s3.put_object_lock_configuration(Bucket="photos", ObjectLockConfiguration=on)
    s3.put_bucket_versioning(Bucket="photos", VersioningConfiguration={"Status": "Enabled"})
    for wrong, code in (({**kept, "Years": 1}, "MalformedXML"), ({**kept, "Days": 0}, "InvalidArgument")):
        with refused(code):
            s3.put_object_lock_configuration(
                Bucket="photos", ObjectLockConfiguration={**on, "Rule": {"DefaultRetention": wrong}}
            )
    for rule in ({"Rule": {"DefaultRetention": kept}}, {}):
        s3.put_object_lock_configuration(Bucket="photos", ObjectLockConfiguration={**on, **rule})
        assert s3.get_object_lock_configuration(Bucket="photos")["ObjectLockConfiguration"] == {**on, **rule}
    with refused("InvalidBucketState"):
        s3.put_bucket_versioning(Bucket="photos", VersioningConfiguration={"Status": "Suspended"})


def test_a_bucket_made_with_object_lock_is_versioned(s3):
    s3.create_bucket(Bucket="evidence", ObjectLockEnabledForBucket=True)
    assert s3.get_bucket_versioning(Bucket="evidence")["Status"] == "Enabled"
    lock = s3.get_object_lock_configuration(Bucket="evidence")["ObjectLockConfiguration"]
    assert lock == {"ObjectLockEnabled": "Enabled"}
