"""VPCs and what belongs to them: each a list for the whole Region."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..networks import (
    AclEntry,
    FlowLog,
    GatewayEndpoint,
    NetworkAcl,
    Vpc,
    VpcBlockPublicAccess,
)
from .defaults import ACCOUNT
from .network import INTERFACES
from .resources import PAGE

READS = ["ec2:DescribeVpcs", "ec2:DescribeNetworkInterfaces"]
VPCS = Read("ec2", "DescribeVpcs", MaxResults=PAGE)


@collector(Vpc, per="region", reads=READS)
def vpcs(here: Place) -> Reading[Vpc]:
    """The account's own, with what is in them."""
    listed, interfaces = yield [VPCS, INTERFACES]
    inside = lift(_by_vpc, interfaces)
    return [
        Vpc(
            place=here,
            id=found["VpcId"],
            is_default=found.get("IsDefault", False),
            interfaces=inside.get(found["VpcId"], ()),
        )
        for found in sorted(listed["Vpcs"], key=lambda found: str(found["VpcId"]))
        if found.get("OwnerId", here.account) == here.account
    ]


@collector(FlowLog, per="region", reads=["ec2:DescribeFlowLogs"])
def flow_logs(here: Place) -> Reading[FlowLog]:
    """Those of VPCs."""
    answer = yield Read("ec2", "DescribeFlowLogs", MaxResults=PAGE)
    return [
        FlowLog(
            place=here,
            id=found["FlowLogId"],
            vpc=found["ResourceId"],
            destination=found.get("LogDestination"),
            traffic=found["TrafficType"],
            status=found["FlowLogStatus"],
            delivery=found.get("DeliverLogsStatus"),
            error=found.get("DeliverLogsErrorMessage"),
        )
        for found in sorted(answer["FlowLogs"], key=lambda found: str(found["FlowLogId"]))
        if found["ResourceId"].startswith("vpc-")
    ]


def _by_vpc(answer: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    inside: dict[str, list[str]] = {}
    for interface in answer["NetworkInterfaces"]:
        inside.setdefault(interface.get("VpcId", ""), []).append(interface["NetworkInterfaceId"])
    return {vpc: tuple(sorted(found)) for vpc, found in inside.items()}


@collector(VpcBlockPublicAccess, per="region", reads=["ec2:DescribeVpcBlockPublicAccessOptions"])
def vpc_block_public_access(here: Place) -> Reading[VpcBlockPublicAccess]:
    """The Region's own block; exclusions of single VPCs and subnets are not asked for."""
    told = (yield Read("ec2", "DescribeVpcBlockPublicAccessOptions"))["VpcBlockPublicAccessOptions"]
    return [
        VpcBlockPublicAccess(
            place=here,
            managed_by=told.get("ManagedBy", ACCOUNT),
            mode=told["InternetGatewayBlockMode"],
            state=told["State"],
        )
    ]


@collector(NetworkAcl, per="region", reads=["ec2:DescribeNetworkAcls"])
def network_acls(here: Place) -> Reading[NetworkAcl]:
    """The account's own."""
    answer = yield Read("ec2", "DescribeNetworkAcls", MaxResults=PAGE)
    return [
        NetworkAcl(
            place=here,
            id=found["NetworkAclId"],
            vpc=found["VpcId"],
            is_default=found.get("IsDefault", False),
            subnets=tuple(sorted(one["SubnetId"] for one in found.get("Associations", []))),
            entries=tuple(sorted(map(_entry, filter(_is_ingress, found["Entries"])), key=lambda one: one.number)),
        )
        for found in sorted(answer["NetworkAcls"], key=lambda found: str(found["NetworkAclId"]))
        if found.get("OwnerId", here.account) == here.account
    ]


@collector(GatewayEndpoint, per="region", reads=["ec2:DescribeVpcEndpoints"])
def gateway_endpoints(here: Place) -> Reading[GatewayEndpoint]:
    """Those that are available; interface endpoints are a workload's own choice."""
    gateways = [{"Name": "vpc-endpoint-type", "Values": ["Gateway"]}]
    answer = yield Read("ec2", "DescribeVpcEndpoints", Filters=gateways, MaxResults=PAGE)
    return [
        GatewayEndpoint(
            place=here,
            id=found["VpcEndpointId"],
            vpc=found["VpcId"],
            service=found["ServiceName"].rpartition(".")[2],
        )
        for found in sorted(answer["VpcEndpoints"], key=lambda found: str(found["VpcEndpointId"]))
        if found.get("State", "available").lower() == "available"
    ]


def _is_ingress(entry: dict[str, Any]) -> bool:
    return not entry["Egress"]


def _entry(entry: dict[str, Any]) -> AclEntry:
    ports = entry.get("PortRange") or {}
    return AclEntry(
        number=int(entry["RuleNumber"]),
        allow=entry["RuleAction"] == "allow",
        protocol=str(entry["Protocol"]),
        cidr=entry.get("CidrBlock") or entry.get("Ipv6CidrBlock") or "",
        first=ports.get("From"),
        last=ports.get("To"),
    )
