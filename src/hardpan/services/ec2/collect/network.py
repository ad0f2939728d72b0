"""Security groups with their rules, and the default VPC with what is in it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, collector, lift

from ..facts import DefaultSecurityGroup, DefaultVpc, SecurityGroup
from ..rules import SecurityGroupRule
from .resources import PAGE

# Asked for by several collectors in the same words, and so sent once.
_GROUPS = Read("ec2", "DescribeSecurityGroups", MaxResults=PAGE)
_RULES = Read("ec2", "DescribeSecurityGroupRules", MaxResults=PAGE)
# "If you have a large number of network interfaces, the operation fails unless you use pagination":
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
INTERFACES = Read("ec2", "DescribeNetworkInterfaces", MaxResults=PAGE)
_GROUP_READS = ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:GetManagedPrefixListEntries"]


@collector(SecurityGroup, per="region", reads=_GROUP_READS)
def security_groups(here: Place) -> Reading[SecurityGroup]:
    """The account's groups; others shared with it are their owner's to judge."""
    return [SecurityGroup(place=here, **described) for described in (yield from _groups(here))]


@collector(DefaultSecurityGroup, per="region", reads=[*_GROUP_READS, "ec2:DescribeNetworkInterfaces"])
def default_security_groups(here: Place) -> Reading[DefaultSecurityGroup]:
    """The group that came with each VPC, and which network interfaces are in it."""
    groups = [described for described in (yield from _groups(here)) if described["name"] == "default"]
    used = lift(_members, (yield INTERFACES)) if groups else {}
    return [
        DefaultSecurityGroup(place=here, interfaces=used.get(described["id"], ()), **described) for described in groups
    ]


@collector(
    DefaultVpc,
    per="region",
    reads=[
        "ec2:DescribeVpcs",
        "ec2:DescribeSubnets",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeRouteTables",
        "ec2:DescribeNetworkAcls",
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpnGateways",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeNetworkInterfaces",
    ],
)
def default_vpcs(here: Place) -> Reading[DefaultVpc]:
    """The default VPC, of which a Region has at most one, with what would be lost or in the way if it went."""
    found = (yield Read("ec2", "DescribeVpcs", Filters=[{"Name": "is-default", "Values": ["true"]}]))["Vpcs"]
    if not found:
        return []
    vpc = found[0]["VpcId"]
    inside = [{"Name": "vpc-id", "Values": [vpc]}]
    attached = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
    subnets, gateways, tables, lists, endpoints, vpns, groups, interfaces = yield [
        Read("ec2", "DescribeSubnets", Filters=inside),
        Read("ec2", "DescribeInternetGateways", Filters=attached),
        Read("ec2", "DescribeRouteTables", Filters=inside),
        Read("ec2", "DescribeNetworkAcls", Filters=inside),
        Read("ec2", "DescribeVpcEndpoints", Filters=inside),
        Read("ec2", "DescribeVpnGateways", Filters=attached),
        _GROUPS,
        INTERFACES,
    ]
    return [
        DefaultVpc(
            place=here,
            id=vpc,
            subnets=lift(_ids("SubnetId"), subnets["Subnets"]),
            gateways=lift(_ids("InternetGatewayId"), gateways["InternetGateways"]),
            interfaces=lift(_in_vpc(vpc, "NetworkInterfaceId"), interfaces["NetworkInterfaces"]),
            additions=lift(_additions(vpc), subnets, tables, lists, endpoints, vpns, groups),
        )
    ]


def _groups(here: Place) -> Generator[Read | list[Read], Any, list[dict[str, Any]]]:
    groups, rules = yield [_GROUPS, _RULES]
    ours = [group for group in groups["SecurityGroups"] if group["OwnerId"] == here.account]
    lists = lift(_prefix_lists, rules)
    cidrs = (yield from _entries(lists)) if not isinstance(lists, Unreadable) else {}
    by_group = lift(_by_group(cidrs), rules["SecurityGroupRules"])
    return [
        {
            "id": group["GroupId"],
            "name": group["GroupName"],
            "vpc": group["VpcId"],
            "rules": by_group.get(group["GroupId"], ()),
        }
        for group in sorted(ours, key=lambda group: str(group["GroupId"]))
        if group.get("VpcId")
    ]


def _prefix_lists(rules: dict[str, Any]) -> list[str]:
    return sorted(
        {
            rule["PrefixListId"]
            for rule in rules["SecurityGroupRules"]
            if rule.get("PrefixListId") and not rule["IsEgress"]
        }
    )


def _entries(lists: list[str]) -> Generator[list[Read], Any, dict[str, Any]]:
    """The CIDR blocks behind each prefix list: one of them may be 0.0.0.0/0."""
    if not lists:
        return {}
    answers = yield [Read("ec2", "GetManagedPrefixListEntries", PrefixListId=name) for name in lists]
    return {name: lift(_cidrs, answer["Entries"]) for name, answer in zip(lists, answers, strict=True)}


def _cidrs(entries: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(entry["Cidr"] for entry in entries))


def _by_group(cidrs: dict[str, Any]) -> Any:
    def of(rules: list[dict[str, Any]]) -> dict[str, tuple[SecurityGroupRule, ...]]:
        found: dict[str, list[SecurityGroupRule]] = {}
        for rule in sorted(rules, key=lambda rule: str(rule["SecurityGroupRuleId"])):
            made = SecurityGroupRule.from_answer(rule, cidrs.get(rule.get("PrefixListId", ""), ()))
            found.setdefault(rule["GroupId"], []).append(made)
        return {group: tuple(own) for group, own in found.items()}

    return of


def _members(answer: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    members: dict[str, list[str]] = {}
    for interface in answer["NetworkInterfaces"]:
        for group in interface.get("Groups", []):
            members.setdefault(group["GroupId"], []).append(interface["NetworkInterfaceId"])
    return {group: tuple(sorted(found)) for group, found in members.items()}


def _ids(name: str) -> Any:
    return lambda found: tuple(sorted(item[name] for item in found))


def _in_vpc(vpc: str, name: str) -> Any:
    return lambda found: tuple(sorted(item[name] for item in found if item.get("VpcId") == vpc))


def _additions(vpc: str) -> Any:
    def of(subnets: Any, tables: Any, lists: Any, endpoints: Any, vpns: Any, groups: Any) -> tuple[str, ...]:
        found = [
            *(f"subnet {item['SubnetId']}" for item in subnets["Subnets"] if not item["DefaultForAz"]),
            *(f"route table {item['RouteTableId']}" for item in tables["RouteTables"] if not _as_made(item)),
            *(f"network ACL {item['NetworkAclId']}" for item in lists["NetworkAcls"] if not item["IsDefault"]),
            *(f"endpoint {item['VpcEndpointId']}" for item in endpoints["VpcEndpoints"] if item["State"] != "deleted"),
            *(f"VPN gateway {item['VpnGatewayId']}" for item in vpns["VpnGateways"] if item["State"] != "deleted"),
            *(
                f"security group {item['GroupId']}"
                for item in groups["SecurityGroups"]
                if item.get("VpcId") == vpc and item["GroupName"] != "default"
            ),
        ]
        return tuple(sorted(found))

    return of


def _as_made(table: dict[str, Any]) -> bool:
    """The main route table, with no route but those within the VPC and to its internet gateway.

    A route elsewhere tells of a peering connection or a gateway that depends on the VPC.
    """
    main = any(association.get("Main") for association in table.get("Associations", []))
    return main and all(route.get("GatewayId", "").startswith(("local", "igw-")) for route in table.get("Routes", []))
