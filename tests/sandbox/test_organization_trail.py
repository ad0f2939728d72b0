"""A trail of the whole organization: what it needs, and how its members see it."""

import json

import pytest

from hardpan.sandbox import organization
from sandbox.asking import refused
from sandbox.membership import Members

BUCKET, NAME = "all-logs", "everything"


@pytest.fixture
def bucket(members, connect):
    """A bucket of the management account, and a way to let CloudTrail write into some folders of it."""
    s3 = connect("s3")
    s3.create_bucket(Bucket=BUCKET)

    def let(*folders):
        service = {"Service": "cloudtrail.amazonaws.com"}
        look = {
            "Effect": "Allow",
            "Principal": service,
            "Action": "s3:GetBucketAcl",
            "Resource": f"arn:aws:s3:::{BUCKET}",
        }
        write = [
            {
                "Effect": "Allow",
                "Principal": service,
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{BUCKET}/AWSLogs/{folder}/*",
            }
            for folder in folders
        ]
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [look, *write]}))

    return let


def make(client):
    return client.create_trail(Name=NAME, S3BucketName=BUCKET, IsOrganizationTrail=True, IsMultiRegionTrail=True)


def test_what_it_needs(members, connect, bucket, account):
    trail = connect("cloudtrail")
    whole = members.organizations.describe_organization()["Organization"]["Id"]
    bucket(account, whole)
    with refused("CloudTrailAccessNotEnabledException"):
        make(trail)
    members.trust("cloudtrail.amazonaws.com")
    bucket(account)
    with refused("InsufficientS3BucketPolicyException"):
        make(trail)
    bucket(whole)
    with refused("InsufficientS3BucketPolicyException"):
        make(trail)
    bucket(account, whole)
    assert make(trail)["IsOrganizationTrail"] is True


def test_members_see_it_and_leave_it_alone(members, connect, bucket, account):
    whole = members.organizations.describe_organization()["Organization"]["Id"]
    bucket(account, whole)
    members.trust("cloudtrail.amazonaws.com")
    arn = make(connect("cloudtrail"))["TrailARN"]
    connect("cloudtrail").start_logging(Name=NAME)
    made = members.create("one")
    theirs = connect("cloudtrail", "eu-west-1", **members.enter(made))
    (seen,) = theirs.describe_trails()["trailList"]
    assert (seen["TrailARN"], seen["IsOrganizationTrail"]) == (arn, True)
    assert theirs.describe_trails(includeShadowTrails=False)["trailList"] == []
    status = theirs.get_trail_status(Name=arn)
    assert status["IsLogging"]
    assert "LatestDeliveryError" not in status
    for ask in (theirs.stop_logging, theirs.delete_trail):
        with refused("NotOrganizationMasterAccountException"):
            ask(Name=arn)
    with refused("NotOrganizationMasterAccountException"):
        theirs.create_trail(Name="mine", S3BucketName=BUCKET, IsOrganizationTrail=True)


def test_a_delegate_is_registered_with_trust(members, connect):
    made, trail = members.create("one"), connect("cloudtrail")
    with refused("CannotDelegateManagementAccountException"):
        trail.register_organization_delegated_admin(MemberAccountId=members.sandbox.account)
    trail.register_organization_delegated_admin(MemberAccountId=made)
    with refused("AccountRegisteredException"):
        trail.register_organization_delegated_admin(MemberAccountId=made)
    listed = members.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert [each["ServicePrincipal"] for each in listed] == ["cloudtrail.amazonaws.com"]
    trail.deregister_organization_delegated_admin(DelegatedAdminAccountId=made)
    with refused("AccountNotRegisteredException"):
        trail.deregister_organization_delegated_admin(DelegatedAdminAccountId=made)


def test_a_delegate_is_an_open_account_of_an_organization_with_all_features(sandbox, connect):
    members, trail = Members(sandbox, connect).begin("CONSOLIDATED_BILLING"), connect("cloudtrail")
    made = members.create("one")
    with refused("OrganizationNotInAllFeaturesModeException"):
        trail.register_organization_delegated_admin(MemberAccountId=made)
    members.organizations.enable_all_features()
    (approval,) = members.organizations.list_handshakes_for_account(Filter={"ActionType": "APPROVE_ALL_FEATURES"})[
        "Handshakes"
    ]
    members.organizations.accept_handshake(HandshakeId=approval["Id"])
    members.organizations.close_account(AccountId=made)
    with refused("OperationNotPermittedException", match="closed"):
        trail.register_organization_delegated_admin(MemberAccountId=made)
    assert members.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []


def test_registering_a_delegate_is_a_change_of_the_organization(members, connect, account):
    made, trail = members.create("one"), connect("cloudtrail")
    with organization.of(account).lane, refused("ConflictException"):  # another change is under way
        trail.register_organization_delegated_admin(MemberAccountId=made)
    trail.register_organization_delegated_admin(MemberAccountId=made)
    with organization.of(account).lane, refused("ConflictException"):
        trail.deregister_organization_delegated_admin(DelegatedAdminAccountId=made)
    listed = members.organizations.list_delegated_administrators()["DelegatedAdministrators"]
    assert [each["Id"] for each in listed] == [made]


def test_without_an_organization_there_is_none(client):
    client("s3").create_bucket(Bucket=BUCKET)
    with refused("OrganizationsNotInUseException"):
        make(client("cloudtrail"))
