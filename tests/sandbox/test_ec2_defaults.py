"""What an account's EC2 settings are from the factory, and that writing one is seen, undone and kept to its Region."""

import time

import pytest
from botocore.exceptions import ClientError


def test_a_new_account_has_the_factory_settings(client):
    ec2 = client("ec2")
    assert ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"] == "block-new-sharing"
    assert ec2.get_snapshot_block_public_access_state()["State"] == "unblocked"
    assert ec2.get_serial_console_access_status()["SerialConsoleAccessEnabled"] is False
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    assert ec2.get_instance_metadata_defaults()["AccountLevel"] == {"ManagedBy": "account"}


def test_snapshot_block_is_per_region_and_can_be_undone(client):
    here, elsewhere = client("ec2", "us-east-1"), client("ec2", "eu-west-1")
    assert here.enable_snapshot_block_public_access(State="block-all-sharing")["State"] == "block-all-sharing"
    assert here.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    assert elsewhere.get_snapshot_block_public_access_state()["State"] == "unblocked"
    here.disable_snapshot_block_public_access()
    assert here.get_snapshot_block_public_access_state()["State"] == "unblocked"


def test_snapshot_block_cannot_be_enabled_as_unblocked(client):
    with pytest.raises(ClientError, match="InvalidRequest"):
        client("ec2").enable_snapshot_block_public_access(State="unblocked")


def test_image_block_is_seen_only_after_it_has_settled(client):
    ec2 = client("ec2")
    ec2.disable_image_block_public_access()
    assert _image_block(ec2) == "block-new-sharing"
    _wait(lambda: _image_block(ec2) == "unblocked")
    ec2.enable_image_block_public_access(ImageBlockPublicAccessState="block-new-sharing")
    assert _image_block(ec2) == "unblocked"
    _wait(lambda: _image_block(ec2) == "block-new-sharing")


def test_serial_console_and_ebs_encryption_turn_on_and_off(client):
    ec2 = client("ec2")
    ec2.enable_serial_console_access()
    assert ec2.get_serial_console_access_status()["SerialConsoleAccessEnabled"] is True
    ec2.disable_serial_console_access()
    assert ec2.get_serial_console_access_status()["SerialConsoleAccessEnabled"] is False
    ec2.enable_ebs_encryption_by_default()
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    ec2.disable_ebs_encryption_by_default()
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False


def test_metadata_defaults_keep_what_is_not_named_and_forget_what_has_no_preference(client):
    ec2 = client("ec2")
    ec2.modify_instance_metadata_defaults(HttpTokens="required", HttpPutResponseHopLimit=2)
    ec2.modify_instance_metadata_defaults(HttpEndpoint="enabled")
    assert ec2.get_instance_metadata_defaults()["AccountLevel"] == {
        "HttpTokens": "required",
        "HttpPutResponseHopLimit": 2,
        "HttpEndpoint": "enabled",
        "ManagedBy": "account",
    }
    ec2.modify_instance_metadata_defaults(
        HttpTokens="no-preference", HttpPutResponseHopLimit=-1, HttpEndpoint="no-preference"
    )
    assert ec2.get_instance_metadata_defaults()["AccountLevel"] == {"ManagedBy": "account"}


def test_metadata_defaults_refuse_an_impossible_hop_limit(client):
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        client("ec2").modify_instance_metadata_defaults(HttpPutResponseHopLimit=65)


def test_a_launch_takes_the_defaults_it_does_not_override(client):
    ec2 = client("ec2")
    ec2.modify_instance_metadata_defaults(HttpTokens="required", HttpPutResponseHopLimit=2)
    image = ec2.register_image(Name="image", RootDeviceName="/dev/xvda")["ImageId"]
    launched = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, MetadataOptions={"HttpPutResponseHopLimit": 5})[
        "Instances"
    ][0]
    assert launched["MetadataOptions"]["HttpTokens"] == "required"
    assert _metadata_options(ec2) == ("required", 5)


def test_metadata_options_of_an_instance_keep_what_is_not_named(client):
    ec2 = client("ec2")
    image = ec2.register_image(Name="image", RootDeviceName="/dev/xvda")["ImageId"]
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, MetadataOptions={"HttpPutResponseHopLimit": 5})[
        "Instances"
    ][0]["InstanceId"]
    assert _metadata_options(ec2) == ("optional", 5)
    ec2.modify_instance_metadata_options(InstanceId=instance, HttpTokens="required", HttpEndpoint="enabled")
    assert _metadata_options(ec2) == ("required", 5)
    with pytest.raises(ClientError, match=r"InvalidInstanceID\.NotFound"):
        ec2.modify_instance_metadata_options(InstanceId="i-0123456789abcdef0", HttpTokens="required")


def test_regions_are_those_the_account_can_use_unless_all_are_asked_for(client):
    ec2 = client("ec2")
    usable = {region["RegionName"]: region["OptInStatus"] for region in ec2.describe_regions()["Regions"]}
    everything = {
        region["RegionName"]: region["OptInStatus"] for region in ec2.describe_regions(AllRegions=True)["Regions"]
    }
    assert len(usable) == 17
    assert set(usable.values()) == {"opt-in-not-required"}
    assert everything["af-south-1"] == "not-opted-in"
    assert not any(name.startswith(("cn-", "us-gov-")) for name in everything)
    (one,) = ec2.describe_regions(RegionNames=["eu-west-1"])["Regions"]
    assert one["Endpoint"] == "ec2.eu-west-1.amazonaws.com"
    asked = ec2.describe_regions(AllRegions=True, Filters=[{"Name": "opt-in-status", "Values": ["not-opted-in"]}])
    assert {region["RegionName"] for region in asked["Regions"]} == set(everything) - set(usable)


def _image_block(ec2):
    return ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"]


def _metadata_options(ec2):
    (options,) = [
        instance["MetadataOptions"]
        for reservation in ec2.describe_instances()["Reservations"]
        for instance in reservation["Instances"]
    ]
    return options["HttpTokens"], options["HttpPutResponseHopLimit"]


def _wait(settled):
    deadline = time.monotonic() + 5
    while not settled():
        assert time.monotonic() < deadline, "it never settled"
        time.sleep(0.05)
