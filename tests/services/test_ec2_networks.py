"""EC2: what is recorded of VPCs, let into them and routed in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read, in_every_account
from hardpan.services.ec2.collect.peerings import peerings
from hardpan.services.ec2.collect.vpcs import flow_logs, gateway_endpoints, network_acls, vpcs
from hardpan.services.ec2.examples import ENDPOINT, FLOW_LOG, HERE, IDLE_VPC, NETWORK_ACL, PEERING, VPC, VPC_BLOCK
from hardpan.services.organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, TOOLING
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

LISTED = {
    "ec2:DescribeVpcs": {
        "Vpcs": [
            {"VpcId": IDLE_VPC.id, "IsDefault": True, "OwnerId": HERE.account},
            {"VpcId": VPC.id, "IsDefault": False, "OwnerId": HERE.account},
            {"VpcId": "vpc-shared", "IsDefault": False, "OwnerId": "444455556666"},
        ]
    },
}
INSIDE = {"NetworkInterfaces": [{"NetworkInterfaceId": VPC.interfaces[0], "VpcId": VPC.id}]}


def test_a_vpc_that_is_shared_with_us_is_its_owners() -> None:
    assert drive(vpcs(HERE), LISTED | {"ec2:DescribeNetworkInterfaces": INSIDE}) == [VPC, IDLE_VPC]


def test_a_vpc_whose_interfaces_are_hidden_is_known_all_the_same() -> None:
    hidden = denied("ec2:DescribeNetworkInterfaces")
    found = drive(vpcs(HERE), LISTED | {"ec2:DescribeNetworkInterfaces": hidden})
    assert [vpc.id for vpc in found] == [VPC.id, IDLE_VPC.id]
    with pytest.raises(FactUnreadable):
        bool(found[1].is_idle)


def test_flow_logs_of_subnets_are_left_out() -> None:
    told = {
        "FlowLogId": FLOW_LOG.id,
        "ResourceId": VPC.id,
        "TrafficType": "ALL",
        "FlowLogStatus": "ACTIVE",
        "DeliverLogsStatus": "SUCCESS",
        "LogDestination": FLOW_LOG.destination,
    }
    subnet = told | {"FlowLogId": "fl-1", "ResourceId": "subnet-0a1b2c3d4e5f60718"}
    assert drive(flow_logs(HERE), {"ec2:DescribeFlowLogs": {"FlowLogs": [subnet, told]}}) == [FLOW_LOG]


def test_a_flow_log_is_made_where_none_records_what_is_refused() -> None:
    weak = replace(FLOW_LOG, traffic="ACCEPT", destination="arn:aws:s3:::theirs")
    for held in ((VPC,), (VPC, weak), (replace(VPC, interfaces=()),)):
        (made,) = steps_of("ec2.flow_logs", EXAMPLE, Snapshot.of(*held))
        assert made.write.parameters["LogDestination"] == "arn:aws:s3:::hardpan-network-logs-111122223333"
        assert {key.partition("@")[0] for key in made.needs} >= {"s3.network_log_bucket/policy"}
    for held in ((VPC, FLOW_LOG), (IDLE_VPC,), (VPC, replace(FLOW_LOG, delivery="FAILED"))):
        assert steps_of("ec2.flow_logs", EXAMPLE, Snapshot.of(*held)) == []


def test_in_an_organization_they_go_to_whoever_keeps_its_logs() -> None:
    shop = replace(TOOLING, name="shop")
    (made,) = steps_of("ec2.flow_logs", DESCRIBED, Snapshot.of(shop, AS_MEMBER, VPC))
    assert made.write.parameters["LogDestination"] == "arn:aws:s3:::hardpan-network-logs-o-exampleorgid"
    assert not made.needs
    assert in_every_account("s3.network_log_bucket/policy", DESCRIBED.home(HERE)) in made.follows
    assert steps_of("s3.network_log_bucket", DESCRIBED, Snapshot.of(shop, AS_MEMBER, VPC)) == []
    kept = steps_of("s3.network_log_bucket", DESCRIBED, Snapshot.of(TOOLING, AS_MEMBER))
    assert verbs(kept) == [f"s3.network_log_bucket/{verb}" for verb in ("create", "block", "policy", "lifecycle")]
    assert kept[0].write.parameters["Bucket"] == "hardpan-network-logs-o-exampleorgid"
    assert '"aws:SourceOrgID": "o-exampleorgid"' in kept[2].write.parameters["Policy"]


def test_an_acl_is_read_by_number_and_without_what_goes_out() -> None:
    def told(number: int, **more: object) -> dict[str, object]:
        return {"RuleNumber": number, "RuleAction": "allow", "Protocol": "-1", "Egress": False, **more}

    ssh = {"From": 22, "To": 22}
    found = {
        "NetworkAclId": NETWORK_ACL.id,
        "VpcId": VPC.id,
        "OwnerId": HERE.account,
        "Associations": [{"SubnetId": NETWORK_ACL.subnets[0]}],
        "Entries": [
            told(100, CidrBlock="0.0.0.0/0"),
            told(100, CidrBlock="0.0.0.0/0", Egress=True),
            told(101, Ipv6CidrBlock="::/0"),
            told(90, CidrBlock="0.0.0.0/0", RuleAction="deny", Protocol="6", PortRange=ssh),
        ],
    }
    (acl,) = drive(network_acls(HERE), {"ec2:DescribeNetworkAcls": {"NetworkAcls": [found]}})
    assert [one.number for one in acl.entries] == [90, 100, 101]
    assert acl.lets_the_world_in(22).cidr == "::/0", "what is denied to IPv4 is open by IPv6"
    assert acl.lets_the_world_in(3389).cidr == "0.0.0.0/0"


def test_only_endpoints_that_are_there_count() -> None:
    told = {"VpcEndpointId": ENDPOINT.id, "VpcId": VPC.id, "ServiceName": "com.amazonaws.eu-west-1.s3"}
    answers = {
        "ec2:DescribeVpcEndpoints": {"VpcEndpoints": [told | {"State": "available"}, told | {"State": "deleted"}]}
    }
    assert drive(gateway_endpoints(HERE), answers) == [ENDPOINT]


LIST = "pl-0a1b2c3d4e5f60718"
PEERED = {
    "ec2:DescribeVpcPeeringConnections": {
        "VpcPeeringConnections": [
            {
                "VpcPeeringConnectionId": PEERING.id,
                "RequesterVpcInfo": {
                    "OwnerId": HERE.account,
                    "VpcId": VPC.id,
                    "CidrBlock": "10.10.0.0/16",
                    "CidrBlockSet": [{"CidrBlock": "10.10.0.0/16"}],
                },
                "AccepterVpcInfo": {
                    "OwnerId": HERE.account,
                    "VpcId": "vpc-0f1e2d3c4b5a60718",
                    "CidrBlock": "10.20.0.0/16",
                    "Ipv6CidrBlockSet": [{"Ipv6CidrBlock": "2001:db8:20::/56"}],
                },
            }
        ]
    }
}


def tables(*routes: dict[str, str]) -> dict[str, object]:
    return {"RouteTables": [{"RouteTableId": PEERING.routes[0].table, "VpcId": VPC.id, "Routes": list(routes)}]}


def test_only_routes_into_the_connection_count_and_lists_are_looked_into() -> None:
    into = {"VpcPeeringConnectionId": PEERING.id}
    listed = tables(
        {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"},
        {"DestinationCidrBlock": "10.20.3.0/24", **into},
        {"DestinationPrefixListId": LIST, **into},
    )
    entries = {"Entries": [{"Cidr": "10.0.0.0/8"}, {"Cidr": "10.20.0.0/16"}]}
    answers = PEERED | {"ec2:DescribeRouteTables": listed, "ec2:GetManagedPrefixListEntries": entries}
    (found,) = drive(peerings(HERE), answers)
    assert replace(found, routes=found.routes[:1]) == PEERING
    assert [route.destination for route in found.too_wide()] == ["10.0.0.0/8"]


def test_a_list_that_is_hidden_hides_the_routes_and_nothing_else() -> None:
    listed = tables({"DestinationPrefixListId": LIST, "VpcPeeringConnectionId": PEERING.id})
    hidden = denied("ec2:GetManagedPrefixListEntries")
    answers = PEERED | {"ec2:DescribeRouteTables": listed, "ec2:GetManagedPrefixListEntries": hidden}
    (found,) = drive(peerings(HERE), answers)
    assert found.owners == PEERING.owners
    with pytest.raises(FactUnreadable):
        bool(found.routes)


def test_route_tables_are_not_asked_for_without_a_peering() -> None:
    sent: list[Read] = []
    assert drive(peerings(HERE), {"ec2:DescribeVpcPeeringConnections": {"VpcPeeringConnections": []}}, sent) == []
    assert len(sent) == 1


def test_the_block_is_put_up_only_where_an_account_alone_runs_nothing() -> None:
    off = replace(VPC_BLOCK, place=HERE.at("us-east-1"), mode="off", state="default-state")
    (put,) = steps_of("ec2.vpc_public_access_blocked", EXAMPLE, Snapshot.of(off, IN_NONE))
    assert put.undo is not None
    assert put.undo[0].parameters == {"InternetGatewayBlockMode": "off"}
    for held, want in (
        ((off, AS_MEMBER), EXAMPLE),
        ((off, IN_NONE), DESCRIBED),
        ((off, IN_NONE, replace(VPC, place=off.place)), EXAMPLE),
        ((replace(off, place=HERE), IN_NONE), EXAMPLE),
        ((replace(off, managed_by="declarative-policy"), IN_NONE), EXAMPLE),
    ):
        assert steps_of("ec2.vpc_public_access_blocked", want, Snapshot.of(*held)) == []
