"""Managed instances and their patches.

An instance registers at once where Default Host Management gives it a role, or where its own role has AWS's policy for
it. Instances are young: AWS-RunPatchBaseline finds nothing that they lack.
https://docs.aws.amazon.com/systems-manager/latest/userguide/managed_instances.html. API reference:
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html,
API_DescribeInstancePatchStates, API_SendCommand.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from .. import moto_adapter
from ..registry import Answer, Call, amend, overlay
from .emulator import backend
from .ssm import value_of

HOST_MANAGEMENT = "/ssm/managed-instance/default-ec2-instance-management-role"
PATCHING = "AWS-RunPatchBaseline"
POLICIES = ("AmazonSSMManagedInstanceCore", "AmazonSSMManagedEC2InstanceDefaultPolicy")
KEYS = {"InstanceIds": "InstanceId", "PingStatus": "PingStatus", "ResourceType": "ResourceType"}


@overlay("ssm", "DescribeInstanceInformation")
def describe_instances(call: Call) -> Answer:
    """In pages of at most fifty; filters that the sandbox does not know leave nothing out."""
    asked = call.parameters
    told = [_informed(instance) for instance in _managed(call)]
    for one in asked.get("Filters") or []:
        told = [each for each in told if one["Key"] not in KEYS or each[KEYS[one["Key"]]] in one["Values"]]
    first, size = int(asked.get("NextToken") or 0), min(asked.get("MaxResults") or 50, call.page_size or 50)
    rest = {"NextToken": str(first + size)} if first + size < len(told) else {}
    return {"InstanceInformationList": told[first : first + size], **rest}


@overlay("ssm", "DescribeInstancePatchStates")
def describe_patches(call: Call) -> Answer:
    """Of those that were looked at; the others are left out."""
    states = call.state.get("patch-states", {})
    return {"InstancePatchStates": [states[name] for name in call.parameters["InstanceIds"] if name in states]}


@amend("ssm", "SendCommand")
def look_for_patches(call: Call, answer: Answer) -> Answer:
    if call.parameters.get("DocumentName") == PATCHING:
        operation = (call.parameters.get("Parameters") or {}).get("Operation", ["Scan"])[0]
        managed = {instance.id for instance in _managed(call)}
        for name in call.parameters.get("InstanceIds") or []:
            if name in managed:
                _record(call, name, operation)
    return answer


def _record(call: Call, instance: str, operation: str) -> None:
    """That there was a look for patches, which found none missing."""
    when = datetime.now(UTC)
    call.state.setdefault("patch-states", {})[instance] = {
        "InstanceId": instance,
        "PatchGroup": "",
        "BaselineId": "pb-0c10e65780EXAMPLE",
        "OperationStartTime": when,
        "OperationEndTime": when,
        "Operation": operation,
        "CriticalNonCompliantCount": 0,
        "SecurityNonCompliantCount": 0,
    }


def _managed(call: Call) -> list[Any]:
    instances = [one for each in backend(call, "ec2").reservations.values() for one in each.instances]
    by_default = value_of(call, HOST_MANAGEMENT) != "$None"
    running = [one for one in instances if one._state.name == "running"]
    return [one for one in running if by_default or _has_policy(call, one)]


def _has_policy(call: Call, instance: Any) -> bool:
    profile = getattr(instance, "iam_instance_profile", None) or {}
    name = str(profile.get("Arn", "")).rpartition("/")[2]
    found = moto_adapter.iam(call.account).instance_profiles.values()
    roles = [role for one in found if one.name == name for role in one.roles]
    return any(arn.rpartition("/")[2] in POLICIES for role in roles for arn in role.managed_policies)


def _informed(instance: Any) -> dict[str, Any]:
    return {
        "InstanceId": instance.id,
        "PingStatus": "Online",
        "LastPingDateTime": datetime.now(UTC),
        "AgentVersion": "3.3.1345.0",
        "IsLatestVersion": True,
        "PlatformType": "Linux",
        "ResourceType": "EC2Instance",
    }
