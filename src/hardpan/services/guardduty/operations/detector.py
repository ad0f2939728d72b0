"""The detector of each Region: made where there is none, and put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Place, Ref, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.snapshot import Snapshot

from ...administration import is_tooling
from ..facts import FIFTEEN_MINUTES, S3_PROTECTION, Detector

# CreateDetector turns on whatever it is not told about, at a price; Runtime Monitoring alone stays off, and of its two
# names only one may be given.
# https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
_PLANS = {
    S3_PROTECTION: "ENABLED",
    "EKS_AUDIT_LOGS": "DISABLED",
    "EBS_MALWARE_PROTECTION": "DISABLED",
    "RDS_LOGIN_EVENTS": "DISABLED",
    "LAMBDA_NETWORK_LOGS": "DISABLED",
    "AI_PROTECTION": "DISABLED",
    "AI_ANALYST": "DISABLED",
}
# What no suspended detector does, nor one that is not there.
_ON = (
    "guardduty.enabled",
    "guardduty.s3_protection",
    "guardduty.protection_plans",
    "guardduty.runtime_monitoring",
)
_COST = (
    f"usage-priced after a free trial of 30 days: {said('guardduty.events')}, {said('guardduty.logs')}; "
    "next to nothing in an idle Region"
)


@operation(
    satisfies=[*_ON, "guardduty.frequent_publishing"],
    facts=[Detector],
    writes=["guardduty:CreateDetector", "guardduty:DeleteDetector", "guardduty:UpdateDetector"],
    # The first detector of an account makes AWSServiceRoleForAmazonGuardDuty.
    # https://docs.aws.amazon.com/guardduty/latest/ug/using-service-linked-roles.html
    permissions=["iam:CreateServiceLinkedRole"],
)
def detector(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A detector in every Region, with S3 Protection and the shortest delay; paid plans stay as they are.

    Where a policy of the organization decides on GuardDuty, AWS refuses changes from here: none is planned. What a
    member leaves to its administrator, S3 Protection and the delay, is set there and reaches the others from there:
    https://docs.aws.amazon.com/guardduty/latest/ug/administrator_member_relationships.html
    """
    is_above, is_below = is_tooling(have, want), _has_an_administrator(want, have)
    for region in have.regions:
        found = have.at(Detector, region.place)
        if not found:
            yield _create(region.place)
        for existing in found:
            if not existing.managed:
                for step in _improve(existing, is_member=is_below):
                    yield replace(step, reaches=is_above)


def _has_an_administrator(want: Baseline, have: Snapshot) -> bool:
    """Whether another account administers GuardDuty here, or is to."""
    return want.organization.security_tooling is not None and not is_tooling(have, want)


def created_key(place: Place) -> str:
    """Key of the step that makes a Region's detector."""
    return step_key("guardduty.detector/create", place)


def _create(place: Place) -> Step:
    key = created_key(place)
    return Step(
        key=key,
        place=place,
        write=Write(
            "guardduty",
            "CreateDetector",
            Enable=True,
            FindingPublishingFrequency=FIFTEEN_MINUTES,
            Features=[{"Name": name, "Status": status} for name, status in _PLANS.items()],
        ),
        because="GuardDuty is off",
        before="no detector",
        after="detector with S3 Protection, updates every 15 minutes, other paid plans off",
        undo=(Write("guardduty", "DeleteDetector", DetectorId=Ref(key, "DetectorId")),),
        undo_note="the findings it made go with it; the role AWSServiceRoleForAmazonGuardDuty stays",
        monthly_cost_usd=None,
        cost_note=_COST,
    )


def _improve(found: Detector, *, is_member: bool) -> Iterator[Step]:
    if not found.is_on:
        yield _update(
            found,
            "resume",
            *_ON,
            because="GuardDuty is suspended",
            states=("suspended", "enabled"),
            change={"Enable": True},
            back={"Enable": False},
            cost_note=_COST,
        )
    if is_member:
        return
    if not found.protects_s3:
        off = {"Features": [{"Name": S3_PROTECTION, "Status": "DISABLED"}]}
        yield _update(
            found,
            "s3_protection",
            "guardduty.s3_protection",
            because="GuardDuty does not read S3 data events",
            states=("S3 Protection off", "S3 Protection on"),
            change={"Features": [{"Name": S3_PROTECTION, "Status": "ENABLED"}]},
            back=off,
            cost_note="usage-priced by S3 data events, after a free trial of 30 days",
        )
    if found.publishing_frequency != FIFTEEN_MINUTES:
        yield _update(
            found,
            "publishing_frequency",
            "guardduty.frequent_publishing",
            because="findings that recur are published late",
            states=(found.publishing_frequency, FIFTEEN_MINUTES),
            change={"FindingPublishingFrequency": FIFTEEN_MINUTES},
            back={"FindingPublishingFrequency": found.publishing_frequency},
        )


def _update(
    found: Detector,
    verb: str,
    *controls: str,
    because: str,
    states: tuple[str, str],
    change: dict[str, Any],
    back: dict[str, Any],
    cost_note: str = "",
) -> Step:
    return Step(
        key=step_key(f"guardduty.detector/{verb}", found.place),
        place=found.place,
        write=Write("guardduty", "UpdateDetector", DetectorId=found.id, **change),
        controls=controls,
        because=because,
        resource=found.resource,
        before=states[0],
        after=states[1],
        undo=(Write("guardduty", "UpdateDetector", DetectorId=found.id, **back),),
        monthly_cost_usd=None if cost_note else 0.0,
        cost_note=cost_note,
    )
