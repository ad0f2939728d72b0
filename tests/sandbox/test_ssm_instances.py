"""Managed instances: those that something gives a role to, and their patches."""

from sandbox.asking import refused

SETTING = "/ssm/managed-instance/default-ec2-instance-management-role"


def launch(ec2):
    image = ec2.register_image(Name="image", RootDeviceName="/dev/xvda")["ImageId"]
    return ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]


def managed(ssm):
    mine = [{"Key": "ResourceType", "Values": ["EC2Instance"]}]
    return [one["InstanceId"] for one in ssm.describe_instance_information(Filters=mine)["InstanceInformationList"]]


def test_an_instance_registers_once_something_gives_it_a_role(client):
    ec2, ssm = client("ec2"), client("ssm")
    name = launch(ec2)
    assert managed(ssm) == []
    ssm.update_service_setting(SettingId=SETTING, SettingValue="service-role/any")
    assert managed(ssm) == [name]
    assert managed(client("ssm", "eu-west-1")) == []
    ec2.stop_instances(InstanceIds=[name])
    assert managed(ssm) == []


def test_patches_are_known_after_somebody_has_looked(client):
    ec2, ssm = client("ec2"), client("ssm")
    name = launch(ec2)
    ssm.update_service_setting(SettingId=SETTING, SettingValue="service-role/any")
    assert ssm.describe_instance_patch_states(InstanceIds=[name])["InstancePatchStates"] == []
    ssm.send_command(DocumentName="AWS-RunPatchBaseline", InstanceIds=[name], Parameters={"Operation": ["Scan"]})
    (state,) = ssm.describe_instance_patch_states(InstanceIds=[name])["InstancePatchStates"]
    assert (state["Operation"], state["CriticalNonCompliantCount"]) == ("Scan", 0)


def test_an_image_of_another_maker_is_not_there_once_that_is_enforced(client):
    ec2 = client("ec2")
    image = ec2.register_image(Name="image", RootDeviceName="/dev/xvda")["ImageId"]
    ec2.replace_image_criteria_in_allowed_images_settings(ImageCriteria=[{"ImageProviders": ["amazon"]}])
    ec2.enable_allowed_images_settings(AllowedImagesSettingsState="audit-mode")
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)
    ec2.enable_allowed_images_settings(AllowedImagesSettingsState="enabled")
    with refused("InvalidAMIID.NotFound"):
        ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)
    ec2.disable_allowed_images_settings()
    assert ec2.get_allowed_images_settings()["State"] == "disabled"
