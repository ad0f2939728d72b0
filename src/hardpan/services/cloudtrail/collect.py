"""What to ask CloudTrail, and what the answers mean."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .everywhere import READS, everywhere
from .facts import Trail


@collector(Trail, per="account", reads=[*READS, "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"])
def trails(here: Place) -> Reading[Trail]:
    """Every trail once, its state read in its home Region; last, one unreadable trail where a Region is hidden."""
    found = yield from everywhere(here)
    arns = [(sighting.trail["TrailARN"], sighting.region) for sighting in found.trails]
    # Away from home a trail is found by its ARN only.
    answers = yield [
        *(Read("cloudtrail", "GetTrailStatus", Name=arn).at(region) for arn, region in arns),
        *(Read("cloudtrail", "GetEventSelectors", TrailName=arn).at(region) for arn, region in arns),
    ]
    statuses, selectors = answers[: len(arns)], answers[len(arns) :]
    facts = [
        _trail(here, sighting.trail, status, selector)
        for sighting, status, selector in zip(found.trails, statuses, selectors, strict=True)
    ]
    if found.hidden is not None:
        unknown: dict[str, Any] = {item.name: found.hidden for item in fields(Trail) if item.name != "place"}
        facts.append(Trail(place=here, **unknown))
    return facts


def _trail(here: Place, trail: dict[str, Any], status: Any, selectors: Any) -> Trail:
    return Trail(
        place=here,
        arn=trail["TrailARN"],
        name=trail["Name"],
        home_region=trail["HomeRegion"],
        multi_region=trail.get("IsMultiRegionTrail", False),
        global_events=trail.get("IncludeGlobalServiceEvents", False),
        log_file_validation=trail.get("LogFileValidationEnabled", False),
        bucket=trail["S3BucketName"],
        prefix=trail.get("S3KeyPrefix") or "",
        organization=trail.get("IsOrganizationTrail", False),
        key=trail.get("KmsKeyId") or None,
        event_selectors=lift(tuple, selectors.get("EventSelectors", ())),
        advanced_event_selectors=lift(tuple, selectors.get("AdvancedEventSelectors", ())),
        is_logging=status["IsLogging"],
        started=status.get("StartLoggingTime"),
        delivered=status.get("LatestDeliveryTime"),
        delivery_error=lift(_word, status.get("LatestDeliveryError")),
        digest_delivered=status.get("LatestDigestDeliveryTime"),
        digest_error=lift(_word, status.get("LatestDigestDeliveryError")),
    )


def _word(error: str | None) -> str | None:
    """No error is an absent or an empty one."""
    return error or None
