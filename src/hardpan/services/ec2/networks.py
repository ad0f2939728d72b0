"""What we know of the networks of a Region: VPCs, and what is recorded of them, let into them and routed in them."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

from .facts import AccountDefault


@dataclass(frozen=True, kw_only=True)
class Vpc(Fact):
    """A VPC of the account's own; one that is shared with it is its owner's to look after."""

    id: str
    is_default: bool
    interfaces: tuple[str, ...]  # network interfaces: whatever runs in it has one

    @property
    def resource(self) -> str:
        """The VPC's id."""
        return self.id

    @property
    def is_idle(self) -> bool:
        """It came with the Region, and nothing is in it.

        Of a VPC that somebody made that cannot be told: its subnets may be shared with other accounts, whose interfaces
        its owner is not shown. Default subnets cannot be shared.
        https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
        """
        return self.is_default and not self.interfaces


@dataclass(frozen=True, kw_only=True)
class FlowLog(Fact):
    """A flow log of a VPC; those of single subnets and interfaces do not count for the whole.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html
    """

    id: str
    vpc: str
    destination: str | None  # ARN of a bucket, log group or stream; None where a log group is told by name
    traffic: str  # ACCEPT, REJECT or ALL
    status: str  # ACTIVE while it is there
    delivery: str | None  # SUCCESS or FAILED; None: not tried yet
    error: str | None  # why delivery failed: "Access error", "Rate limited" or "Unknown error"

    @property
    def resource(self) -> str:
        """The flow log's id."""
        return self.id

    @property
    def shortcoming(self) -> str | None:
        """Why it does not do as the record of what was refused; None where it does."""
        if self.status != "ACTIVE":
            return f"{self.id} is {self.status}"
        if self.delivery == "FAILED":
            return f"{self.id} cannot deliver: {self.error or 'no reason is given'}"
        return f"{self.id} leaves out what is refused" if self.traffic == "ACCEPT" else None


OFF, BLOCK_INGRESS, BLOCK_BIDIRECTIONAL = "off", "block-ingress", "block-bidirectional"
IN_PROGRESS, COMPLETE = "update-in-progress", "update-complete"


@dataclass(frozen=True, kw_only=True)
class VpcBlockPublicAccess(AccountDefault):
    """Whether internet gateways let traffic in, whatever security groups and routes say.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    """

    mode: str  # off, block-ingress or block-bidirectional
    state: str  # default-state, update-in-progress or update-complete

    @property
    def blocks(self) -> bool:
        """Nothing comes in."""
        return self.mode in (BLOCK_INGRESS, BLOCK_BIDIRECTIONAL)


@dataclass(frozen=True)
class AclEntry:
    """A rule of a network ACL for traffic that comes in; the first that matches decides.

    https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
    """

    number: int
    allow: bool
    protocol: str  # a number; "-1" is all of them
    cidr: str
    first: int | None  # ports; None where the protocol has none
    last: int | None

    def covers(self, port: int) -> bool:
        """It is about TCP or UDP on this port."""
        if self.protocol == _ALL:
            return True
        return self.protocol in _WITH_PORTS and (self.first or 0) <= port <= (self.last or 0)


_ALL = "-1"
_WITH_PORTS = ("6", "17")
_WORLD = ("0.0.0.0/0", "::/0")


@dataclass(frozen=True, kw_only=True)
class NetworkAcl(Fact):
    """A network ACL, and what it lets in."""

    id: str
    vpc: str
    is_default: bool
    subnets: tuple[str, ...]  # that it guards
    entries: tuple[AclEntry, ...]  # by number

    @property
    def resource(self) -> str:
        """The network ACL's id."""
        return self.id

    def lets_the_world_in(self, port: int) -> AclEntry | None:
        """The entry by which every address reaches a port. What is denied to some of them does not make it less."""
        for cidr in _WORLD:
            deciding = next((one for one in self.entries if one.cidr == cidr and one.covers(port)), None)
            if deciding and deciding.allow:
                return deciding
        return None


@dataclass(frozen=True, kw_only=True)
class GatewayEndpoint(Fact):
    """A way from a VPC to S3 or DynamoDB that does not lead through the internet.

    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    """

    id: str
    vpc: str
    service: str  # s3 or dynamodb

    @property
    def resource(self) -> str:
        """The endpoint's id."""
        return self.id
