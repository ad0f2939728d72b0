"""What we know of VPC peering connections."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeAlias

from hardpan.model import Fact

_Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True)
class PeeringRoute:
    """A route of ours into a peering connection."""

    table: str
    vpc: str
    destination: str  # CIDR block; of a prefix list, one of its entries


@dataclass(frozen=True, kw_only=True)
class Peering(Fact):
    """An active VPC peering connection, seen from one of its sides or, between two VPCs of ours, from both.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
    """

    id: str
    owners: tuple[str, ...]  # accounts of its two VPCs
    networks: dict[str, tuple[str, ...]]  # CIDR blocks of each of its two VPCs, as far as they are told
    routes: tuple[PeeringRoute, ...]

    @property
    def resource(self) -> str:
        """The peering connection's id."""
        return self.id

    def too_wide(self) -> list[PeeringRoute]:
        """Routes that lead more into the connection than the network at its other end."""
        return [route for route in self.routes if not self._fits(route)]

    def _fits(self, route: PeeringRoute) -> bool:
        wanted = ip_network(route.destination, strict=False)
        beyond = [ip_network(cidr) for vpc, cidrs in self.networks.items() if vpc != route.vpc for cidr in cidrs]
        return any(_within(wanted, network) for network in beyond)


def _within(inner: _Network, outer: _Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version
