"""Steps that put a trail right, whoever it records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Problem, Read, Settled, Step, Write, step_key
from hardpan.prices import said

from ..facts import Trail, is_a_services
from ..selectors import completed, present

# The bucket and its policy, made a moment ago, are not known to CloudTrail at once.
BUCKET_NOT_SEEN = (
    NotYet("InsufficientS3BucketPolicyException", seconds=120),
    NotYet("S3BucketDoesNotExistException", seconds=60),
)
# One change of a trail at a time.
BUSY = (NotYet("ConflictException", seconds=60), NotYet("ThrottlingException", seconds=60))
FREE = "the first copy of management events is free; storage in S3 is cents a month"
WRITES = [
    "cloudtrail:CreateTrail",
    "cloudtrail:DeleteTrail",
    "cloudtrail:UpdateTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StartLogging",
    "cloudtrail:StopLogging",
]


@dataclass(frozen=True)
class Mending:
    """A trail to be put right by an operation, among all trails that record the account."""

    trail: Trail
    operation: str
    trails: tuple[Trail, ...]

    def key(self, verb: str) -> str:
        """Key of one of the steps."""
        return step_key(f"{self.operation}/{verb}:{self.trail.name}", self.trail.home)

    def completed(self, needs: frozenset[str]) -> Iterator[Step]:
        """Whatever keeps the trail from recording everything, and nothing else about it."""
        yield from self._regions(needs)
        yield from self.selectors()
        if not self.trail.is_logging:
            yield started(self.trail.arn, self.key("start"), self.trail.home, needs=needs)

    def _regions(self, needs: frozenset[str]) -> Iterator[Step]:
        trail = self.trail
        if trail.multi_region and trail.global_events:
            return
        now = {"IsMultiRegionTrail": trail.multi_region, "IncludeGlobalServiceEvents": trail.global_events}
        yield Step(
            key=self.key("regions"),
            place=trail.home,
            write=Write("cloudtrail", "UpdateTrail", Name=trail.arn, **dict.fromkeys(now, True)),
            because=f"{trail.name} does not record every Region and the global services",
            controls=("cloudtrail.multi_region_trail",),
            resource=trail.arn,
            before="all Regions" if trail.multi_region else f"{trail.home_region} only",
            after="all Regions, with global services",
            needs=needs,
            undo=(Write("cloudtrail", "UpdateTrail", Name=trail.arn, **now),),
            not_yet=(*BUCKET_NOT_SEEN, *BUSY),
            **cost(self.trails, trail.arn),
        )

    def selectors(self) -> Iterator[Step]:
        """All management events, and the data events that are recorded already."""
        trail = self.trail
        if trail.records_every_management_event:
            return
        yield Step(
            key=self.key("selectors"),
            place=trail.home,
            write=Write("cloudtrail", "PutEventSelectors", TrailName=trail.arn, **completed(trail)),
            because=f"{trail.name} leaves out management events",
            controls=("cloudtrail.multi_region_trail",),
            resource=trail.arn,
            before=str(present(trail)),
            after="all management events; data events as before",
            undo=(Write("cloudtrail", "PutEventSelectors", TrailName=trail.arn, **present(trail)),),
            not_yet=BUSY,
            **cost(self.trails, trail.arn),
        )

    def validating(self) -> Iterator[Step]:
        """Digest files."""
        trail = self.trail
        if trail.log_file_validation:
            return
        yield Step(
            key=self.key("validation"),
            place=trail.home,
            write=Write("cloudtrail", "UpdateTrail", Name=trail.arn, EnableLogFileValidation=True),
            because="changed log files would go unnoticed",
            controls=("cloudtrail.log_file_validation",),
            resource=trail.arn,
            before="no digest files",
            after="a signed digest file every hour",
            undo=(Write("cloudtrail", "UpdateTrail", Name=trail.arn, EnableLogFileValidation=False),),
            not_yet=BUSY,
        )

    def housed(self, bucket: str, needs: frozenset[str]) -> Iterator[Step]:
        """Another bucket, where the trail's own is gone."""
        trail = self.trail
        if not trail.bucket_is_gone:
            return
        yield Step(
            key=self.key("bucket"),
            place=trail.home,
            write=Write("cloudtrail", "UpdateTrail", Name=trail.arn, S3BucketName=bucket),
            because=f"the bucket {trail.bucket} does not exist",
            controls=("cloudtrail.delivering",),
            resource=trail.arn,
            before=trail.bucket,
            after=bucket,
            needs=needs,
            undo=None,
            undo_note="a trail cannot go back to a bucket that does not exist",
            not_yet=(*BUCKET_NOT_SEEN, *BUSY),
        )


def must_not_be_a_services(want: Baseline) -> None:
    """Raises Problem where the trail to be made has a name that only a service gives to its own."""
    if is_a_services(want.logs.trail):
        raise Problem(
            f"no trail records everything, and {want.logs.trail}, which hardpan.yaml names, is Control Tower's to make",
            effect="no trail is made, and none is changed",
            next="turn it on in the settings of Control Tower's landing zone, or give logs.trail and logs.bucket of "
            "hardpan.yaml names of your own",
        )


def started(arn: str, key: str, where: Place, *, needs: frozenset[str]) -> Step:
    """A trail records nothing until it is told to."""
    return Step(
        key=key,
        place=where,
        write=Write("cloudtrail", "StartLogging", Name=arn),
        because="the audit trail does not log",
        controls=("cloudtrail.multi_region_trail", "cloudtrail.delivering"),
        resource=arn,
        before="stopped",
        after="logging",
        needs=needs,
        undo=(Write("cloudtrail", "StopLogging", Name=arn),),
        cost_note=FREE,
        settled=Settled(Read("cloudtrail", "GetTrailStatus", Name=arn), "IsLogging", True),
        not_yet=BUSY,
    )


def cost(trails: tuple[Trail, ...], arn: str) -> dict[str, Any]:
    """Of the trail with this ARN: free, unless another records the same events already."""
    others = [other.name for other in trails if other.arn != arn and other.is_logging]
    if not others:
        return {"cost_note": FREE}
    return {
        "monthly_cost_usd": None,
        "cost_note": f"management events that {', '.join(others)} records too: {said('cloudtrail.second_copy')}",
    }
