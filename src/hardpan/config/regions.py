"""Regions by partition, to suggest the one that was meant and to tell which partition one belongs to.

No list of Regions stays complete, so a name of the right form is taken for a Region even when it is not here.
https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""

from __future__ import annotations

import re

REGIONS: dict[str, tuple[str, ...]] = {
    "aws": (
        *("af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
        *("ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4"),
        *("ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1"),
        *("eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"),
        *("il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1"),
        *("us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
    "aws-eusc": ("eusc-de-east-1",),
}

_PREFIXES = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc"}
_FORM = re.compile(r"(us-gov|eusc-[a-z]{2}|[a-z]{2})-(central|(north|south)?(east|west)|north|south)-[1-9]", re.ASCII)


def all_regions() -> list[str]:
    """Every Region known here, in order."""
    return sorted(region for regions in REGIONS.values() for region in regions)


def looks_like_a_region(name: str) -> bool:
    """Whether a name has the form that Region names have: an area, a direction, a number."""
    return _FORM.fullmatch(name) is not None


def partition_of(region: str) -> str:
    """The partition that a Region belongs to, by its name."""
    return next((partition for prefix, partition in _PREFIXES.items() if region.startswith(prefix)), "aws")
