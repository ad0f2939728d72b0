"""The untidy account has something wrong for every control on resources, and is built quickly."""

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from hardpan.sandbox.scenarios import messy_resources
from hardpan.sandbox.scenarios.messy_resources import HOME, SECOND, THIRD

WORLD = ("0.0.0.0/0", "::/0")


@pytest.fixture
def messy(client, account):
    began = time.monotonic()
    messy_resources.build(SimpleNamespace(client=client, account=account, regions=(), knobs={}))
    assert time.monotonic() - began < 15
    return client


def test_the_network_is_open(messy):
    ec2 = messy("ec2", HOME)
    rules = [rule for rule in ec2.describe_security_group_rules()["SecurityGroupRules"] if not rule["IsEgress"]]
    opened = {rule["FromPort"] for rule in rules if (rule.get("CidrIpv4") or rule.get("CidrIpv6")) in WORLD}
    assert opened == {22, 3389, 3306, 5432, 443, -1}
    assert any(rule.get("CidrIpv6") == "::/0" for rule in rules)
    (instance,) = ec2.describe_instances()["Reservations"][0]["Instances"]
    assert instance["MetadataOptions"]["HttpTokens"] == "optional"
    assert ec2.describe_vpcs()["Vpcs"][0]["IsDefault"] is True
    assert len(ec2.describe_network_interfaces()["NetworkInterfaces"]) == 1


def test_defaults_are_off_somewhere(messy):
    second = messy("ec2", SECOND)
    assert second.get_serial_console_access_status()["SerialConsoleAccessEnabled"] is True
    assert second.get_image_block_public_access_state()["ImageBlockPublicAccessState"] == "unblocked"
    assert second.get_snapshot_block_public_access_state()["State"] == "unblocked"
    assert second.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    assert "HttpTokens" not in second.get_instance_metadata_defaults()["AccountLevel"]
    emr = messy("emr", THIRD).get_block_public_access_configuration()["BlockPublicAccessConfiguration"]
    assert emr["BlockPublicSecurityGroupRules"] is False


def test_artifacts_are_public(messy):
    ec2, ssm, rds = messy("ec2", SECOND), messy("ssm", HOME), messy("rds", HOME)
    assert len(ec2.describe_images(Owners=["self"], ExecutableUsers=["all"])["Images"]) == 1
    assert len(ec2.describe_snapshots(OwnerIds=["self"], RestorableByUserIds=["all"])["Snapshots"]) == 1
    assert ssm.describe_document_permission(Name="install-agent", PermissionType="Share")["AccountIds"] == ["all"]
    snapshot = rds.describe_db_snapshot_attributes(DBSnapshotIdentifier="shop-2019")["DBSnapshotAttributesResult"]
    assert snapshot["DBSnapshotAttributes"][0]["AttributeValues"] == ["all"]
    function = messy("lambda", HOME)
    (url,) = function.list_function_url_configs(FunctionName="image-resizer")["FunctionUrlConfigs"]
    assert url["AuthType"] == "NONE"
    policy = json.loads(function.get_policy(FunctionName="image-resizer")["Policy"])
    assert policy["Statement"][0]["Principal"] == "*"


def test_buckets_are_public_and_the_trail_is_idle(messy, account):
    s3, cloudtrail = messy("s3", HOME), messy("cloudtrail", HOME)
    regions = {bucket["Name"]: bucket["BucketRegion"] for bucket in s3.list_buckets(MaxBuckets=100)["Buckets"]}
    assert set(regions.values()) == {HOME, SECOND}
    assert s3.get_bucket_policy_status(Bucket=f"holiday-photos-{account}")["PolicyStatus"]["IsPublic"] is True
    with pytest.raises(ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        messy("s3control").get_public_access_block(AccountId=account)
    (trail,) = cloudtrail.describe_trails()["trailList"]
    assert (trail["IsMultiRegionTrail"], trail["LogFileValidationEnabled"]) == (False, False)
    assert cloudtrail.get_trail_status(Name="my-trail")["IsLogging"] is False
    assert "Status" not in s3.get_bucket_versioning(Bucket=trail["S3BucketName"])
    rules = s3.get_bucket_lifecycle_configuration(Bucket=trail["S3BucketName"])["Rules"]
    assert rules[0]["Expiration"]["Days"] == 30


def test_data_lies_open(messy):
    rds, kms = messy("rds", HOME), messy("kms", HOME)
    (database,) = rds.describe_db_instances()["DBInstances"]
    assert (database["PubliclyAccessible"], database["StorageEncrypted"]) == (True, False)
    assert rds.describe_db_clusters()["DBClusters"][0]["StorageEncrypted"] is False
    assert messy("efs", SECOND).describe_file_systems()["FileSystems"][0]["Encrypted"] is False
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    own = {(key["KeySpec"], key["KeyState"]) for key in keys if key["KeyManager"] == "CUSTOMER"}
    assert {("SYMMETRIC_DEFAULT", "Enabled"), ("SYMMETRIC_DEFAULT", "PendingDeletion"), ("RSA_2048", "Enabled")} <= own


def test_nobody_watches(messy):
    second = messy("guardduty", SECOND)
    (detector,) = second.list_detectors()["DetectorIds"]
    assert second.get_detector(DetectorId=detector)["Status"] == "DISABLED"
    assert second.list_filters(DetectorId=detector)["FilterNames"] == ["too-noisy"]
    ids = second.list_findings(DetectorId=detector)["FindingIds"]
    (finding,) = second.get_findings(DetectorId=detector, FindingIds=ids)["Findings"]
    created = datetime.fromisoformat(finding["CreatedAt"])
    assert finding["Severity"] >= 7
    assert datetime.now(UTC) - created > timedelta(hours=24)
    assert len(messy("guardduty", HOME).list_detectors()["DetectorIds"]) == 1
    assert messy("guardduty", THIRD).list_detectors()["DetectorIds"] == []
    for region in (HOME, SECOND, THIRD):
        assert messy("accessanalyzer", region).list_analyzers()["analyzers"] == []
        assert messy("sns", region).list_topics()["Topics"] == []
        assert messy("events", region).list_rules(NamePrefix="hardpan-")["Rules"] == []
