"""What we know of DNS in the VPCs of a Region. Facts are read only where a VPC is in use."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class QueryLogConfig(Fact):
    """A configuration for logging DNS queries, of ours or shared with us.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverQueryLogConfig.html
    """

    id: str
    name: str
    status: str  # CREATING, CREATED, DELETING or FAILED
    destination: str  # ARN

    @property
    def resource(self) -> str:
        """Its id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class QueryLogging(Fact):
    """That the queries of a VPC are logged by a configuration.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverQueryLogConfigAssociation.html
    """

    id: str
    config: str  # its id
    vpc: str
    status: str  # CREATING, ACTIVE, ACTION_NEEDED, DELETING or FAILED
    error: str | None  # DESTINATION_NOT_FOUND, ACCESS_DENIED or INTERNAL_SERVICE_ERROR

    @property
    def resource(self) -> str:
        """Its id."""
        return self.id

    @property
    def fault(self) -> str | None:
        """Why nothing is logged; None where it is, or is about to be."""
        if self.status in ("ACTIVE", "CREATING"):
            return None
        return f"{self.config} is {self.status}" + (f": {self.error}" if self.error else "")


@dataclass(frozen=True, kw_only=True)
class FirewallAssociation(Fact):
    """That a rule group of DNS Firewall filters the queries of a VPC.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_FirewallRuleGroupAssociation.html
    """

    id: str
    group: str  # id of the rule group
    vpc: str
    status: str  # COMPLETE, UPDATING or DELETING

    @property
    def resource(self) -> str:
        """Its id."""
        return self.id
