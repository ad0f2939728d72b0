"""The default VPC as AWS hands it out, and the refusals that keep a network whole while something depends on it.

https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html: an internet gateway is attached, the main route
table leads to it, and the default security group lets its own members in.
API reference: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html, API_DeleteSubnet,
API_CreateDefaultVpc, API_DetachInternetGateway, API_DeleteSecurityGroup.
"""

from __future__ import annotations

import threading
from typing import Any

from ..registry import Answer, AwsError, Call, amend, guard
from .emulator import backend

# What shows the default VPC or what is in it. Until one of these is asked, nobody can tell that it is not furnished.
SEES_THE_NETWORK = (
    "DescribeVpcs",
    "DescribeSubnets",
    "DescribeInternetGateways",
    "DescribeRouteTables",
    "DescribeSecurityGroups",
    "DescribeSecurityGroupRules",
    "DescribeNetworkInterfaces",
    "AuthorizeSecurityGroupIngress",
    "RevokeSecurityGroupIngress",
    "DetachInternetGateway",
    "DeleteInternetGateway",
    "DeleteSubnet",
    "DeleteVpc",
    "CreateVpc",
    "RunInstances",
)
ANYWHERE = "0.0.0.0/0"
_furnishing = threading.Lock()


@guard("ec2", *SEES_THE_NETWORK)
def furnish_the_first_default_vpc(call: Call) -> None:
    with _furnishing:
        if not call.state.get("default-vpc-furnished"):
            call.state["default-vpc-furnished"] = True
            for vpc in backend(call).describe_vpcs(filters={"is-default": ["true"]}):
                attach_gateway(call, vpc.id)
                admit_own_members(call, vpc.id)


def attach_gateway(call: Call, vpc_id: str) -> None:
    ec2 = backend(call)
    gateway = ec2.create_internet_gateway()
    ec2.attach_internet_gateway(gateway.id, vpc_id)
    main = ec2.describe_route_tables(filters={"vpc-id": [vpc_id], "association.main": ["true"]})[0]
    ec2.create_route(main.id, ANYWHERE, gateway_id=gateway.id)


def admit_own_members(call: Call, vpc_id: str) -> None:
    """The default group of every VPC begins with one rule: all traffic from the group itself."""
    ec2 = backend(call)
    group = ec2.get_default_security_group(vpc_id)
    ec2.authorize_security_group_ingress(
        group.id, "-1", None, None, [], source_groups=[{"GroupId": group.id}], vpc_id=vpc_id
    )


@amend("ec2", "DescribeSecurityGroupRules")
def name_the_owner(call: Call, answer: Answer) -> Answer:
    for rule in answer.get("SecurityGroupRules", []):
        rule.setdefault("GroupOwnerId", call.account)
    return answer


@amend("ec2", "CreateVpc")
def furnish_a_vpc(call: Call, answer: Answer) -> Answer:
    admit_own_members(call, answer["Vpc"]["VpcId"])
    return answer


@amend("ec2", "CreateDefaultVpc")
def furnish_a_new_default_vpc(call: Call, answer: Answer) -> Answer:
    vpc_id = answer["Vpc"]["VpcId"]
    call.state["default-vpc-furnished"] = True
    backend(call).default_vpc = backend(call).get_vpc(vpc_id)  # the emulator goes on using the one it began with
    attach_gateway(call, vpc_id)
    admit_own_members(call, vpc_id)
    return answer


@guard("ec2", "DeleteVpc")
def refuse_to_delete_a_vpc_in_use(call: Call) -> None:
    ec2, vpc_id = backend(call), call.parameters["VpcId"]
    gateways = [gateway for gateway in ec2.internet_gateways.values() if gateway.vpc and gateway.vpc.id == vpc_id]
    groups = [group for group in ec2.groups[vpc_id].values() if not group.is_default]
    endpoints = [endpoint for endpoint in ec2.vpc_end_points.values() if endpoint.vpc_id == vpc_id]
    if gateways or groups or endpoints or interfaces_in(call, vpc_id=vpc_id):
        raise AwsError("DependencyViolation", f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")


@amend("ec2", "DeleteVpc")
def take_its_network_acls_with_it(call: Call, answer: Answer) -> Answer:
    acls = backend(call).network_acls
    for name in [name for name, acl in acls.items() if acl.vpc_id == call.parameters["VpcId"]]:
        del acls[name]
    return answer


@amend("ec2", "DescribeVpcPeeringConnections")
def only_peerings_in_that_state(call: Call, answer: Answer) -> Answer:
    """A connection that was deleted is listed for a while, and filtered out where one state is asked for."""
    asked = {one["Name"]: one["Values"] for one in call.parameters.get("Filters") or []}
    states = asked.get("status-code")
    found = [one for one in answer["VpcPeeringConnections"] if states is None or one["Status"]["Code"] in states]
    return {**answer, "VpcPeeringConnections": found}


@guard("ec2", "DeleteSubnet")
def refuse_to_delete_a_subnet_in_use(call: Call) -> None:
    subnet_id = call.parameters["SubnetId"]
    if any(interface.subnet.id == subnet_id for interface in interfaces_in(call)):
        raise AwsError("DependencyViolation", f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")


@guard("ec2", "DetachInternetGateway")
def refuse_to_detach_a_gateway_in_use(call: Call) -> None:
    vpc_id = call.parameters["VpcId"]
    if any(interface.public_ip for interface in interfaces_in(call, vpc_id=vpc_id)):
        raise AwsError(
            "DependencyViolation",
            f"Network {vpc_id} has some mapped public address(es). "
            "Please unmap those public address(es) before detaching the gateway.",
        )


@guard("ec2", "DeleteSecurityGroup")
def refuse_to_delete_a_default_group(call: Call) -> None:
    group = backend(call).get_security_group_from_id(call.parameters.get("GroupId"))
    if group is None:
        return
    if group.is_default:
        message = f'the specified group: "{group.id}" name: "default" cannot be deleted by a user'
        raise AwsError("CannotDelete", message)
    if any(group.id == member.id for interface in interfaces_in(call) for member in interface.group_set):
        raise AwsError("DependencyViolation", f"resource {group.id} has a dependent object")


@guard("ec2", "RunInstances")
def refuse_to_launch_without_a_network(call: Call) -> None:
    placed = call.parameters.get("SubnetId") or call.parameters.get("NetworkInterfaces")
    if not placed and not backend(call).get_default_vpc():
        raise AwsError(
            "VPCIdNotSpecified",
            "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.",
        )


def interfaces_in(call: Call, *, vpc_id: str | None = None) -> list[Any]:
    """Network interfaces, those of terminated instances excepted."""
    return [
        interface
        for interface in backend(call).enis.values()
        if (vpc_id is None or interface.subnet.vpc_id == vpc_id) and not _is_terminated(interface.instance)
    ]


def _is_terminated(instance: Any) -> bool:
    return instance is not None and instance._state.name == "terminated"
