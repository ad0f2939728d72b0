"""Route 53 Resolver: DNS queries that are logged and filtered, of VPCs in use."""

from __future__ import annotations

from dataclasses import replace

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import Read, Ref
from hardpan.services.ec2.examples import HERE, IDLE_VPC, VPC
from hardpan.services.organizations.examples import AS_MEMBER, DESCRIBED, TOOLING
from hardpan.services.route53resolver.collect import firewall_associations, query_log_configs, query_logging
from hardpan.services.route53resolver.examples import CONFIG, FILTERED, LOGGED
from hardpan.snapshot import Snapshot
from services.driving import drive, steps_of, verbs

services.load()

NETWORK = {
    "ec2:DescribeVpcs": {"Vpcs": [{"VpcId": VPC.id, "IsDefault": False}]},
    "ec2:DescribeNetworkInterfaces": {"NetworkInterfaces": []},
}
ONLY_IDLE = NETWORK | {"ec2:DescribeVpcs": {"Vpcs": [{"VpcId": IDLE_VPC.id, "IsDefault": True}]}}
OPERATION = "route53resolver.query_logs"


def test_what_is_logged_and_filtered_is_read() -> None:
    config = {"Id": CONFIG.id, "Name": CONFIG.name, "Status": "CREATED", "DestinationArn": CONFIG.destination}
    logged = {
        "Id": LOGGED.id,
        "ResolverQueryLogConfigId": CONFIG.id,
        "ResourceId": VPC.id,
        "Status": "ACTIVE",
        "Error": "NONE",
    }
    filtered = {"Id": FILTERED.id, "FirewallRuleGroupId": FILTERED.group, "VpcId": VPC.id, "Status": "COMPLETE"}
    answers = NETWORK | {
        "route53resolver:ListResolverQueryLogConfigs": {"ResolverQueryLogConfigs": [config]},
        "route53resolver:ListResolverQueryLogConfigAssociations": {"ResolverQueryLogConfigAssociations": [logged]},
        "route53resolver:ListFirewallRuleGroupAssociations": {"FirewallRuleGroupAssociations": [filtered]},
    }
    assert drive(query_log_configs(HERE), answers) == [CONFIG]
    assert drive(query_logging(HERE), answers) == [LOGGED]
    assert drive(firewall_associations(HERE), answers) == [FILTERED]


def test_resolver_is_not_asked_where_no_vpc_is_in_use() -> None:
    sent: list[Read] = []
    for collect in (query_log_configs, query_logging, firewall_associations):
        assert drive(collect(HERE), ONLY_IDLE, sent) == []
    assert {read.service for read in sent} == {"ec2"}


def test_one_configuration_serves_all_vpcs_of_a_region_and_is_adopted_where_it_is() -> None:
    other = replace(VPC, id="vpc-0f1e2d3c4b5a60718")
    create, *associations = steps_of(OPERATION, EXAMPLE, Snapshot.of(VPC, other, IDLE_VPC))
    assert create.write.parameters["DestinationArn"] == CONFIG.destination
    assert [step.resource for step in associations] == [VPC.id, other.id]
    for step in associations:
        assert step.write.parameters["ResolverQueryLogConfigId"] == Ref(create.key, "ResolverQueryLogConfig.Id")
    adopted = steps_of(OPERATION, EXAMPLE, Snapshot.of(VPC, other, CONFIG, LOGGED))
    assert verbs(adopted) == [f"{OPERATION}/associate:{other.id}"]
    assert adopted[0].write.parameters["ResolverQueryLogConfigId"] == CONFIG.id
    failed = replace(LOGGED, status="FAILED")
    assert steps_of(OPERATION, EXAMPLE, Snapshot.of(VPC, CONFIG, failed)) == []


def test_in_an_organization_they_go_where_its_flow_logs_go() -> None:
    create, _ = steps_of(OPERATION, DESCRIBED, Snapshot.of(replace(TOOLING, name="shop"), AS_MEMBER, VPC))
    assert create.write.parameters["DestinationArn"] == "arn:aws:s3:::hardpan-network-logs-o-exampleorgid"
    assert create.follows
