"""What to ask Macie, and what the answers mean.

Where it is off it answers every question with AccessDeniedException and "Macie is not enabled":
https://github.com/turbot/steampipe-plugin-aws/issues/2119
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, collector

from ..administration import DESCRIBE, administrator, organization
from ..enrolment import READS, left_out
from ..offered import offered
from .administrators import MACIE
from .facts import Administration, Administrator, Discovery, Session

_MEMBERS = ("Enabled", "Paused")  # what is said of an account that is a member


@collector(Session, per="region", reads=["macie2:GetMacieSession"])
def sessions(here: Place) -> Reading[Session]:
    """Macie, if it is on or paused."""
    found = yield from _session(here)
    return [] if found is None else [Session(place=here, status=found["status"])]


@collector(
    Discovery,
    per="region",
    reads=[
        DESCRIBE,
        "macie2:GetMacieSession",
        "macie2:GetAdministratorAccount",
        "macie2:GetAutomatedDiscoveryConfiguration",
    ],
)
def discoveries(here: Place) -> Reading[Discovery]:
    """Automated discovery, or who decides on it."""
    if (yield from _session(here)) is None:
        return []
    above = yield from _above(here)
    if above is not None:
        return [Discovery(place=here, administrator=above, status=None, auto_enable=None)]
    told = yield Read("macie2", "GetAutomatedDiscoveryConfiguration")
    return [
        Discovery(
            place=here,
            administrator=None,
            status=told["status"],
            auto_enable=told.get("autoEnableOrganizationMembers"),
        )
    ]


@collector(Administrator, per="region", reads=MACIE.reads)
def administrators(here: Place) -> Reading[Administrator]:
    """Whom the management account has designated."""
    return (yield from administrator(here, MACIE, Administrator))


@collector(
    Administration,
    per="region",
    reads=[
        DESCRIBE,
        "macie2:GetMacieSession",
        "macie2:GetAdministratorAccount",
        "macie2:DescribeOrganizationConfiguration",
        "macie2:ListMembers",
        *READS,
    ],
)
def administrations(here: Place) -> Reading[Administration]:
    """Of a member of an organization that administers Macie; one that has an administrator itself does not."""
    if (yield from _session(here)) is None or (yield from _above(here)) is not None:
        return []
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] == here.account:
        return []
    configured = yield Read("macie2", "DescribeOrganizationConfiguration").or_none("AccessDeniedException")
    if configured is None:
        return []
    listed = (yield Read("macie2", "ListMembers", onlyAssociated="false"))["members"]
    members = {one["accountId"]: one["relationshipStatus"] for one in listed if one["relationshipStatus"] in _MEMBERS}
    return [
        Administration(
            place=here,
            auto_enable=configured["autoEnable"],
            left_out=(yield from left_out(here, set(members), told["MasterAccountId"])),
            paused=tuple(sorted(name for name, status in members.items() if status == "Paused")),
        )
    ]


def _session(here: Place) -> Generator[Read, Any, Any]:
    """The session; None where Macie is off, or not to be had."""
    if not offered("macie2", here):
        return None
    return (yield Read("macie2", "GetMacieSession").or_none("AccessDeniedException"))


def _above(here: Place) -> Generator[Read, Any, Any]:
    """The account that administers this one; asked within an organization alone."""
    if (yield from organization(here)) is None:
        return None
    told = (yield Read("macie2", "GetAdministratorAccount")).get("administrator")
    return told["accountId"] if told else None
