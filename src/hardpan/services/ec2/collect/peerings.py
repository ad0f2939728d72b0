"""Peering connections, and the routes that lead into them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, collector, lift

from ..peering import Peering, PeeringRoute
from .resources import PAGE


@collector(
    Peering,
    per="region",
    reads=["ec2:DescribeVpcPeeringConnections", "ec2:DescribeRouteTables", "ec2:GetManagedPrefixListEntries"],
)
def peerings(here: Place) -> Reading[Peering]:
    """Active ones; route tables are asked for only where there are any, and prefix lists that lead into one."""
    active = [{"Name": "status-code", "Values": ["active"]}]
    found = (yield Read("ec2", "DescribeVpcPeeringConnections", Filters=active, MaxResults=PAGE))[
        "VpcPeeringConnections"
    ]
    if not found:
        return []
    tables = yield Read("ec2", "DescribeRouteTables", MaxResults=PAGE)
    lists = yield from _listed(lift(_lists, tables))
    return [
        Peering(
            place=here,
            id=one["VpcPeeringConnectionId"],
            owners=tuple(side["OwnerId"] for side in _sides(one)),
            networks={side["VpcId"]: _cidrs(side) for side in _sides(one)},
            routes=lift(_routes_into(one["VpcPeeringConnectionId"], list(lists)), tables, *lists.values()),
        )
        for one in sorted(found, key=lambda one: str(one["VpcPeeringConnectionId"]))
    ]


def _sides(peering: dict[str, Any]) -> list[dict[str, Any]]:
    return [peering["RequesterVpcInfo"], peering["AccepterVpcInfo"]]


def _cidrs(side: dict[str, Any]) -> tuple[str, ...]:
    told = [one["CidrBlock"] for one in side.get("CidrBlockSet", [])]
    told += [one["Ipv6CidrBlock"] for one in side.get("Ipv6CidrBlockSet", [])]
    return tuple(sorted({*told, *filter(None, [side.get("CidrBlock")])}))


def _routes(answer: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        (table, route)
        for table in answer["RouteTables"]
        for route in table.get("Routes", [])
        if route.get("VpcPeeringConnectionId")
    ]


def _lists(answer: dict[str, Any]) -> list[str]:
    return sorted({route["DestinationPrefixListId"] for _, route in _routes(answer) if _list_of(route)})


def _list_of(route: dict[str, Any]) -> str | None:
    return route.get("DestinationPrefixListId")


def _listed(names: Any) -> Generator[list[Read], Any, dict[str, Any]]:
    """The CIDR blocks behind each prefix list; of tables that are hidden, none is known to be needed."""
    if isinstance(names, Unreadable) or not names:
        return {}
    answers = yield [Read("ec2", "GetManagedPrefixListEntries", PrefixListId=name) for name in names]
    return {name: answer["Entries"] for name, answer in zip(names, answers, strict=True)}


def _routes_into(peering: str, names: list[str]) -> Any:
    def of(answer: dict[str, Any], *entries: list[dict[str, str]]) -> tuple[PeeringRoute, ...]:
        lists = dict(zip(names, entries, strict=True))
        return tuple(
            PeeringRoute(table["RouteTableId"], table["VpcId"], destination)
            for table, route in _routes(answer)
            if route["VpcPeeringConnectionId"] == peering
            for destination in _destinations(route, lists)
        )

    return of


def _destinations(route: dict[str, Any], lists: dict[str, list[dict[str, str]]]) -> list[str]:
    if name := _list_of(route):
        return [entry["Cidr"] for entry in lists[name]]
    return [route.get("DestinationCidrBlock") or route["DestinationIpv6CidrBlock"]]
