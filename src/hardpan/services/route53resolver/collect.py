"""What to ask Route 53 Resolver, and what the answers mean. Where no VPC is in use it is not asked."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, collector

from ..ec2.collect.vpcs import READS as VPC_READS
from ..ec2.collect.vpcs import vpcs
from .facts import FirewallAssociation, QueryLogConfig, QueryLogging

PAGE = 100


@collector(QueryLogConfig, per="region", reads=[*VPC_READS, "route53resolver:ListResolverQueryLogConfigs"])
def query_log_configs(here: Place) -> Reading[QueryLogConfig]:
    """The account's own, and those that others share with it."""
    found = yield from _listed(here, "ListResolverQueryLogConfigs", "ResolverQueryLogConfigs")
    return [
        QueryLogConfig(
            place=here,
            id=one["Id"],
            name=one.get("Name", one["Id"]),
            status=one["Status"],
            destination=one["DestinationArn"],
        )
        for one in found
    ]


@collector(QueryLogging, per="region", reads=[*VPC_READS, "route53resolver:ListResolverQueryLogConfigAssociations"])
def query_logging(here: Place) -> Reading[QueryLogging]:
    """Which VPC's queries are logged by which configuration."""
    name = "ListResolverQueryLogConfigAssociations"
    found = yield from _listed(here, name, "ResolverQueryLogConfigAssociations")
    return [
        QueryLogging(
            place=here,
            id=one["Id"],
            config=one["ResolverQueryLogConfigId"],
            vpc=one["ResourceId"],
            status=one["Status"],
            error=None if one.get("Error", "NONE") == "NONE" else one["Error"],
        )
        for one in found
    ]


@collector(FirewallAssociation, per="region", reads=[*VPC_READS, "route53resolver:ListFirewallRuleGroupAssociations"])
def firewall_associations(here: Place) -> Reading[FirewallAssociation]:
    """Which VPC's queries are filtered by which rule group; Firewall Manager's count too."""
    found = yield from _listed(here, "ListFirewallRuleGroupAssociations", "FirewallRuleGroupAssociations")
    return [
        FirewallAssociation(
            place=here, id=one["Id"], group=one["FirewallRuleGroupId"], vpc=one["VpcId"], status=one["Status"]
        )
        for one in found
    ]


def _listed(here: Place, operation: str, member: str) -> Generator[Any, Any, list[dict[str, Any]]]:
    """What a list of Resolver's holds, by id."""
    known = yield from vpcs(here)
    if all(vpc.is_idle for vpc in known):
        return []
    answer = yield Read("route53resolver", operation, MaxResults=PAGE)
    return sorted(answer[member], key=lambda one: str(one["Id"]))
