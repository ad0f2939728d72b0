"""What Security Hub CSPM keeps for a whole organization: the aggregator that names its home Region, and, where it is
configured centrally, which configuration an account inherits.

https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html,
https://docs.aws.amazon.com/securityhub/latest/userguide/finding-aggregation.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .. import organization, regions
from ..organization import Organization
from ..registry import AwsError, Call
from .regional_administration import SECURITY_HUB, Administration

SELF_MANAGED = "SELF_MANAGED_SECURITY_HUB"


@dataclass
class Aggregator:
    """An account has one, in its home Region."""

    arn: str
    home: str
    mode: str
    regions: list[str]

    def linked(self, account: str) -> list[str]:
        """The Regions whose findings come to the home Region."""
        others = [region for region in regions.all_regions() if region != self.home and regions.usable(account, region)]
        match self.mode:
            case "ALL_REGIONS":
                return others
            case "ALL_REGIONS_EXCEPT_SPECIFIED":
                return [region for region in others if region not in self.regions]
            case "SPECIFIED_REGIONS":
                return [region for region in others if region in self.regions]
        return []


@dataclass
class Association:
    """A configuration, put on an account, an OU or the root."""

    policy: str  # id, or SELF_MANAGED
    settles_at: float  # monotonic
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))


def kept_everywhere(call: Call) -> dict[str, Any]:
    """What an account keeps for all its Regions; its aggregator is under `aggregator`."""
    return call.kept("securityhub", call.account, "")


def aggregator_of(call: Call) -> Aggregator | None:
    found: Aggregator | None = kept_everywhere(call).get("aggregator")
    return found


def central(call: Call) -> tuple[str, Administration] | None:
    """The home Region and the administration of it, where the account's organization is configured centrally."""
    found = organization.of(call.account, call.partition)
    if found is None:
        return None
    everywhere = SECURITY_HUB.everywhere(call, found)
    return next(
        ((region, here) for region, here in everywhere.items() if here.settings["type"] == "CENTRAL"),
        None,
    )


def regions_of(call: Call, home: str, here: Administration) -> list[str]:
    """The Regions that central configuration is for."""
    aggregator = aggregator_of(call.elsewhere(here.administrator, home, "securityhub"))
    return [home, *(aggregator.linked(here.administrator) if aggregator else ())]


def over(found: Organization, here: Administration, node: str) -> tuple[str, Association] | None:
    """The association in force at a node, and the node it is at: this one or the nearest above it."""
    associations: dict[str, Association] = here.settings["associations"]
    return next(((each, associations[each]) for each in reversed(found.lineage(node)) if each in associations), None)


def refuse_managed(call: Call) -> None:
    """An account with a configuration policy leaves its hub and standards to the administrator.

    In these words: https://github.com/hashicorp/terraform-provider-aws/issues/39687
    """
    found, where = organization.of(call.account, call.partition), central(call)
    if found is None or where is None or call.region not in regions_of(call, *where):
        return
    held = over(found, where[1], call.account)
    if held and held[1].policy != SELF_MANAGED:
        raise AwsError(
            "AccessDeniedException",
            "This account is currently associated with a central configuration policy, so only the administrator can "
            "access this operation.",
        )
