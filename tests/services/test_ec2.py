"""EC2: account defaults, networks, instances, and what is shared with others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions, Waiver
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, OPERATIONS, Fact, FactUnreadable, Place, Read, Status, Step
from hardpan.services.ec2.collect.defaults import (
    ebs_encryption_by_default,
    image_block_public_access,
    instance_metadata_defaults,
    serial_console_access,
    snapshot_block_public_access,
)
from hardpan.services.ec2.collect.network import default_security_groups, default_vpcs, security_groups
from hardpan.services.ec2.collect.resources import instances, public_images, public_snapshots
from hardpan.services.ec2.examples import (
    DEFAULT_GROUP,
    EBS_ENCRYPTION,
    HERE,
    IMAGE_BLOCK,
    INSTANCE,
    METADATA_DEFAULTS,
    PUBLIC_IMAGE,
    PUBLIC_SNAPSHOT,
    REGION,
    SECURITY_GROUP,
    SERIAL_CONSOLE,
    SNAPSHOT_BLOCK,
    UNUSED_VPC,
    rule,
)
from hardpan.services.ec2.facts import SecurityGroup
from hardpan.services.ec2.rules import SecurityGroupRule
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

WORLD = "0.0.0.0/0"
REMOVE = replace(EXAMPLE, consent=("ec2.remove_default_vpc",))
USED_GROUP = replace(DEFAULT_GROUP, interfaces=("eni-0a1b2c3d4e5f60718",))


def status(control: str, *facts: Fact, want: Any = EXAMPLE) -> Status:
    (found,) = evaluate([CONTROLS[control]], Snapshot.of(*facts), want)
    return found.status


# Collectors: answers in, facts out.


def test_account_defaults_are_read_with_who_decides_on_them() -> None:
    level = {"HttpTokens": "required", "HttpPutResponseHopLimit": 2, "ManagedBy": "declarative-policy"}
    (imds,) = drive(instance_metadata_defaults(HERE), {"ec2:GetInstanceMetadataDefaults": {"AccountLevel": level}})
    assert imds == replace(METADATA_DEFAULTS, managed_by="declarative-policy")
    (unset,) = drive(instance_metadata_defaults(HERE), {"ec2:GetInstanceMetadataDefaults": {"AccountLevel": {}}})
    assert unset == replace(METADATA_DEFAULTS, http_tokens=None, hop_limit=None)
    console = {"SerialConsoleAccessEnabled": False, "ManagedBy": "account"}
    assert drive(serial_console_access(HERE), {"ec2:GetSerialConsoleAccessStatus": console}) == [SERIAL_CONSOLE]
    images = {"ImageBlockPublicAccessState": "block-new-sharing", "ManagedBy": "account"}
    assert drive(image_block_public_access(HERE), {"ec2:GetImageBlockPublicAccessState": images}) == [IMAGE_BLOCK]
    snapshots = {"State": "block-all-sharing", "ManagedBy": "account"}
    answers = {"ec2:GetSnapshotBlockPublicAccessState": snapshots}
    assert drive(snapshot_block_public_access(HERE), answers) == [SNAPSHOT_BLOCK]
    answers = {"ec2:GetEbsEncryptionByDefault": {"EbsEncryptionByDefault": True}}
    assert drive(ebs_encryption_by_default(HERE), answers) == [EBS_ENCRYPTION]


def test_a_refused_default_is_unknown_and_not_off() -> None:
    refused = {"ec2:GetEbsEncryptionByDefault": denied("ec2:GetEbsEncryptionByDefault")}
    (hidden,) = drive(ebs_encryption_by_default(HERE), refused)
    assert status("ec2.ebs_encryption_by_default", hidden) is Status.UNKNOWN


def test_terminated_instances_are_left_out() -> None:
    def described(name: str, state: str, tokens: str) -> dict[str, Any]:
        options = {"HttpTokens": tokens, "HttpEndpoint": "enabled", "State": "applied"}
        return {"InstanceId": name, "State": {"Name": state}, "MetadataOptions": options}

    reservations = [
        {"Instances": [described("i-2", "stopped", "optional"), described("i-3", "terminated", "optional")]},
        {"Instances": [described("i-1", "running", "required")]},
    ]
    found = drive(instances(HERE), {"ec2:DescribeInstances": {"Reservations": reservations}})
    assert [(each.id, each.answers_v1) for each in found] == [("i-1", False), ("i-2", True)]


def test_only_public_snapshots_and_images_of_ours_are_asked_for() -> None:
    sent: list[Read] = []
    answers = {
        "ec2:DescribeSnapshots": {"Snapshots": [{"SnapshotId": "snap-2"}, {"SnapshotId": "snap-1"}]},
        "ec2:DescribeImages": {"Images": [{"ImageId": "ami-1"}]},
    }
    assert [found.id for found in drive(public_snapshots(HERE), answers, sent)] == ["snap-1", "snap-2"]
    assert [found.id for found in drive(public_images(HERE), answers, sent)] == ["ami-1"]
    assert sent[0].parameters.items() >= {"OwnerIds": ["self"], "RestorableByUserIds": ["all"]}.items()
    assert sent[1].parameters.items() >= {"Owners": ["self"], "ExecutableUsers": ["all"]}.items()


def described_group(name: str, group: str = "sg-1", owner: str = HERE.account) -> dict[str, Any]:
    return {"GroupId": group, "GroupName": name, "VpcId": "vpc-1", "OwnerId": owner}


def described_rule(name: str, group: str = "sg-1", **more: Any) -> dict[str, Any]:
    basics = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IsEgress": False, "GroupOwnerId": HERE.account}
    return {"SecurityGroupRuleId": name, "GroupId": group, **basics, **more}


def test_rules_are_read_with_what_makes_them_again() -> None:
    rules = [
        described_rule("sgr-1", CidrIpv4=WORLD, Description="for now", Tags=[{"Key": "k", "Value": "v"}]),
        described_rule("sgr-2", CidrIpv6="::/0"),
        described_rule("sgr-3", IpProtocol="-1", FromPort=-1, ToPort=-1, IsEgress=True, CidrIpv4=WORLD),
        described_rule("sgr-4", ReferencedGroupInfo={"GroupId": "sg-9", "UserId": "444455556666"}),
        described_rule("sgr-5", IpProtocol="icmp", FromPort=8, ToPort=-1, CidrIpv4="10.0.0.0/8"),
    ]
    answers = {
        "ec2:DescribeSecurityGroups": {"SecurityGroups": [described_group("web")]},
        "ec2:DescribeSecurityGroupRules": {"SecurityGroupRules": rules},
    }
    (group,) = drive(security_groups(HERE), answers)
    ports = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    assert [found.permission for found in group.rules] == [
        {**ports, "IpRanges": [{"CidrIp": WORLD, "Description": "for now"}]},
        {**ports, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": WORLD}]},
        {**ports, "UserIdGroupPairs": [{"GroupId": "sg-9", "UserId": "444455556666"}]},
        {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
    ]
    assert group.rules[0].tags == (("k", "v"),)
    assert [str(found) for found in group.rules[:4]] == [
        "tcp 22 from 0.0.0.0/0",
        "tcp 22 from ::/0",
        "all traffic to 0.0.0.0/0",
        "tcp 22 from sg-9",
    ]


def test_groups_that_another_account_shares_are_not_ours_to_judge() -> None:
    groups = [described_group("web"), described_group("theirs", "sg-2", "444455556666")]
    answers = {
        "ec2:DescribeSecurityGroups": {"SecurityGroups": groups},
        "ec2:DescribeSecurityGroupRules": {"SecurityGroupRules": []},
    }
    assert [group.id for group in drive(security_groups(HERE), answers)] == ["sg-1"]


def listed_group(entries: Any) -> SecurityGroup:
    """A group with one rule on SSH from a prefix list."""
    answers = {
        "ec2:DescribeSecurityGroups": {"SecurityGroups": [described_group("web")]},
        "ec2:DescribeSecurityGroupRules": {"SecurityGroupRules": [described_rule("sgr-1", PrefixListId="pl-1")]},
        "ec2:GetManagedPrefixListEntries": entries,
    }
    (group,) = drive(security_groups(HERE), answers)
    assert isinstance(group, SecurityGroup)
    return group


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"Entries": [{"Cidr": "10.0.0.0/8"}]}, Status.PASS),
        ({"Entries": [{"Cidr": "10.0.0.0/8"}, {"Cidr": WORLD}]}, Status.FAIL),
        (denied("ec2:GetManagedPrefixListEntries"), Status.UNKNOWN),
    ],
)
def test_prefix_lists_are_looked_into(entries: Any, expected: Status) -> None:
    assert status("ec2.no_open_admin_ports", listed_group(entries)) is expected


def test_a_hidden_prefix_list_does_not_hide_a_clear_breach() -> None:
    group = listed_group(denied("ec2:GetManagedPrefixListEntries"))
    both = replace(group, rules=(*group.rules, rule(2, WORLD, 22)))
    assert status("ec2.no_open_admin_ports", both) is Status.FAIL
    planned = OPERATIONS["ec2.close_open_ports"].run(EXAMPLE, Snapshot.of(both))
    assert next(planned).write.parameters["SecurityGroupRuleIds"] == [rule(2, WORLD, 22).id]
    with pytest.raises(FactUnreadable):
        next(planned)


def test_refused_rules_leave_the_groups_known() -> None:
    answers = {
        "ec2:DescribeSecurityGroups": {"SecurityGroups": [described_group("web")]},
        "ec2:DescribeSecurityGroupRules": denied("ec2:DescribeSecurityGroupRules"),
    }
    (group,) = drive(security_groups(HERE), answers)
    assert group.id == "sg-1"
    assert status("ec2.no_open_data_ports", group) is Status.UNKNOWN


def test_default_groups_are_read_with_what_uses_them() -> None:
    interfaces = [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "Groups": [{"GroupId": "sg-1"}]}]
    answers = {
        "ec2:DescribeSecurityGroups": {"SecurityGroups": [described_group("default"), described_group("web", "sg-2")]},
        "ec2:DescribeSecurityGroupRules": {"SecurityGroupRules": []},
        "ec2:DescribeNetworkInterfaces": {"NetworkInterfaces": interfaces},
    }
    (group,) = drive(default_security_groups(HERE), answers)
    assert (group.id, group.interfaces) == ("sg-1", ("eni-1",))
    answers["ec2:DescribeNetworkInterfaces"] = denied("ec2:DescribeNetworkInterfaces")
    (group,) = drive(default_security_groups(HERE), answers)
    assert status("ec2.default_security_group_empty", group) is Status.PASS


def vpc_answers(**changed: Any) -> dict[str, Any]:
    routes = [{"DestinationCidrBlock": "172.31.0.0/16", "GatewayId": "local"}, {"GatewayId": "igw-1"}]
    table = {"RouteTableId": "rtb-1", "Associations": [{"Main": True}], "Routes": routes}
    return {
        "ec2:DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1", "IsDefault": True}]},
        "ec2:DescribeSubnets": {"Subnets": [{"SubnetId": "subnet-1", "DefaultForAz": True}]},
        "ec2:DescribeInternetGateways": {"InternetGateways": [{"InternetGatewayId": "igw-1"}]},
        "ec2:DescribeRouteTables": {"RouteTables": [table]},
        "ec2:DescribeNetworkAcls": {"NetworkAcls": [{"NetworkAclId": "acl-1", "IsDefault": True}]},
        "ec2:DescribeVpcEndpoints": {"VpcEndpoints": []},
        "ec2:DescribeVpnGateways": {"VpnGateways": []},
        "ec2:DescribeSecurityGroups": {"SecurityGroups": [described_group("default")]},
        "ec2:DescribeNetworkInterfaces": {"NetworkInterfaces": []},
    } | {f"ec2:{name}": answer for name, answer in changed.items()}


def test_a_default_vpc_as_aws_made_it_is_untouched() -> None:
    (vpc,) = drive(default_vpcs(HERE), vpc_answers())
    assert vpc == replace(UNUSED_VPC, id="vpc-1", subnets=("subnet-1",), gateways=("igw-1",))
    assert vpc.is_untouched
    sent: list[Read] = []
    assert drive(default_vpcs(HERE), {"ec2:DescribeVpcs": {"Vpcs": []}}, sent) == []
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"DescribeSubnets": {"Subnets": [{"SubnetId": "subnet-2", "DefaultForAz": False}]}}, "subnet subnet-2"),
        ({"DescribeRouteTables": {"RouteTables": [{"RouteTableId": "rtb-2"}]}}, "route table rtb-2"),
        (
            {
                "DescribeRouteTables": {
                    "RouteTables": [
                        {
                            "RouteTableId": "rtb-1",
                            "Associations": [{"Main": True}],
                            "Routes": [{"VpcPeeringConnectionId": "pcx-1"}],
                        }
                    ]
                }
            },
            "route table rtb-1",
        ),
        ({"DescribeNetworkAcls": {"NetworkAcls": [{"NetworkAclId": "a-2", "IsDefault": False}]}}, "network ACL a-2"),
        ({"DescribeVpcEndpoints": {"VpcEndpoints": [{"VpcEndpointId": "e-1", "State": "available"}]}}, "endpoint e-1"),
        ({"DescribeVpnGateways": {"VpnGateways": [{"VpnGatewayId": "v-1", "State": "available"}]}}, "VPN gateway v-1"),
        ({"DescribeSecurityGroups": {"SecurityGroups": [described_group("web", "sg-2")]}}, "security group sg-2"),
    ],
)
def test_what_somebody_added_to_a_default_vpc_keeps_it(changed: dict[str, Any], named: str) -> None:
    (vpc,) = drive(default_vpcs(HERE), vpc_answers(**changed))
    assert vpc.additions == (named,)
    assert status("ec2.no_default_vpc", REGION, vpc) is Status.FAIL
    assert steps_of("ec2.remove_default_vpc", REMOVE, Snapshot.of(vpc)) == []


def test_what_cannot_be_seen_of_a_default_vpc_keeps_it() -> None:
    (vpc,) = drive(default_vpcs(HERE), vpc_answers(DescribeNetworkInterfaces=denied("ec2:DescribeNetworkInterfaces")))
    with pytest.raises(FactUnreadable):
        steps_of("ec2.remove_default_vpc", REMOVE, Snapshot.of(vpc))


# Operations: facts in, steps out.


@pytest.mark.parametrize(
    ("operation", "facts"),
    [
        ("ec2.instance_metadata_defaults", [METADATA_DEFAULTS]),
        ("ec2.serial_console_access", [SERIAL_CONSOLE]),
        ("ec2.image_block_public_access", [IMAGE_BLOCK]),
        ("ec2.snapshot_block_public_access", [SNAPSHOT_BLOCK]),
        ("ec2.hide_public_snapshots", [SNAPSHOT_BLOCK, PUBLIC_SNAPSHOT]),
        ("ec2.ebs_encryption_by_default", [EBS_ENCRYPTION]),
        ("ec2.require_imdsv2", [INSTANCE]),
        ("ec2.close_open_ports", [SECURITY_GROUP]),
        ("ec2.default_security_group", [DEFAULT_GROUP]),
        ("ec2.default_security_group_in_use", [USED_GROUP]),
    ],
)
def test_nothing_is_changed_where_all_is_well(operation: str, facts: list[Fact]) -> None:
    assert steps_of(operation, EXAMPLE, Snapshot.of(*facts)) == []


def one_step(operation: str, *facts: Fact, want: Any = EXAMPLE) -> Step:
    (step,) = steps_of(operation, want, Snapshot.of(*facts))
    return step


@pytest.mark.parametrize(
    ("operation", "fact"),
    [
        ("ec2.instance_metadata_defaults", replace(METADATA_DEFAULTS, http_tokens="optional")),
        ("ec2.serial_console_access", replace(SERIAL_CONSOLE, enabled=True)),
        ("ec2.image_block_public_access", replace(IMAGE_BLOCK, state="unblocked")),
        ("ec2.snapshot_block_public_access", replace(SNAPSHOT_BLOCK, state="unblocked")),
    ],
)
def test_what_a_declarative_policy_holds_is_left_alone(operation: str, fact: Any) -> None:
    assert one_step(operation, fact).undo
    assert steps_of(operation, EXAMPLE, Snapshot.of(replace(fact, managed_by="declarative-policy"))) == []


@pytest.mark.parametrize(
    ("tokens", "hops", "sent", "back"),
    [
        (None, None, ("required", 2), ("no-preference", -1)),
        ("optional", 1, ("required", 1), ("optional", 1)),
        ("required", 64, ("required", 2), ("required", 64)),
    ],
)
def test_metadata_defaults_go_back_to_what_they_were(
    tokens: str | None, hops: int | None, sent: tuple[str, int], back: tuple[str, int]
) -> None:
    step = one_step("ec2.instance_metadata_defaults", replace(METADATA_DEFAULTS, http_tokens=tokens, hop_limit=hops))
    assert step.write.parameters == {"HttpTokens": sent[0], "HttpPutResponseHopLimit": sent[1]}
    assert step.undo is not None
    assert step.undo[0].parameters == {"HttpTokens": back[0], "HttpPutResponseHopLimit": back[1]}


def test_the_image_block_is_waited_for_as_long_as_aws_says() -> None:
    step = one_step("ec2.image_block_public_access", replace(IMAGE_BLOCK, state="unblocked"))
    assert step.settled is not None
    assert (step.settled.equals, step.settled.seconds) == ("block-new-sharing", 600)


def test_hiding_public_snapshots_asks_for_consent_and_blocking_others_does_not() -> None:
    block = replace(SNAPSHOT_BLOCK, state="block-new-sharing")
    harmless, hiding = "ec2.snapshot_block_public_access", "ec2.hide_public_snapshots"
    assert OPERATIONS[harmless].consent is None
    assert OPERATIONS[hiding].consent
    assert steps_of(harmless, EXAMPLE, Snapshot.of(block, PUBLIC_SNAPSHOT)) == []
    assert steps_of(hiding, EXAMPLE, Snapshot.of(block)) == []
    step = one_step(hiding, block, PUBLIC_SNAPSHOT)
    assert step.undo is not None
    assert step.undo[0].parameters == {"State": "block-new-sharing"}
    unblocked = one_step(harmless, replace(block, state="unblocked"))
    assert unblocked.undo is not None
    assert unblocked.undo[0].operation == "DisableSnapshotBlockPublicAccess"


@pytest.mark.parametrize(
    ("operation", "public", "block"),
    [
        ("ec2.unshare_snapshots", PUBLIC_SNAPSHOT, SNAPSHOT_BLOCK),
        ("ec2.unshare_images", PUBLIC_IMAGE, IMAGE_BLOCK),
    ],
)
def test_sharing_can_be_taken_back_only_where_no_block_was(operation: str, public: Fact, block: Any) -> None:
    before_the_block = one_step(operation, public, replace(block, state="unblocked"))
    assert before_the_block.undo is not None
    assert len(before_the_block.undo) == 1
    assert [error.code for error in before_the_block.not_yet] == ["OperationNotPermitted"]
    assert one_step(operation, public, block).undo is None


def test_a_running_instance_is_waited_for_and_a_stopped_one_not() -> None:
    step = one_step("ec2.require_imdsv2", replace(INSTANCE, http_tokens="optional"))
    assert step.settled is not None
    assert step.write.parameters == {"InstanceId": INSTANCE.id, "HttpTokens": "required"}
    assert one_step("ec2.require_imdsv2", replace(INSTANCE, http_tokens="optional", state="stopped")).settled is None


def test_a_default_vpc_goes_in_the_order_aws_demands() -> None:
    steps = steps_of("ec2.remove_default_vpc", EXAMPLE, Snapshot.of(UNUSED_VPC))
    assert [step.write.operation for step in steps] == [
        "DetachInternetGateway",
        "DeleteInternetGateway",
        "DeleteSubnet",
        "DeleteSubnet",
        "DeleteVpc",
    ]
    detach, gateway, *subnets, vpc = steps
    assert gateway.needs == {detach.key}
    assert vpc.needs == {gateway.key, *(subnet.key for subnet in subnets)}
    assert [len(step.undo or ()) for step in steps] == [0, 0, 0, 0, 1]


def test_one_rule_is_revoked_once_for_both_controls_and_comes_back_as_it_was() -> None:
    described = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": WORLD, "Description": "testing"}]}
    everything = replace(rule(1, WORLD, None), permission=described, tags=(("team", "web"),))
    step = one_step("ec2.close_open_ports", replace(SECURITY_GROUP, rules=(everything, rule(2, WORLD, 443))))
    assert step.controls == ("ec2.no_open_admin_ports", "ec2.no_open_data_ports")
    assert step.write.parameters == {"GroupId": SECURITY_GROUP.id, "SecurityGroupRuleIds": [everything.id]}
    assert step.undo is not None
    assert step.undo[0].operation == "AuthorizeSecurityGroupIngress"
    assert step.undo[0].parameters == {
        "GroupId": SECURITY_GROUP.id,
        "IpPermissions": [described],
        "TagSpecifications": [{"ResourceType": "security-group-rule", "Tags": [{"Key": "team", "Value": "web"}]}],
    }


def test_a_step_belongs_to_the_control_its_port_breaks() -> None:
    rules = (rule(1, WORLD, 22), rule(2, "::/0", 5432))
    steps = steps_of("ec2.close_open_ports", EXAMPLE, Snapshot.of(replace(SECURITY_GROUP, rules=rules)))
    assert [step.controls for step in steps] == [("ec2.no_open_admin_ports",), ("ec2.no_open_data_ports",)]


def test_excepted_ports_stay_open_and_shared_rules_are_a_persons_to_split() -> None:
    want = replace(EXAMPLE, exceptions=Exceptions(open_ports=(f"{SECURITY_GROUP.id}/22",)))
    ssh = replace(SECURITY_GROUP, rules=(rule(1, WORLD, 22),))
    assert steps_of("ec2.close_open_ports", want, Snapshot.of(ssh)) == []
    assert status("ec2.no_open_admin_ports", ssh, want=want) is Status.PASS
    shared: SecurityGroupRule = replace(rule(1, WORLD, 22), to_port=3389)
    both = replace(SECURITY_GROUP, rules=(shared,))
    assert steps_of("ec2.close_open_ports", want, Snapshot.of(both)) == []
    assert status("ec2.no_open_admin_ports", both, want=want) is Status.FAIL


def test_no_rule_is_revoked_by_two_operations() -> None:
    rules = (rule(1, WORLD, 22), rule(2, "10.0.0.0/8", 443), rule(3, WORLD, None, egress=True))
    for group in (replace(DEFAULT_GROUP, rules=rules), replace(USED_GROUP, rules=rules)):
        plain = SecurityGroup(place=HERE, id=group.id, name=group.name, vpc=group.vpc, rules=rules)
        have = Snapshot.of(group, plain)
        names = ("ec2.close_open_ports", "ec2.default_security_group", "ec2.default_security_group_in_use")
        by_operation = {name: steps_of(name, EXAMPLE, have) for name in names}
        right = "ec2.default_security_group_in_use" if group.interfaces else "ec2.default_security_group"
        assert {name: len(steps) for name, steps in by_operation.items() if steps} == {right: 3}
        steps = by_operation[right]
        assert steps[0].controls == ("ec2.default_security_group_empty", "ec2.no_open_admin_ports")
        assert [step.write.operation for step in steps] == [
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress",
        ]


def test_a_default_group_in_use_asks_for_consent() -> None:
    assert OPERATIONS["ec2.default_security_group"].consent is None
    assert OPERATIONS["ec2.default_security_group_in_use"].consent


def test_a_group_that_goes_with_its_vpc_is_not_emptied_first() -> None:
    group = replace(DEFAULT_GROUP, rules=(rule(1, "10.0.0.0/8", 443),))
    have = Snapshot.of(group, UNUSED_VPC)
    emptied = ["ec2.default_security_group/revoke:" + group.rules[0].id]
    assert steps_of("ec2.default_security_group", REMOVE, have) == []
    assert verbs(steps_of("ec2.default_security_group", EXAMPLE, have)) == emptied
    kept = Waiver(control="ec2.no_default_vpc", reason="wizards", owner="ada", expires=date(2027, 1, 1))
    assert verbs(steps_of("ec2.default_security_group", replace(REMOVE, waivers=(kept,)), have)) == emptied
    in_use = replace(UNUSED_VPC, interfaces=("eni-0a1b2c3d4e5f60718",))
    assert verbs(steps_of("ec2.default_security_group", REMOVE, Snapshot.of(group, in_use))) == emptied


def test_places_keep_their_partition() -> None:
    china = Place("111122223333", "cn-north-1", "aws-cn")
    step = one_step("ec2.ebs_encryption_by_default", replace(EBS_ENCRYPTION, place=china, enabled=False))
    assert step.place == china
