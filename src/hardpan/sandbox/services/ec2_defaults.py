"""EC2 settings of an account in a Region: what new instances, images and snapshots are held to.

API reference:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceMetadataDefaults.html and
API_ModifyInstanceMetadataDefaults, API_{Get,Enable,Disable}ImageBlockPublicAccess,
API_{Get,Enable,Disable}SnapshotBlockPublicAccess, API_{Get,Enable,Disable}SerialConsoleAccess, API_DescribeRegions.
EBS encryption by default is the emulator's own.
"""

from __future__ import annotations

from typing import Any

from .. import regions
from ..registry import Answer, AwsError, Call, amend, overlay
from .emulator import backend
from .settings import Setting

# AWS speaks of up to ten minutes; the sandbox makes a caller wait too, though not that long.
IMAGE_BLOCK_SETTLES_AFTER = 0.5

# "By default, block public access for AMIs is enabled" for accounts created since October 2023:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
IMAGE_BLOCK = Setting("image-block-public-access", "block-new-sharing", IMAGE_BLOCK_SETTLES_AFTER)
SNAPSHOT_BLOCK = Setting("snapshot-block-public-access", "unblocked")
SERIAL_CONSOLE = Setting("serial-console", False)
METADATA_DEFAULTS = Setting("instance-metadata-defaults", {})

NO_PREFERENCE = ("no-preference", -1)
# Each default, and the name under which the emulator's instance has it.
LAUNCH_OPTIONS = {
    "HttpTokens": "http_tokens",
    "HttpPutResponseHopLimit": "http_put_response_hop_limit",
    "HttpEndpoint": "http_endpoint",
    "InstanceMetadataTags": "instance_metadata_tags",
}


OPT_IN_STATUS = {"ENABLED_BY_DEFAULT": "opt-in-not-required", "ENABLED": "opted-in", "DISABLING": "opted-in"}


@overlay("ec2", "DescribeRegions")
def describe_regions(call: Call) -> Answer:
    """The Regions of this partition that the account can use; with AllRegions the others too."""
    named = call.parameters.get("RegionNames") or regions.all_regions()
    if unknown := [name for name in named if name not in regions.all_regions()]:
        raise AwsError("InvalidParameterValue", f"Invalid region names: {unknown}")
    filters = {each["Name"]: each["Values"] for each in call.parameters.get("Filters") or []}
    described = [_describe_region(call, name) for name in named]
    return {
        "Regions": [
            region
            for region in described
            if (call.parameters.get("AllRegions") or region["OptInStatus"] != "not-opted-in")
            and all(region[REGION_FILTERS[name]] in values for name, values in filters.items())
        ]
    }


REGION_FILTERS = {"region-name": "RegionName", "opt-in-status": "OptInStatus", "endpoint": "Endpoint"}


def _describe_region(call: Call, name: str) -> Answer:
    return {
        "RegionName": name,
        "Endpoint": f"ec2.{name}.amazonaws.com",
        "OptInStatus": OPT_IN_STATUS.get(regions.status(call.account, name), "not-opted-in"),
    }


@overlay("ec2", "GetImageBlockPublicAccessState")
def get_image_block(call: Call) -> Answer:
    return {"ImageBlockPublicAccessState": IMAGE_BLOCK.read(call), "ManagedBy": "account"}


@overlay("ec2", "EnableImageBlockPublicAccess")
def enable_image_block(call: Call) -> Answer:
    IMAGE_BLOCK.write(call, "block-new-sharing")
    return {"ImageBlockPublicAccessState": "block-new-sharing"}


@overlay("ec2", "DisableImageBlockPublicAccess")
def disable_image_block(call: Call) -> Answer:
    IMAGE_BLOCK.write(call, "unblocked")
    return {"ImageBlockPublicAccessState": "unblocked"}


@overlay("ec2", "GetSnapshotBlockPublicAccessState")
def get_snapshot_block(call: Call) -> Answer:
    return {"State": SNAPSHOT_BLOCK.read(call), "ManagedBy": "account"}


@overlay("ec2", "EnableSnapshotBlockPublicAccess")
def enable_snapshot_block(call: Call) -> Answer:
    state = call.parameters["State"]
    # `unblocked` is in the model's list and yet refused: https://github.com/boto/boto3/issues/3942
    if state not in ("block-all-sharing", "block-new-sharing"):
        raise AwsError(
            "InvalidRequest",
            f"Value '{state}' for State is not valid. Valid values are 'block-all-sharing' and 'block-new-sharing'.",
        )
    SNAPSHOT_BLOCK.write(call, state)
    return {"State": state}


@overlay("ec2", "DisableSnapshotBlockPublicAccess")
def disable_snapshot_block(call: Call) -> Answer:
    SNAPSHOT_BLOCK.write(call, "unblocked")
    return {"State": "unblocked"}


@overlay("ec2", "GetSerialConsoleAccessStatus")
def get_serial_console(call: Call) -> Answer:
    return {"SerialConsoleAccessEnabled": SERIAL_CONSOLE.read(call), "ManagedBy": "account"}


@overlay("ec2", "EnableSerialConsoleAccess", "DisableSerialConsoleAccess")
def set_serial_console(call: Call) -> Answer:
    SERIAL_CONSOLE.write(call, call.operation == "EnableSerialConsoleAccess")
    return {"SerialConsoleAccessEnabled": SERIAL_CONSOLE.read(call)}


@overlay("ec2", "GetInstanceMetadataDefaults")
def get_metadata_defaults(call: Call) -> Answer:
    return {"AccountLevel": {**METADATA_DEFAULTS.read(call), "ManagedBy": "account"}}


@overlay("ec2", "ModifyInstanceMetadataDefaults")
def modify_metadata_defaults(call: Call) -> Answer:
    """Replace the named defaults, keep the others; "no preference" takes one away."""
    asked = {name: value for name, value in call.parameters.items() if name != "DryRun"}
    hops = asked.get("HttpPutResponseHopLimit")
    if hops is not None and hops != -1 and not 1 <= hops <= 64:
        raise AwsError("InvalidParameterValue", f"Value ({hops}) for parameter HttpPutResponseHopLimit is invalid.")
    defaults = {**METADATA_DEFAULTS.read(call), **asked}
    METADATA_DEFAULTS.write(call, {name: value for name, value in defaults.items() if value not in NO_PREFERENCE})
    return {"Return": True}


@amend("ec2", "RunInstances")
def launch_with_metadata_defaults(call: Call, answer: Answer) -> Answer:
    """An option the launch leaves open is the account's default, where the account has one."""
    asked = call.parameters.get("MetadataOptions") or {}
    for option, value in METADATA_DEFAULTS.read(call).items():
        for instance in answer["Instances"] if option in LAUNCH_OPTIONS and option not in asked else []:
            instance["MetadataOptions"][option] = value
            setattr(_launched(call, instance["InstanceId"]).metadata_options, LAUNCH_OPTIONS[option], value)
    return answer


def _launched(call: Call, instance_id: str) -> Any:
    return backend(call).get_instance(instance_id)
