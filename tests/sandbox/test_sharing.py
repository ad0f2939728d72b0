"""Snapshots, images, documents and functions are shared, found to be shared, and taken back."""

import io
import json
import time
import zipfile

import pytest
from botocore.exceptions import ClientError


def test_a_public_snapshot_is_found_and_made_private(client):
    ec2 = client("ec2")
    shared, private = _snapshot(ec2), _snapshot(ec2)
    ec2.modify_snapshot_attribute(
        SnapshotId=shared, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )
    assert _public_snapshots(ec2) == [shared]
    owned = {snapshot["SnapshotId"] for snapshot in ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]}
    assert owned == {shared, private}
    ec2.modify_snapshot_attribute(SnapshotId=shared, CreateVolumePermission={"Remove": [{"Group": "all"}]})
    assert _public_snapshots(ec2) == []
    ec2.modify_snapshot_attribute(SnapshotId=shared, CreateVolumePermission={"Add": [{"Group": "all"}]})
    ec2.reset_snapshot_attribute(SnapshotId=shared, Attribute="createVolumePermission")
    attribute = ec2.describe_snapshot_attribute(SnapshotId=shared, Attribute="createVolumePermission")
    assert attribute["CreateVolumePermissions"] == []


def test_a_blocked_account_cannot_make_a_snapshot_public_and_hidden_permissions_stay(client):
    ec2 = client("ec2")
    shared, private = _snapshot(ec2), _snapshot(ec2)
    ec2.modify_snapshot_attribute(SnapshotId=shared, CreateVolumePermission={"Add": [{"Group": "all"}]})
    ec2.enable_snapshot_block_public_access(State="block-all-sharing")
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        ec2.modify_snapshot_attribute(SnapshotId=private, CreateVolumePermission={"Add": [{"Group": "all"}]})
    attribute = ec2.describe_snapshot_attribute(SnapshotId=shared, Attribute="createVolumePermission")
    assert attribute["CreateVolumePermissions"] == [{"Group": "all"}]


def test_an_unknown_snapshot_is_refused_by_its_code(client):
    with pytest.raises(ClientError, match=r"InvalidSnapshot\.NotFound"):
        client("ec2").reset_snapshot_attribute(SnapshotId="snap-0123456789abcdef0", Attribute="createVolumePermission")


def test_an_image_is_made_public_only_without_the_block_and_can_be_taken_back(client):
    ec2 = client("ec2")
    image = ec2.register_image(Name="image", RootDeviceName="/dev/xvda")["ImageId"]
    public = {"Add": [{"Group": "all"}]}
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        ec2.modify_image_attribute(ImageId=image, LaunchPermission=public)
    ec2.disable_image_block_public_access()
    _wait(lambda: ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"] == "unblocked")
    ec2.modify_image_attribute(ImageId=image, LaunchPermission=public)
    assert _public_images(ec2) == [image]
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Remove": [{"Group": "all"}]})
    assert _public_images(ec2) == []
    ec2.modify_image_attribute(ImageId=image, LaunchPermission=public)
    ec2.reset_image_attribute(ImageId=image, Attribute="launchPermission")
    assert _public_images(ec2) == []


def test_the_switch_for_public_documents(client):
    ssm, setting = client("ssm"), "/ssm/documents/console/public-sharing-permission"
    factory = ssm.get_service_setting(SettingId=setting)["ServiceSetting"]
    assert (factory["SettingValue"], factory["Status"]) == ("Enable", "Default")
    _document(ssm, "first")
    ssm.modify_document_permission(Name="first", PermissionType="Share", AccountIdsToAdd=["All"])
    ssm.update_service_setting(SettingId=setting, SettingValue="Disable")
    changed = ssm.get_service_setting(SettingId=factory["ARN"])["ServiceSetting"]
    assert (changed["SettingValue"], changed["Status"]) == ("Disable", "Customized")
    _document(ssm, "second")
    with pytest.raises(ClientError, match="InvalidPermissionType"):
        ssm.modify_document_permission(Name="second", PermissionType="Share", AccountIdsToAdd=["all"])
    assert ssm.describe_document_permission(Name="first", PermissionType="Share")["AccountIds"] == ["all"]
    assert ssm.reset_service_setting(SettingId=setting)["ServiceSetting"]["SettingValue"] == "Enable"
    assert client("ssm", "eu-west-1").get_service_setting(SettingId=setting)["ServiceSetting"]["Status"] == "Default"


def test_a_setting_is_known_and_takes_only_its_values(client):
    ssm = client("ssm")
    with pytest.raises(ClientError, match="ServiceSettingNotFound"):
        ssm.get_service_setting(SettingId="/ssm/no/such/setting")
    with pytest.raises(ClientError, match="ValidationException"):
        ssm.update_service_setting(SettingId="/ssm/documents/console/public-sharing-permission", SettingValue="No")


def test_a_public_document_is_taken_back_however_anyone_is_spelled(client):
    ssm = client("ssm")
    _document(ssm, "agent")
    ssm.modify_document_permission(Name="agent", PermissionType="Share", AccountIdsToAdd=["all"])
    ssm.modify_document_permission(Name="agent", PermissionType="Share", AccountIdsToRemove=["All"])
    assert ssm.describe_document_permission(Name="agent", PermissionType="Share")["AccountIds"] == []
    owned = ssm.list_documents(Filters=[{"Key": "Owner", "Values": ["Self"]}])["DocumentIdentifiers"]
    assert [document["Name"] for document in owned] == ["agent"]


def test_a_public_function_is_seen_and_closed(client):
    function = client("lambda")
    arn = _function(client)
    assert function.list_function_url_configs(FunctionName="resize")["FunctionUrlConfigs"] == []
    function.create_function_url_config(FunctionName="resize", AuthType="NONE")
    with pytest.raises(ClientError, match="ResourceConflictException"):
        function.create_function_url_config(FunctionName="resize", AuthType="NONE")
    _let_anyone_call(function)
    with pytest.raises(ClientError, match="ResourceConflictException"):
        _let_anyone_call(function)
    (statement,) = json.loads(function.get_policy(FunctionName=arn)["Policy"])["Statement"]
    assert statement["Principal"] == "*"
    assert statement["Condition"] == {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}
    function.update_function_url_config(FunctionName="resize", AuthType="AWS_IAM")
    (url,) = function.list_function_url_configs(FunctionName="resize")["FunctionUrlConfigs"]
    assert url["AuthType"] == "AWS_IAM"
    function.remove_permission(FunctionName="resize", StatementId="public")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        function.get_policy(FunctionName="resize")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        function.list_function_url_configs(FunctionName="nothing")


def test_a_public_database_snapshot_is_taken_back(client):
    rds = client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="shop",
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="someone",
        MasterUserPassword="not-a-secret",
        PubliclyAccessible=True,
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="old", DBInstanceIdentifier="shop")
    change = {"DBSnapshotIdentifier": "old", "AttributeName": "restore"}
    rds.modify_db_snapshot_attribute(**change, ValuesToAdd=["all"])
    assert _restorers(rds) == ["all"]
    rds.modify_db_snapshot_attribute(**change, ValuesToRemove=["all"])
    assert _restorers(rds) == []
    rds.modify_db_instance(DBInstanceIdentifier="shop", PubliclyAccessible=False, ApplyImmediately=True)
    (database,) = rds.describe_db_instances()["DBInstances"]
    assert (database["PubliclyAccessible"], database["StorageEncrypted"]) == (False, False)


def test_emr_blocks_public_access_from_the_factory_with_ssh_open(client):
    emr = client("emr")
    factory = emr.get_block_public_access_configuration()["BlockPublicAccessConfiguration"]
    assert factory["BlockPublicSecurityGroupRules"] is True
    assert factory["PermittedPublicSecurityGroupRuleRanges"] == [{"MinRange": 22, "MaxRange": 22}]
    emr.put_block_public_access_configuration(BlockPublicAccessConfiguration={"BlockPublicSecurityGroupRules": False})
    changed = emr.get_block_public_access_configuration()["BlockPublicAccessConfiguration"]
    assert changed == {"BlockPublicSecurityGroupRules": False, "PermittedPublicSecurityGroupRuleRanges": []}
    emr.put_block_public_access_configuration(BlockPublicAccessConfiguration=factory)
    assert emr.get_block_public_access_configuration()["BlockPublicAccessConfiguration"] == factory


def _snapshot(ec2):
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=1)["VolumeId"]
    return ec2.create_snapshot(VolumeId=volume)["SnapshotId"]


def _public_snapshots(ec2):
    found = ec2.describe_snapshots(OwnerIds=["self"], RestorableByUserIds=["all"])["Snapshots"]
    return [snapshot["SnapshotId"] for snapshot in found]


def _public_images(ec2):
    return [image["ImageId"] for image in ec2.describe_images(Owners=["self"], ExecutableUsers=["all"])["Images"]]


def _document(ssm, name):
    content = json.dumps({"schemaVersion": "2.2", "description": name, "mainSteps": []})
    ssm.create_document(Name=name, DocumentType="Command", Content=content)


def _function(client):
    assumes = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [assumes]})
    role = client("iam").create_role(RoleName="resize", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("main.py", "")
    return client("lambda").create_function(
        FunctionName="resize",
        Runtime="python3.12",
        Role=role,
        Handler="main.handler",
        Code={"ZipFile": packed.getvalue()},
    )["FunctionArn"]


def _let_anyone_call(function):
    function.add_permission(
        FunctionName="resize",
        StatementId="public",
        Action="lambda:InvokeFunctionUrl",
        Principal="*",
        FunctionUrlAuthType="NONE",
    )


def _restorers(rds):
    result = rds.describe_db_snapshot_attributes(DBSnapshotIdentifier="old")["DBSnapshotAttributesResult"]
    (attribute,) = result["DBSnapshotAttributes"]
    return attribute["AttributeValues"]


def _wait(settled):
    deadline = time.monotonic() + 5
    while not settled():
        assert time.monotonic() < deadline, "it never settled"
        time.sleep(0.05)
