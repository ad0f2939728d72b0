"""Who besides the owner may use a snapshot, an image or an instance's metadata service.

API reference: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html,
API_ResetSnapshotAttribute, API_DescribeSnapshots, API_ModifyImageAttribute, API_ResetImageAttribute,
API_ModifyInstanceMetadataOptions.
"""

from __future__ import annotations

from typing import Any

from ..registry import Answer, AwsError, Call, amend, guard, overlay
from .ec2_defaults import IMAGE_BLOCK, SNAPSHOT_BLOCK
from .emulator import backend, refusing

ANYONE = "all"


@overlay("ec2", "ModifySnapshotAttribute")
def modify_snapshot_attribute(call: Call) -> Answer:
    """Both spellings of the request: OperationType with names, or CreateVolumePermission with lists."""
    snapshot = _snapshot(call)
    adding = _permissions(call, "add")
    if ("Group", ANYONE) in adding:
        _refuse_public_snapshot(call)
    _change(snapshot, adding, set.add)
    _change(snapshot, _permissions(call, "remove"), set.discard)
    return {}


@overlay("ec2", "ResetSnapshotAttribute")
def reset_snapshot_attribute(call: Call) -> Answer:
    snapshot = _snapshot(call)
    snapshot.create_volume_permission_groups.clear()
    snapshot.create_volume_permission_userids.clear()
    return {}


@amend("ec2", "DescribeSnapshots")
def only_snapshots_asked_for(call: Call, answer: Answer) -> Answer:
    """The emulator leaves OwnerIds and RestorableByUserIds aside."""
    owners = _accounts(call, "OwnerIds")
    readers = _accounts(call, "RestorableByUserIds")
    answer["Snapshots"] = [
        described
        for described in answer.get("Snapshots", [])
        if (not owners or described["OwnerId"] in owners) and (not readers or _restorable(call, described, readers))
    ]
    return answer


@guard("ec2", "ModifyImageAttribute")
def refuse_public_image(call: Call) -> None:
    adding = (call.parameters.get("LaunchPermission") or {}).get("Add") or []
    groups = {permission.get("Group") for permission in adding}
    if call.parameters.get("OperationType") == "add":
        groups.update(call.parameters.get("UserGroups") or [])
    if ANYONE in groups and IMAGE_BLOCK.read(call) != "unblocked":
        raise AwsError(
            "OperationNotPermitted",
            "You can't publicly share this image because block public access for AMIs is enabled for this account. "
            "To publicly share the image, you must call the DisableImageBlockPublicAccess API.",
        )


@overlay("ec2", "ResetImageAttribute")
def reset_image_attribute(call: Call) -> Answer:
    with refusing():
        (image,) = backend(call).describe_images(ami_ids=[call.parameters["ImageId"]])
    image.launch_permissions.clear()
    return {"Return": True}


@overlay("ec2", "ModifyInstanceMetadataOptions")
def modify_metadata_options(call: Call) -> Answer:
    """An option that is not named keeps its value."""
    with refusing():
        options = backend(call).get_instance(call.parameters["InstanceId"]).metadata_options
    for option, attribute in METADATA_OPTIONS.items():
        if option in call.parameters:
            setattr(options, attribute, call.parameters[option])
    answered = {option: getattr(options, attribute) for option, attribute in METADATA_OPTIONS.items()}
    return {
        "InstanceId": call.parameters["InstanceId"],
        "InstanceMetadataOptions": {**answered, "State": "pending"},
    }


METADATA_OPTIONS = {
    "HttpTokens": "http_tokens",
    "HttpPutResponseHopLimit": "http_put_response_hop_limit",
    "HttpEndpoint": "http_endpoint",
    "HttpProtocolIpv6": "http_protocol_ipv6",
    "InstanceMetadataTags": "instance_metadata_tags",
}


def _snapshot(call: Call) -> Any:
    with refusing():
        return backend(call).get_snapshot(call.parameters["SnapshotId"])


def _permissions(call: Call, operation: str) -> set[tuple[str, str]]:
    """What a request adds to or removes from a snapshot, as ("Group", "all") or ("UserId", account)."""
    listed = (call.parameters.get("CreateVolumePermission") or {}).get(operation.capitalize()) or []
    found = {pair for permission in listed for pair in permission.items()}
    if call.parameters.get("OperationType") == operation:
        found.update(("Group", group) for group in call.parameters.get("GroupNames") or [])
        found.update(("UserId", user) for user in call.parameters.get("UserIds") or [])
    return found


def _change(snapshot: Any, permissions: set[tuple[str, str]], change: Any) -> None:
    for kind, name in permissions:
        groups, users = snapshot.create_volume_permission_groups, snapshot.create_volume_permission_userids
        change(groups if kind == "Group" else users, name)


def _refuse_public_snapshot(call: Call) -> None:
    if SNAPSHOT_BLOCK.read(call) != "unblocked":
        raise AwsError(
            "OperationNotPermitted",
            "You can't publicly share this snapshot because block public access for snapshots is enabled "
            "for this account.",
        )


def _accounts(call: Call, parameter: str) -> set[str]:
    return {call.account if named == "self" else named for named in call.parameters.get(parameter) or []}


def _restorable(call: Call, described: Answer, readers: set[str]) -> bool:
    snapshot = backend(call).get_snapshot(described["SnapshotId"])
    holders = {described["OwnerId"], *snapshot.create_volume_permission_userids}
    return ANYONE in snapshot.create_volume_permission_groups if ANYONE in readers else bool(readers & holders)
