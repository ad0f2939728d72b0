"""Every trail that shows in any Region of the account: the reads that two collectors share."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from hardpan.model import Place, Read, Unreadable

READS = ("ec2:DescribeRegions", "cloudtrail:DescribeTrails")


@dataclass(frozen=True)
class Sighting:
    """A trail as DescribeTrails tells it, and the Region where it was seen: its home, where that is readable."""

    trail: dict[str, Any]
    region: str


@dataclass(frozen=True)
class Sightings:
    """All trails, each once and sorted by ARN, and why a Region could not be looked into, if one could not."""

    trails: tuple[Sighting, ...]
    hidden: Unreadable | None


def everywhere(here: Place) -> Generator[Read | list[Read], Any, Sightings]:
    """Look into every enabled Region, whatever Regions the run is about: a trail at home elsewhere records here too.

    Shadow trails are included: an organization's trail is nothing else in a member account.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
    """
    enabled = yield Read("ec2", "DescribeRegions").at(here.global_region)
    regions = sorted(region["RegionName"] for region in enabled["Regions"])
    answers = yield [Read("cloudtrail", "DescribeTrails", includeShadowTrails=True).at(region) for region in regions]
    seen: dict[str, Sighting] = {}
    hidden: Unreadable | None = None
    for region, answer in zip(regions, answers, strict=True):
        if isinstance(answer, Unreadable):
            hidden = answer if hidden is None else hidden
            continue
        for trail in answer["trailList"]:
            if trail["TrailARN"] not in seen or trail["HomeRegion"] == region:
                seen[trail["TrailARN"]] = Sighting(trail, region)
    return Sightings(tuple(seen[arn] for arn in sorted(seen)), hidden)
