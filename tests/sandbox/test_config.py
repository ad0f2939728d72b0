"""AWS Config: recorder and delivery channel of a Region, whether what is recorded arrives, and aggregators of all."""

import json

import pytest

from sandbox.asking import refused
from sandbox.delegation import Delegation
from sandbox.membership import until

BUCKET, NAME = "recordings", "default"
PRINCIPAL = "config.amazonaws.com"
LINKED = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


@pytest.fixture
def config(client):
    return client("config", "eu-west-1")


@pytest.fixture
def bucket(client):
    client("s3").create_bucket(Bucket=BUCKET)
    return BUCKET


@pytest.fixture
def roles(client, sandbox):
    sandbox.control.pace(role=0)
    with_roles(client("iam"))


def with_roles(iam):
    """The roles that recorders and aggregators here have."""
    trust = {"Effect": "Allow", "Principal": {"Service": PRINCIPAL}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    for name in ("recorder", "aggregator"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    iam.create_service_linked_role(AWSServiceName=PRINCIPAL)


def put_recorder(config, account, role="role/recorder", **more):
    recorder = {"name": NAME, "roleARN": f"arn:aws:iam::{account}:{role}", **more}
    config.put_configuration_recorder(ConfigurationRecorder=recorder)


def put_channel(config, name=BUCKET, **more):
    config.put_delivery_channel(DeliveryChannel={"name": NAME, "s3BucketName": name, **more})


def let_in(s3, principal, *folders, **condition):
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:PutObject",
        "Resource": [f"arn:aws:s3:::{BUCKET}/{folder}/*" for folder in folders],
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **condition}},
    }
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def status(config):
    (told,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    return told["recording"], told.get("lastStatus"), told.get("lastErrorCode")


def test_recorder_then_channel_then_start(client, config, bucket, account, roles):
    with refused("NoAvailableConfigurationRecorderException"):
        put_channel(config)
    put_recorder(config, account)
    with refused("NoAvailableDeliveryChannelException"):
        config.start_configuration_recorder(ConfigurationRecorderName=NAME)
    put_channel(config)
    assert status(config)[0] is False
    config.start_configuration_recorder(ConfigurationRecorderName=NAME)
    assert status(config) == (True, "PENDING", None)
    until(lambda: status(config), lambda found: found == (True, "SUCCESS", None))
    assert client("config", "us-east-1").describe_configuration_recorders()["ConfigurationRecorders"] == []
    with refused("LastDeliveryChannelDeleteFailedException"):
        config.delete_delivery_channel(DeliveryChannelName=NAME)
    with refused("MaxNumberOfConfigurationRecordersExceededException"):
        config.put_configuration_recorder(
            ConfigurationRecorder={"name": "second", "roleARN": f"arn:aws:iam::{account}:role/recorder"}
        )


def test_a_recorder_needs_a_role_of_its_account(config):
    with refused("InvalidRoleException"):
        config.put_configuration_recorder(ConfigurationRecorder={"name": NAME})
    with refused("InvalidRoleException"):
        put_recorder(config, "999988887777")
    assert config.describe_configuration_recorders()["ConfigurationRecorders"] == []


def test_how_often_it_records_is_remembered(config, account):
    put_recorder(config, account)
    (told,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    assert told["recordingMode"] == {"recordingFrequency": "CONTINUOUS"}
    assert told["recordingGroup"]["allSupported"] is True
    put_recorder(config, account, recordingMode={"recordingFrequency": "DAILY"})
    (told,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    assert told["recordingMode"] == {"recordingFrequency": "DAILY"}


def test_a_channel_needs_a_bucket_that_lets_config_in(client, config, bucket, account, roles):
    put_recorder(config, account, LINKED)
    with refused("NoSuchBucketException"):
        put_channel(config, "nowhere")
    with refused("InsufficientDeliveryPolicyException", match=f"Insufficient delivery policy to s3 bucket: {BUCKET}"):
        put_channel(config)
    let_in(client("s3"), {"Service": PRINCIPAL}, "AWSLogs/999988887777/Config")
    with refused("InsufficientDeliveryPolicyException"):
        put_channel(config)
    let_in(client("s3"), {"Service": PRINCIPAL}, f"AWSLogs/{account}/Config", **{"aws:SourceAccount": "999988887777"})
    with refused("InsufficientDeliveryPolicyException"):
        put_channel(config)
    let_in(client("s3"), {"Service": PRINCIPAL}, f"AWSLogs/{account}/Config", **{"aws:SourceAccount": account})
    with refused("InsufficientDeliveryPolicyException"):
        put_channel(config, s3KeyPrefix="all")
    put_channel(config)
    (told,) = config.describe_delivery_channels()["DeliveryChannels"]
    assert told["s3BucketName"] == BUCKET


def test_a_delivery_that_fails_is_told(client, config, bucket, account, roles):
    put_recorder(config, account, LINKED)
    let_in(client("s3"), {"Service": PRINCIPAL}, f"AWSLogs/{account}/Config")
    put_channel(config)
    (told,) = config.describe_delivery_channel_status()["DeliveryChannelsStatus"]
    assert told["configHistoryDeliveryInfo"]["lastStatus"] == "NOT_APPLICABLE"
    config.start_configuration_recorder(ConfigurationRecorderName=NAME)
    until(lambda: status(config), lambda found: found == (True, "SUCCESS", None))
    (told,) = config.describe_delivery_channel_status()["DeliveryChannelsStatus"]
    assert told["configHistoryDeliveryInfo"]["lastStatus"] == "SUCCESS"
    client("s3").delete_bucket_policy(Bucket=BUCKET)
    assert status(config) == (True, "FAILURE", "AccessDenied")
    (told,) = config.describe_delivery_channel_status(DeliveryChannelNames=[NAME])["DeliveryChannelsStatus"]
    assert told["configHistoryDeliveryInfo"]["lastErrorCode"] == "AccessDenied"
    with refused("NoSuchDeliveryChannelException"):
        config.describe_delivery_channel_status(DeliveryChannelNames=["other"])


@pytest.fixture
def company(members, connect):
    members.sandbox.control.pace(role=0)
    return Delegation(members, connect, PRINCIPAL)


def test_a_bucket_of_another_account_lets_each_account_in(company):
    company.client("s3", company.security, "us-east-1").create_bucket(Bucket=BUCKET)
    for account in (company.one, company.two):
        with_roles(company.client("iam", account, "us-east-1"))
    config = company.client("config", company.one)
    put_recorder(config, company.one)
    with refused("InsufficientDeliveryPolicyException"):
        put_channel(config)
    let_in(company.client("s3", company.security, "us-east-1"), {"Service": PRINCIPAL}, f"AWSLogs/{company.one}/Config")
    put_channel(config)
    other = company.client("config", company.two)
    put_recorder(other, company.two)
    with refused("InsufficientDeliveryPolicyException"):
        put_channel(other)


def aggregate(config, account, **source):
    role = f"arn:aws:iam::{account}:role/aggregator"
    return config.put_configuration_aggregator(
        ConfigurationAggregatorName="all",
        OrganizationAggregationSource={"RoleArn": role, **(source or {"AllAwsRegions": True})},
    )


def test_an_account_without_an_organization_aggregates_none(config, account):
    with refused("NoAvailableOrganizationException"):
        aggregate(config, account)


def test_aggregators_of_an_organization_are_its_administrators(company):
    theirs = company.client("config", company.security)
    with refused("OrganizationAccessDeniedException"):
        aggregate(theirs, company.security)
    company.trust()
    company.members.organizations.register_delegated_administrator(
        AccountId=company.security, ServicePrincipal=PRINCIPAL
    )
    with refused("InvalidRoleException"):
        aggregate(theirs, company.security)
    with_roles(company.client("iam", company.security, "us-east-1"))
    with refused("InvalidParameterValueException"):
        aggregate(theirs, company.security, AllAwsRegions=False)
    aggregate(theirs, company.security)
    (told,) = theirs.describe_configuration_aggregators()["ConfigurationAggregators"]
    assert told["OrganizationAggregationSource"]["AllAwsRegions"] is True
    with refused("OrganizationAccessDeniedException"):
        aggregate(company.client("config", company.one), company.one)


def test_the_management_account_brings_trust_by_aggregating(company):
    with_roles(company.client("iam", region="us-east-1"))
    aggregate(company.client("config"), company.management)
    trusted = company.members.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert [each["ServicePrincipal"] for each in trusted] == [PRINCIPAL]


def test_a_role_made_a_moment_ago_delivers_nothing_yet(client, config, bucket, account, sandbox):
    sandbox.control.pace(role=60)
    let_in(client("s3"), {"Service": PRINCIPAL}, f"AWSLogs/{account}/Config")
    client("iam").create_service_linked_role(AWSServiceName=PRINCIPAL)
    put_recorder(config, account, LINKED)
    with refused("InsufficientDeliveryPolicyException", match="unable to assume role"):
        put_channel(config)
    sandbox.control.pace(role=0)
    put_channel(config)
    put_recorder(client("config", "us-east-1"), account, "role/none")
    with refused("InsufficientDeliveryPolicyException", match="unable to assume role"):
        put_channel(client("config", "us-east-1"))


def test_nothing_is_delivered_where_object_lock_keeps_what_comes(client, config, account, roles):
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    let_in(s3, {"Service": PRINCIPAL}, f"AWSLogs/{account}/Config")
    put_recorder(config, account, LINKED)
    put_channel(config)
    config.start_configuration_recorder(ConfigurationRecorderName=NAME)
    kept = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    lock = {"ObjectLockEnabled": "Enabled", "Rule": kept}
    s3.put_object_lock_configuration(Bucket=BUCKET, ObjectLockConfiguration=lock)
    until(lambda: status(config), lambda found: found == (True, "FAILURE", "InvalidRequest"))
    with refused("InsufficientDeliveryPolicyException", match="unable to write to bucket"):
        put_channel(config)


def test_a_bucket_may_be_for_every_account_of_the_organization(company):
    company.client("s3", company.security, "us-east-1").create_bucket(Bucket=BUCKET)
    organization = company.members.organizations.describe_organization()["Organization"]["Id"]
    owner = company.client("s3", company.security, "us-east-1")
    for account in (company.one, company.two):
        with_roles(company.client("iam", account, "us-east-1"))
        put_recorder(company.client("config", account), account, LINKED)
    let_in(owner, {"Service": PRINCIPAL}, "AWSLogs/*/Config", **{"aws:SourceOrgID": "o-somebodyelse"})
    with refused("InsufficientDeliveryPolicyException"):
        put_channel(company.client("config", company.one))
    let_in(owner, {"Service": PRINCIPAL}, "AWSLogs/*/Config", **{"aws:SourceOrgID": organization})
    for account in (company.one, company.two):
        put_channel(company.client("config", account))
