"""What we know of trails, and which of them is the account's audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hardpan.model import Fact, Place

# Trails that a service made for itself and repairs or breaks over: Control Tower's and classic Macie's.
# https://docs.aws.amazon.com/controltower/latest/userguide/existing-account-guidelines.html
MANAGED_BY_SERVICES = ("aws-controltower-", "AWSMacieTrail-DO-NOT-EDIT")


def is_a_services(name: str) -> bool:
    """Whether a trail of this name is a service's own, which nobody else makes, changes or deletes."""
    return name.startswith(MANAGED_BY_SERVICES)


@dataclass(frozen=True, kw_only=True)
class Trail(Fact):
    """A trail that records events of this account, once, wherever its home is; its place is the account.

    An organization's trail shows in every member account, with the ARN it has in the management account.
    """

    arn: str
    name: str
    home_region: str
    multi_region: bool
    global_events: bool  # IAM, STS, CloudFront and other services without a Region
    log_file_validation: bool
    bucket: str
    prefix: str  # of the keys in the bucket; empty where there is none
    organization: bool  # records every account of the organization
    key: str | None  # ARN of the KMS key that encrypts log files; None: SSE-S3
    event_selectors: tuple[dict[str, Any], ...]  # as the API has them; a trail has basic or advanced ones, never both
    advanced_event_selectors: tuple[dict[str, Any], ...]
    is_logging: bool
    started: datetime | None
    delivered: datetime | None
    delivery_error: str | None  # S3's word for why the latest delivery failed
    digest_delivered: datetime | None
    digest_error: str | None

    @property
    def resource(self) -> str:
        return self.arn

    @property
    def home(self) -> Place:
        """Where the trail can be changed: its home Region only."""
        return self.place.at(self.home_region)

    @property
    def owner(self) -> str:
        """The account that made the trail: the management account for an organization's trail."""
        return self.arn.split(":")[4]

    @property
    def changeable(self) -> bool:
        """Made by this account, and by a person rather than a service."""
        return self.owner == self.place.account and not self.managed

    @property
    def managed(self) -> bool:
        """Made by a service for itself."""
        return is_a_services(self.name)

    @property
    def records_every_management_event(self) -> bool:
        """Reads and writes, and no service left out."""
        return any(map(_all_management, self.event_selectors)) or any(
            map(_all_management_advanced, self.advanced_event_selectors)
        )

    @property
    def shortcomings(self) -> list[str]:
        """Why it is not, by itself, a record of all management events of the account."""
        holds = {
            "logging is stopped": self.is_logging,
            "it records one Region": self.multi_region,
            "it leaves out global services": self.global_events,
            "its selectors leave out management events": self.records_every_management_event,
        }
        return [words for words, good in holds.items() if not good]

    @property
    def complete(self) -> bool:
        """It records all management events of all Regions, now."""
        return not self.shortcomings

    @property
    def bucket_is_gone(self) -> bool:
        """The bucket it delivers to does not exist."""
        return self.delivery_error == "NoSuchBucket"


def audit_trail_of(trails: Iterable[Trail]) -> Trail | None:
    """The trail that records the account's management events: a complete one, else the one that lacks least.

    None means that one has to be made. Each further copy of management events is billed, so a trail that can be
    repaired is never left for a new one: https://aws.amazon.com/cloudtrail/pricing/
    """
    repairable: list[Trail] = []
    for trail in trails:
        if trail.complete:
            return trail
        if trail.changeable:
            repairable.append(trail)
    return min(repairable, key=lambda trail: (len(trail.shortcomings), trail.arn), default=None)


def _all_management(selector: dict[str, Any]) -> bool:
    """Of a basic selector. What it leaves out has a default: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html"""
    return (
        selector.get("ReadWriteType", "All") == "All"
        and bool(selector.get("IncludeManagementEvents", True))
        and not selector.get("ExcludeManagementEventSources")
    )


def _all_management_advanced(selector: dict[str, Any]) -> bool:
    """Of an advanced selector: any second field (readOnly, eventSource) narrows it."""
    fields = selector["FieldSelectors"]
    return len(fields) == 1 and fields[0]["Field"] == "eventCategory" and fields[0].get("Equals") == ["Management"]
