"""An account's own trail."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...s3.facts import IdleBucket, LogBucket
from ...s3.log_bucket import LogHome, bucket_key, log_home, new_trail_arn
from ..facts import Trail, audit_trail_of
from ..organization import FACTS, Shared, shared, shared_trail_of
from .steps import BUCKET_NOT_SEEN, BUSY, FREE, WRITES, Mending, must_not_be_a_services, started

_NAME = "cloudtrail.audit_trail"


@operation(
    satisfies=["cloudtrail.multi_region_trail", "cloudtrail.log_file_validation", "cloudtrail.delivering"],
    facts=[Trail, LogBucket, IdleBucket, *FACTS],
    writes=WRITES,
    after=["s3.log_bucket"],
)
def audit_trail(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A trail that exists is put right; one is made only where there is none that could be.

    Where one account keeps the log files of the whole organization, its one trail is
    `cloudtrail.organization_trail`'s: an account's own is then neither made nor completed.
    """
    for account in have.accounts:
        trails = tuple(have.all(Trail, account=account.id))
        together = shared(want, have, account)
        if together is not None:
            for trail in trails:
                if trail.changeable and not _is_everybodys(trail, trails, together):
                    yield from Mending(trail, _NAME, trails).validating()
            continue
        home = log_home(want, have, account)
        chosen = audit_trail_of(trails)
        if chosen is not None:
            yield from Mending(chosen, _NAME, trails).completed(_prepared(chosen, have, home))
        elif home is not None:
            yield from _made(account, want, home)
        for trail in trails:
            if trail.changeable:
                yield from Mending(trail, _NAME, trails).validating()
                if home is not None:
                    yield from Mending(trail, _NAME, trails).housed(home.name, home.keys)
        if chosen is None:
            must_not_be_a_services(want)


def _is_everybodys(trail: Trail, trails: tuple[Trail, ...], together: Shared) -> bool:
    """Whether it is the organization's trail, or becomes it."""
    return trail.organization or (trail.arn == together.arn and shared_trail_of(trails) is None)


def _made(account: Account, want: Baseline, home: LogHome) -> Iterator[Step]:
    where, arn = want.home(account.place), new_trail_arn(want, account)
    create = Step(
        key=step_key(f"{_NAME}/create", where),
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
        cost_note=FREE,
        not_yet=(*BUCKET_NOT_SEEN, *BUSY),
    )
    yield create
    yield started(arn, step_key(f"{_NAME}/start", where), where, needs=frozenset({create.key}))


def _prepared(trail: Trail, have: Snapshot, home: LogHome | None) -> frozenset[str]:
    """Steps after which CloudTrail may write to the trail's bucket."""
    if home is not None and trail.bucket_is_gone:
        return frozenset({step_key(f"{_NAME}/bucket:{trail.name}", trail.home)})
    held = [bucket for bucket in have.all(LogBucket, account=trail.place.account) if bucket.name == trail.bucket]
    return frozenset(bucket_key("policy", bucket.name, bucket.at_home) for bucket in held)
