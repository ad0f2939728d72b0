"""What to change so that one trail records all management events, verifiably, into a bucket that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Read, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..s3.facts import IdleBucket, LogBucket
from ..s3.log_bucket import LogHome, bucket_key, log_home, new_trail_arn
from .facts import Trail, audit_trail_of
from .selectors import completed, present

# The bucket and its policy, made a moment ago, are not known to CloudTrail at once.
_BUCKET_NOT_SEEN = (
    NotYet("InsufficientS3BucketPolicyException", seconds=120),
    NotYet("S3BucketDoesNotExistException", seconds=60),
)
# One change of a trail at a time.
_BUSY = (NotYet("ConflictException", seconds=60), NotYet("ThrottlingException", seconds=60))


@operation(
    satisfies=["cloudtrail.multi_region_trail", "cloudtrail.log_file_validation", "cloudtrail.delivering"],
    facts=[Trail, LogBucket, IdleBucket],
    writes=[
        "cloudtrail:CreateTrail",
        "cloudtrail:DeleteTrail",
        "cloudtrail:UpdateTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:StartLogging",
        "cloudtrail:StopLogging",
    ],
    after=["s3.log_bucket"],
)
def audit_trail(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A trail that exists is put right; one is made only where there is none that could be."""
    for account in have.accounts:
        trails = list(have.all(Trail, account=account.id))
        home = log_home(want, have, account)
        chosen = audit_trail_of(trails)
        if chosen is not None:
            yield from _completed(chosen, _prepared(chosen, have, home), trails)
        elif home is not None:
            yield from _made(account, want, home)
        for trail in trails:
            if trail.changeable:
                yield from _validating(trail)
                yield from _housed(trail, home)


def _made(account: Account, want: Baseline, home: LogHome) -> Iterator[Step]:
    where, arn = want.home(account.place), new_trail_arn(want, account)
    create = Step(
        key=step_key("cloudtrail.audit_trail/create", where),
        place=where,
        write=Write(
            "cloudtrail",
            "CreateTrail",
            Name=want.logs.trail,
            S3BucketName=home.name,
            IsMultiRegionTrail=True,
            IncludeGlobalServiceEvents=True,
            EnableLogFileValidation=True,
        ),
        because="there is no trail that could record all management events",
        controls=("cloudtrail.multi_region_trail",),
        resource=arn,
        after=f"{want.logs.trail}, of all Regions, into {home.name}",
        needs=home.keys,
        undo=(Write("cloudtrail", "DeleteTrail", Name=arn),),
        undo_note="log files that were delivered stay in the bucket",
        cost_note="the first copy of management events is free; storage in S3 is cents a month",
        not_yet=(*_BUCKET_NOT_SEEN, *_BUSY),
    )
    yield create
    # A new trail records nothing until it is told to.
    yield _started(arn, step_key("cloudtrail.audit_trail/start", where), where, needs=frozenset({create.key}))


def _completed(trail: Trail, needs: frozenset[str], trails: list[Trail]) -> Iterator[Step]:
    """Whatever keeps the trail from recording everything, and nothing else about it."""
    if not (trail.multi_region and trail.global_events):
        now = {"IsMultiRegionTrail": trail.multi_region, "IncludeGlobalServiceEvents": trail.global_events}
        yield Step(
            key=_key("regions", trail),
            place=trail.home,
            write=Write("cloudtrail", "UpdateTrail", Name=trail.arn, **dict.fromkeys(now, True)),
            because=f"{trail.name} does not record every Region and the global services",
            controls=("cloudtrail.multi_region_trail",),
            resource=trail.arn,
            before="all Regions" if trail.multi_region else f"{trail.home_region} only",
            after="all Regions, with global services",
            needs=needs,
            undo=(Write("cloudtrail", "UpdateTrail", Name=trail.arn, **now),),
            not_yet=(*_BUCKET_NOT_SEEN, *_BUSY),
            **_cost(trail, trails),
        )
    if not trail.records_every_management_event:
        yield Step(
            key=_key("selectors", trail),
            place=trail.home,
            write=Write("cloudtrail", "PutEventSelectors", TrailName=trail.arn, **completed(trail)),
            because=f"{trail.name} leaves out management events",
            controls=("cloudtrail.multi_region_trail",),
            resource=trail.arn,
            before=str(present(trail)),
            after="all management events; data events as before",
            undo=(Write("cloudtrail", "PutEventSelectors", TrailName=trail.arn, **present(trail)),),
            not_yet=_BUSY,
            **_cost(trail, trails),
        )
    if not trail.is_logging:
        yield _started(trail.arn, _key("start", trail), trail.home, needs=needs)


def _started(arn: str, key: str, where: Place, *, needs: frozenset[str]) -> Step:
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
        cost_note="the first copy of management events is free; storage in S3 is cents a month",
        settled=Settled(Read("cloudtrail", "GetTrailStatus", Name=arn), "IsLogging", True),
        not_yet=_BUSY,
    )


def _validating(trail: Trail) -> Iterator[Step]:
    if trail.log_file_validation:
        return
    yield Step(
        key=_key("validation", trail),
        place=trail.home,
        write=Write("cloudtrail", "UpdateTrail", Name=trail.arn, EnableLogFileValidation=True),
        because="changed log files would go unnoticed",
        controls=("cloudtrail.log_file_validation",),
        resource=trail.arn,
        before="no digest files",
        after="a signed digest file every hour",
        undo=(Write("cloudtrail", "UpdateTrail", Name=trail.arn, EnableLogFileValidation=False),),
        not_yet=_BUSY,
    )


def _housed(trail: Trail, home: LogHome | None) -> Iterator[Step]:
    if home is None or not trail.bucket_is_gone:
        return
    yield Step(
        key=_key("bucket", trail),
        place=trail.home,
        write=Write("cloudtrail", "UpdateTrail", Name=trail.arn, S3BucketName=home.name),
        because=f"the bucket {trail.bucket} does not exist",
        controls=("cloudtrail.delivering",),
        resource=trail.arn,
        before=trail.bucket,
        after=home.name,
        needs=home.keys,
        undo=None,
        undo_note="a trail cannot go back to a bucket that does not exist",
        not_yet=(*_BUCKET_NOT_SEEN, *_BUSY),
    )


def _prepared(trail: Trail, have: Snapshot, home: LogHome | None) -> frozenset[str]:
    """Steps after which CloudTrail may write to the trail's bucket."""
    if home is not None and trail.bucket_is_gone:
        return frozenset({_key("bucket", trail)})
    held = [bucket for bucket in have.all(LogBucket, account=trail.place.account) if bucket.name == trail.bucket]
    return frozenset(bucket_key("policy", bucket.name, bucket.at_home) for bucket in held)


def _cost(trail: Trail, trails: list[Trail]) -> dict[str, Any]:
    """Free, unless another trail records the same events already."""
    others = [other.name for other in trails if other.arn != trail.arn and other.is_logging]
    if not others:
        return {"cost_note": "the first copy of management events is free; storage in S3 is cents a month"}
    return {
        "monthly_cost_usd": None,
        "cost_note": f"management events that {', '.join(others)} records too cost 2 USD per 100,000",
    }


def _key(verb: str, trail: Trail) -> str:
    return step_key(f"cloudtrail.audit_trail/{verb}:{trail.name}", trail.home)
