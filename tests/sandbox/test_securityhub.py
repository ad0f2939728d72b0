"""Security Hub CSPM in one account: the hub, its standards, and the Region that findings come to."""

import json

import pytest

from sandbox.asking import refused
from sandbox.membership import until

FSBP = "aws-foundational-security-best-practices/v/1.0.0"
CIS_1_2 = "cis-aws-foundations-benchmark/v/1.2.0"
PCI = "arn:aws:securityhub:eu-west-1::standards/pci-dss/v/4.0.1"


@pytest.fixture
def securityhub(client):
    return client("securityhub", "eu-west-1")


@pytest.fixture
def plain(securityhub):
    securityhub.enable_security_hub(EnableDefaultStandards=False)
    return securityhub


def standards(securityhub):
    told = securityhub.get_enabled_standards()["StandardsSubscriptions"]
    return {each["StandardsArn"]: each["StandardsStatus"] for each in told}


def record(client, account):
    """Let AWS Config record in the Region."""
    client("s3").create_bucket(Bucket="recordings")
    config = client("config", "eu-west-1")
    role = client("iam").create_service_linked_role(AWSServiceName="config.amazonaws.com")["Role"]["Arn"]
    folder = f"arn:aws:s3:::recordings/AWSLogs/{account}/Config/*"
    lets = {"Effect": "Allow", "Principal": {"Service": "config.amazonaws.com"}, "Action": "s3:PutObject"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [{**lets, "Resource": folder}]})
    client("s3").put_bucket_policy(Bucket="recordings", Policy=document)
    config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": role})
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "recordings"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")


def test_nothing_is_told_before_the_hub_is_enabled(securityhub, account):
    for ask in (
        securityhub.describe_hub,
        securityhub.get_enabled_standards,
        securityhub.describe_standards,
        securityhub.disable_security_hub,
        securityhub.list_members,
        securityhub.list_finding_aggregators,
    ):
        with refused("InvalidAccessException", 401, f"Account {account} is not subscribed"):
            ask()


def test_a_hub_is_enabled_once_for_each_region(client, securityhub, account):
    securityhub.enable_security_hub()
    assert securityhub.describe_hub()["HubArn"] == f"arn:aws:securityhub:eu-west-1:{account}:hub/default"
    with refused("ResourceConflictException", 409):
        securityhub.enable_security_hub()
    with refused("InvalidAccessException"):
        client("securityhub", "us-east-1").describe_hub()
    securityhub.update_security_hub_configuration(AutoEnableControls=False)
    assert securityhub.describe_hub()["AutoEnableControls"] is False
    securityhub.disable_security_hub()
    with refused("InvalidAccessException"):
        securityhub.describe_hub()


def test_two_standards_come_with_the_hub_unless_they_are_not_wanted(client, securityhub, plain):
    assert standards(plain) == {}
    other = client("securityhub", "us-east-1")
    other.enable_security_hub()
    assert set(standards(other)) == {
        f"arn:aws:securityhub:us-east-1::standards/{FSBP}",
        f"arn:aws:securityhub:::ruleset/{CIS_1_2}",
    }
    by_default = {each["StandardsArn"] for each in other.describe_standards()["Standards"] if each["EnabledByDefault"]}
    assert set(standards(other)) == by_default


def test_a_standard_takes_a_while_and_needs_a_recorder(client, plain, account, sandbox):
    sandbox.control.pace(role=0)
    asked = [{"StandardsArn": PCI}]
    (made,) = plain.batch_enable_standards(StandardsSubscriptionRequests=asked)["StandardsSubscriptions"]
    assert made["StandardsStatus"] == "PENDING"
    until(lambda: standards(plain), lambda found: found == {PCI: "INCOMPLETE"})
    (told,) = plain.get_enabled_standards()["StandardsSubscriptions"]
    assert told["StandardsStatusReason"]["StatusReasonCode"] == "NO_AVAILABLE_CONFIGURATION_RECORDER"
    record(client, account)
    assert standards(plain) == {PCI: "READY"}


def test_a_standard_goes_slowly_and_does_not_come_back_at_once(plain, account):
    asked = [{"StandardsArn": PCI}]
    (made,) = plain.batch_enable_standards(StandardsSubscriptionRequests=asked)["StandardsSubscriptions"]
    assert made["StandardsSubscriptionArn"] == f"arn:aws:securityhub:eu-west-1:{account}:subscription/pci-dss/v/4.0.1"
    plain.batch_disable_standards(StandardsSubscriptionArns=[made["StandardsSubscriptionArn"]])
    assert standards(plain) == {PCI: "DELETING"}
    with refused("InvalidInputException"):
        plain.batch_enable_standards(StandardsSubscriptionRequests=asked)
    until(lambda: standards(plain), lambda found: found == {})
    plain.batch_enable_standards(StandardsSubscriptionRequests=asked)
    with refused("InvalidInputException"):
        plain.batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": f"{PCI}9"}])
    with refused("InvalidInputException"):
        plain.batch_disable_standards(StandardsSubscriptionArns=[f"{made['StandardsSubscriptionArn']}9"])


def test_one_aggregator_for_all_regions_changed_at_home(client, plain):
    with refused("InvalidInputException"):
        plain.create_finding_aggregator(RegionLinkingMode="SPECIFIED_REGIONS")
    with refused("InvalidInputException"):
        plain.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS", Regions=["us-east-1"])
    with refused("InvalidInputException"):
        plain.create_finding_aggregator(RegionLinkingMode="SPECIFIED_REGIONS", Regions=["eu-west-1"])
    made = plain.create_finding_aggregator(RegionLinkingMode="SPECIFIED_REGIONS", Regions=["us-east-1"])
    assert (made["FindingAggregationRegion"], made["Regions"]) == ("eu-west-1", ["us-east-1"])
    arn = made["FindingAggregatorArn"]
    other = client("securityhub", "us-east-1")
    other.enable_security_hub()
    assert [each["FindingAggregatorArn"] for each in other.list_finding_aggregators()["FindingAggregators"]] == [arn]
    assert other.get_finding_aggregator(FindingAggregatorArn=arn)["FindingAggregationRegion"] == "eu-west-1"
    with refused("LimitExceededException"):
        other.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    with refused("InvalidInputException"):
        other.update_finding_aggregator(FindingAggregatorArn=arn, RegionLinkingMode="ALL_REGIONS")
    with refused("InvalidInputException"):
        other.delete_finding_aggregator(FindingAggregatorArn=arn)
    plain.update_finding_aggregator(FindingAggregatorArn=arn, RegionLinkingMode="NO_REGIONS")
    assert "Regions" not in plain.get_finding_aggregator(FindingAggregatorArn=arn)
    plain.delete_finding_aggregator(FindingAggregatorArn=arn)
    assert plain.list_finding_aggregators()["FindingAggregators"] == []
    with refused("ResourceNotFoundException"):
        plain.get_finding_aggregator(FindingAggregatorArn=arn)
