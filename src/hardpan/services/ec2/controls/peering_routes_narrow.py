"""No route leads more into a peering connection than the network at its other end.

A route of 0.0.0.0/0, or of a whole company's range, into a peering connection sends whatever is not known to the peer,
and makes the peer's mistakes one's own. A route as wide as the peer's VPC, or as one of its subnets, is enough.

Check by hand:
    aws ec2 describe-vpc-peering-connections --region REGION --filters Name=status-code,Values=active
    aws ec2 describe-route-tables --region REGION --filters Name=route.vpc-peering-connection-id,Values=PEERING_ID

Fix by hand:
    aws ec2 create-route --region REGION --route-table-id ROUTE_TABLE_ID --destination-cidr-block NARROW_CIDR --vpc-peering-connection-id PEERING_ID
    aws ec2 delete-route --region REGION --route-table-id ROUTE_TABLE_ID --destination-cidr-block WIDE_CIDR

Edge cases:
    A route for the whole CIDR block of the peer's VPC passes; where single subnets would do, narrower is better. Entries
    of prefix lists count one by one. Routes of the other account are its own to judge. Where the peer's CIDR blocks are
    not told, every route fails.

Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import PEERING
from ..peering import Peering, PeeringRoute

_TABLE, _VPC = PEERING.routes[0].table, PEERING.routes[0].vpc


def _routed(*destinations: str) -> Peering:
    return replace(PEERING, routes=tuple(PeeringRoute(_TABLE, _VPC, one) for one in destinations))


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="infra.vpc.peering",
    passes=[PEERING, _routed(), _routed("10.20.0.0/16", "2001:db8:20::/64"), _routed("10.20.3.7/32")],
    fails=[
        _routed("0.0.0.0/0"),
        _routed("10.20.3.0/24", "10.0.0.0/8"),
        _routed("::/0"),
        _routed("10.10.0.0/16"),
        replace(PEERING, networks={}),
    ],
    none="there is no active peering connection",
    human=(
        "Ask the owner of the network what has to be reached. Console > VPC > Route tables, the table, Routes > Edit "
        "routes: add a route for that CIDR block into the peering connection, then remove the wide one."
    ),
)
def peering_routes_narrow(peering: Peering) -> Verdict:
    wide = peering.too_wide()
    if wide:
        told = ", ".join(f"{route.destination} ({route.table})" for route in wide)
        return Fail(f"routes wider than the network at its other end: {told}")
    return Pass("its routes lead to the network at its other end alone" if peering.routes else "no route leads into it")
