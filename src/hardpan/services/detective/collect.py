"""What to ask Detective, and what the answers mean."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, collector

from ..administration import DESCRIBE, administrator, organization
from ..enrolment import READS, left_out
from ..offered import offered
from .administrators import DETECTIVE
from .facts import Administration, Administrator, Graph


@collector(Graph, per="region", reads=["detective:ListGraphs"])
def graphs(here: Place) -> Reading[Graph]:
    """The account's graph, if it has one; that of an organization belongs to its administrator alone."""
    return [Graph(place=here, arn=arn) for arn in (yield from _graphs(here))]


@collector(Administrator, per="region", reads=DETECTIVE.reads)
def administrators(here: Place) -> Reading[Administrator]:
    """Whom the management account has designated."""
    return (yield from administrator(here, DETECTIVE, Administrator))


@collector(
    Administration,
    per="region",
    reads=[
        DESCRIBE,
        "detective:ListGraphs",
        "detective:DescribeOrganizationConfiguration",
        "detective:ListMembers",
        *READS,
    ],
)
def administrations(here: Place) -> Reading[Administration]:
    """Of a member of an organization that administers Detective: it has a graph, which is the organization's."""
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] == here.account:
        return []
    found: list[Administration] = []
    for arn in (yield from _graphs(here)):
        asked = Read("detective", "DescribeOrganizationConfiguration", GraphArn=arn)
        configured = yield asked.or_none("AccessDeniedException")
        if configured is None:
            continue
        members = (yield Read("detective", "ListMembers", GraphArn=arn))["MemberDetails"]
        found.append(
            Administration(
                place=here,
                graph=arn,
                auto_enable=configured["AutoEnable"],
                left_out=(yield from left_out(here, {one["AccountId"] for one in members}, told["MasterAccountId"])),
                held_back={
                    one["AccountId"]: one.get("DisabledReason") or one["Status"]
                    for one in members
                    if one["Status"] != "ENABLED"
                },
            )
        )
    return found


def _graphs(here: Place) -> Generator[Read, Any, list[str]]:
    """ARNs of the graphs that the account administers, of which AWS allows one."""
    if not offered("detective", here):
        return []
    told = yield Read("detective", "ListGraphs").or_none("AccessDeniedException")
    return [] if told is None else sorted(one["Arn"] for one in told["GraphList"])
