"""What to ask Systems Manager, and what the answers mean."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..ec2.collect.resources import INSTANCES
from .facts import (
    HOST_MANAGEMENT,
    PUBLIC_SHARING,
    Document,
    DocumentSharing,
    HostManagement,
    PatchState,
    RunningInstance,
)

# What one request may name: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstancePatchStates.html
_INSTANCES_PER_CALL = 50
_MANAGED = Read(
    "ssm",
    "DescribeInstanceInformation",
    Filters=[{"Key": "ResourceType", "Values": ["EC2Instance"]}],
    MaxResults=50,
)
_INSTANCE_READS = ["ec2:DescribeInstances", "ssm:DescribeInstanceInformation"]


@collector(DocumentSharing, per="region", reads=["ssm:GetServiceSetting"])
def document_sharing(here: Place) -> Reading[DocumentSharing]:
    """The Region's switch for public documents; it always has a value."""
    answer = yield Read("ssm", "GetServiceSetting", SettingId=PUBLIC_SHARING)
    return [DocumentSharing(place=here, public_sharing=answer["ServiceSetting"]["SettingValue"])]


@collector(Document, per="region", reads=["ssm:ListDocuments", "ssm:DescribeDocumentPermission"])
def documents(here: Place) -> Reading[Document]:
    """The account's own documents, each with its permission."""
    mine = [{"Key": "Owner", "Values": ["Self"]}]
    listed = (yield Read("ssm", "ListDocuments", Filters=mine)).get("DocumentIdentifiers")
    names = sorted(found["Name"] for found in listed or [])
    permissions = yield [Read("ssm", "DescribeDocumentPermission", Name=name, PermissionType="Share") for name in names]
    return [
        Document(place=here, name=name, public=lift(_names_everybody, answer.get("AccountIds")))
        for name, answer in zip(names, permissions, strict=True)
    ]


def _names_everybody(accounts: list[str] | None) -> bool:
    """AWS writes `all`, its documentation also `All`."""
    return any(account.lower() == "all" for account in accounts or [])


@collector(HostManagement, per="region", reads=["ssm:GetServiceSetting"])
def host_management(here: Place) -> Reading[HostManagement]:
    """The Region's default role; the setting always has a value."""
    answer = yield Read("ssm", "GetServiceSetting", SettingId=HOST_MANAGEMENT)
    return [HostManagement(place=here, role=answer["ServiceSetting"]["SettingValue"])]


@collector(RunningInstance, per="region", reads=_INSTANCE_READS)
def running_instances(here: Place) -> Reading[RunningInstance]:
    """Systems Manager is asked only where an instance runs."""
    running, pings = yield from _pings()
    return [RunningInstance(place=here, id=name, ping=pings.get(name)) for name in running]


@collector(PatchState, per="region", reads=[*_INSTANCE_READS, "ssm:DescribeInstancePatchStates"])
def patch_states(here: Place) -> Reading[PatchState]:
    """Of instances that run and have registered, fifty at a time."""
    running, pings = yield from _pings()
    managed = [name for name in running if name in pings]
    answers = yield [
        Read("ssm", "DescribeInstancePatchStates", InstanceIds=managed[first : first + _INSTANCES_PER_CALL])
        for first in range(0, len(managed), _INSTANCES_PER_CALL)
    ]
    told = {state["InstanceId"]: state for answer in answers for state in answer["InstancePatchStates"]}
    return [_patch_state(here, name, told.get(name, {})) for name in managed]


def _pings() -> Generator[Read, Any, tuple[list[str], dict[str, str]]]:
    """The instances that run, and the ping of those that have registered."""
    described = yield INSTANCES
    instances = [one for reservation in described["Reservations"] for one in reservation["Instances"]]
    running = sorted(one["InstanceId"] for one in instances if one["State"]["Name"] == "running")
    if not running:
        return [], {}
    informed = (yield _MANAGED)["InstanceInformationList"]
    return running, {one["InstanceId"]: one["PingStatus"] for one in informed}


def _patch_state(here: Place, name: str, state: dict[str, Any]) -> PatchState:
    return PatchState(
        place=here,
        id=name,
        scanned=state.get("OperationEndTime"),
        critical=state.get("CriticalNonCompliantCount") or 0,
        security=state.get("SecurityNonCompliantCount") or 0,
    )
