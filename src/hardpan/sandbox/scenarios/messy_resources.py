"""The resources of an account nobody tidied: at least one thing wrong for every control on resources.

Three Regions hold it, so that it is built in seconds; the others are as AWS handed them out.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..services.bedrock import ask_a_model
from ..services.guardduty_findings import age_findings

if TYPE_CHECKING:
    from .world import World

HOME, SECOND, THIRD = "us-east-1", "eu-west-1", "eu-central-1"
ANYONE, ANYONE_V6 = "0.0.0.0/0", "::/0"
A_SUPPLIER = "999988887777"  # another company's account
OPEN_GROUPS = {
    "bastion": [("tcp", 22, 22, ANYONE), ("tcp", 22, 22, ANYONE_V6)],
    "windows": [("tcp", 3389, 3389, ANYONE)],
    "databases": [("tcp", 3306, 3306, ANYONE), ("tcp", 5432, 5432, ANYONE_V6)],
    "testing": [("-1", -1, -1, ANYONE)],
    "website": [("tcp", 443, 443, ANYONE)],  # nothing wrong with this one
}


def build(world: World) -> None:
    for part in (
        public_bucket,
        private_bucket,
        idle_trail,
        open_security_groups,
        instances,
        account_defaults,
        public_images_and_snapshots,
        public_document,
        public_function,
        databases,
        keys,
        file_systems,
        detectors,
        models,
        shares,
    ):
        part(world)


def public_bucket(world: World) -> None:
    s3, name = world.client("s3", HOME), f"holiday-photos-{world.account}"
    s3.create_bucket(Bucket=name)
    s3.delete_public_access_block(Bucket=name)
    anyone_reads = _allow("*", "s3:GetObject", f"arn:aws:s3:::{name}/*")
    s3.put_bucket_policy(Bucket=name, Policy=_policy(anyone_reads))
    s3.put_object(Bucket=name, Key="2019/beach.jpg", Body=b"not really a picture")


def private_bucket(world: World) -> None:
    s3 = world.client("s3", SECOND)
    s3.create_bucket(Bucket=f"tax-papers-{world.account}", CreateBucketConfiguration={"LocationConstraint": SECOND})


def idle_trail(world: World) -> None:
    """A trail somebody began and never started, into a bucket where another account writes and old logs go early."""
    s3, name = world.client("s3", HOME), f"trail-logs-{world.account}"
    s3.create_bucket(Bucket=name)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    bucket = f"arn:aws:s3:::{name}"
    policy = _policy(
        _allow({"Service": "cloudtrail.amazonaws.com"}, "s3:GetBucketAcl", bucket),
        _allow({"Service": "cloudtrail.amazonaws.com"}, "s3:PutObject", f"{bucket}/AWSLogs/{world.account}/*"),
        _allow({"AWS": f"arn:aws:iam::{A_SUPPLIER}:root"}, "s3:PutObject", f"{bucket}/*"),
    )
    s3.put_bucket_policy(Bucket=name, Policy=policy)
    month = {"ID": "save-money", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [month]})
    world.client("cloudtrail", HOME).create_trail(
        Name="my-trail", S3BucketName=name, IsMultiRegionTrail=False, EnableLogFileValidation=False
    )


def open_security_groups(world: World) -> None:
    ec2 = world.client("ec2", HOME)
    for name, rules in OPEN_GROUPS.items():
        group = ec2.create_security_group(GroupName=name, Description=f"for {name}")["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[_permission(*rule) for rule in rules])


def instances(world: World) -> None:
    """One that answers IMDSv1, and keeps the default VPC of its Region in use."""
    ec2 = world.client("ec2", HOME)
    image = ec2.register_image(Name="web-2019", RootDeviceName="/dev/xvda", Architecture="x86_64")["ImageId"]
    ec2.run_instances(
        ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, MetadataOptions={"HttpTokens": "optional"}
    )


def account_defaults(world: World) -> None:
    """What a new account has on is off somewhere; what it has off stays so."""
    world.client("ec2", SECOND).enable_serial_console_access()
    world.client("emr", THIRD).put_block_public_access_configuration(
        BlockPublicAccessConfiguration={"BlockPublicSecurityGroupRules": False}
    )


def public_images_and_snapshots(world: World) -> None:
    ec2 = world.client("ec2", SECOND)
    ec2.disable_image_block_public_access()
    _until(lambda: ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"] == "unblocked")
    image = ec2.register_image(Name="golden-image", RootDeviceName="/dev/xvda", Architecture="x86_64")["ImageId"]
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"Group": "all"}]})
    volume = ec2.create_volume(AvailabilityZone=f"{SECOND}a", Size=8)["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume, Description="before the upgrade")["SnapshotId"]
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )


def public_document(world: World) -> None:
    ssm = world.client("ssm", HOME)
    content = {"schemaVersion": "2.2", "description": "Installs our agent", "mainSteps": []}
    ssm.create_document(Name="install-agent", DocumentType="Command", Content=json.dumps(content))
    ssm.modify_document_permission(Name="install-agent", PermissionType="Share", AccountIdsToAdd=["All"])


def public_function(world: World) -> None:
    function = world.client("lambda", HOME)
    lambda_assumes = _policy(_allow({"Service": "lambda.amazonaws.com"}, "sts:AssumeRole"))
    role = world.client("iam").create_role(RoleName="image-resizer", AssumeRolePolicyDocument=lambda_assumes)
    function.create_function(
        FunctionName="image-resizer",
        Runtime="python3.12",
        Role=role["Role"]["Arn"],
        Handler="main.handler",
        Code={"ZipFile": _archive("main.py", "def handler(event, context): return event")},
    )
    function.create_function_url_config(FunctionName="image-resizer", AuthType="NONE")
    function.add_permission(
        FunctionName="image-resizer",
        StatementId="FunctionURLAllowPublicAccess",
        Action="lambda:InvokeFunctionUrl",
        Principal="*",
        FunctionUrlAuthType="NONE",
    )


def databases(world: World) -> None:
    rds = world.client("rds", HOME)
    login = {"MasterUsername": "admin", "MasterUserPassword": "in-the-sandbox-only"}
    production = [{"Key": "environment", "Value": "production"}]
    rds.create_db_instance(
        DBInstanceIdentifier="shop",
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        AllocatedStorage=20,
        PubliclyAccessible=True,
        StorageEncrypted=False,
        AutoMinorVersionUpgrade=False,
        Tags=production,
        **login,
    )
    rds.create_db_cluster(
        DBClusterIdentifier="reports", Engine="aurora-postgresql", StorageEncrypted=False, Tags=production, **login
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="shop-2019", DBInstanceIdentifier="shop")
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="shop-2019", AttributeName="restore", ValuesToAdd=["all"])


def keys(world: World) -> None:
    kms = world.client("kms", HOME)
    kms.create_key(Description="photos, never rotated")
    going = kms.create_key(Description="backups, on its way out")["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=going, PendingWindowInDays=7)
    kms.create_key(Description="code signing", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")  # cannot rotate


def file_systems(world: World) -> None:
    world.client("efs", SECOND).create_file_system(CreationToken="shared-home", Encrypted=False)


def detectors(world: World) -> None:
    """One that tells late and leaves S3 out, one suspended over an old finding, none in the third Region."""
    without_s3 = [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}]
    world.client("guardduty", HOME).create_detector(Enable=True, Features=without_s3)
    guardduty = world.client("guardduty", SECOND)
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    guardduty.create_sample_findings(DetectorId=detector, FindingTypes=["CryptoCurrency:EC2/BitcoinTool.B!DNS"])
    age_findings(world.account, SECOND, timedelta(days=3))
    guardduty.create_filter(
        DetectorId=detector,
        Name="too-noisy",
        Action="ARCHIVE",
        FindingCriteria={"Criterion": {"severity": {"Gte": 1}}},
    )
    guardduty.update_detector(DetectorId=detector, Enable=False)


def shares(world: World) -> None:
    """A prefix list that a supplier of years ago may still use."""
    world.client("ram", HOME).create_resource_share(
        name="supplier",
        principals=[A_SUPPLIER],
        resourceArns=[f"arn:aws:ec2:{HOME}:{world.account}:prefix-list/pl-0a1b2c3d4e5f60718"],
        allowExternalPrincipals=True,
    )


def models(world: World) -> None:
    """Somebody tries out what models can do."""
    ask_a_model(world.account, HOME)


def _allow(principal: Any, action: str, resource: str | None = None) -> dict[str, Any]:
    """A statement; in a trust policy it has no resource."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return statement if resource is None else {**statement, "Resource": resource}


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _permission(protocol: str, first: int, last: int, source: str) -> dict[str, Any]:
    ranges = {"Ipv6Ranges": [{"CidrIpv6": source}]} if ":" in source else {"IpRanges": [{"CidrIp": source}]}
    return {"IpProtocol": protocol, "FromPort": first, "ToPort": last, **ranges}


def _archive(name: str, text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def _until(settled: Callable[[], bool]) -> None:
    for _ in range(100):
        if settled():
            return
        time.sleep(0.1)
    raise TimeoutError("the sandbox did not settle")
