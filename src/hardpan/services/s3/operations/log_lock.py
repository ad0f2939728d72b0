"""Object Lock on the organization's log bucket, which is never off again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Risk, Step, operation, step_key
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ...cloudtrail.organization import FACTS
from ..facts import IdleBucket, Lock, LogBucket
from ..log_bucket import bucket_key
from ..log_lock import lock_fault, wanted_lock
from .buckets import Held, buckets
from .puts import put_lock

LOCK, COMPLIANCE = "s3.log_bucket_lock", "s3.log_bucket_compliance"
_STAYS = "log files that were written meanwhile stay locked"
# Versioning turned on a moment ago is not known everywhere at once.
_JUST_VERSIONED = (NotYet("InvalidBucketState", seconds=60),)


def lock_now(want: Baseline) -> Lock | None:
    """What a lock that is on may be set to: GOVERNANCE, until somebody consents to COMPLIANCE where that is wanted."""
    wanted = wanted_lock(want)
    if wanted is None or wanted.mode == "GOVERNANCE" or want.consents_to(COMPLIANCE):
        return wanted
    return replace(wanted, mode="GOVERNANCE")


def is_to_be_locked(held: Held, want: Baseline) -> bool:
    """Whether this plan turns on Object Lock, after which versioning stays on, too."""
    lock = lock_now(want)
    if held.ours is None or held.bucket.lock is not None or lock is None:
        return False
    return want.consents_to(COMPLIANCE if lock.mode == "COMPLIANCE" else LOCK)


def retention(held: Held, want: Baseline) -> Iterator[Step]:
    """How long a lock that is on keeps new files. Its mode is left, where it has one, and nothing is shortened."""
    lock, now = lock_now(want), held.bucket.lock
    if held.ours is None or lock is None or now is None:
        return
    kept = lock if now.mode is None else replace(lock, mode=now.mode)
    if lock_fault(now, kept):
        yield _locked(bucket_key("lock", held.bucket.name, held.bucket.at_home), held.bucket, kept)


@operation(
    satisfies=["s3.log_bucket_locked"],
    facts=[LogBucket, IdleBucket, Trail, *FACTS],
    writes=["s3:PutObjectLockConfiguration"],
    after=["s3.log_bucket"],
    consent="Object Lock is never turned off again: whoever may not bypass it deletes no file of the log bucket for "
    "good before its time, and versioning stays on",
)
def log_bucket_lock(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Object Lock in GOVERNANCE mode on the organization's log bucket, where it has none yet.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
    """
    lock = lock_now(want)
    if lock is None or lock.mode != "GOVERNANCE":
        return
    for held in buckets(want, have):
        if held.ours is not None and held.bucket.lock is None:
            yield _locked(_key(LOCK, held.bucket), held.bucket, lock)


@operation(
    satisfies=["s3.log_bucket_locked", "s3.log_bucket_mfa_delete"],
    facts=[LogBucket, IdleBucket, Trail, *FACTS],
    writes=["s3:PutObjectLockConfiguration"],
    after=["s3.log_bucket"],
    consent="in COMPLIANCE mode nobody, root and AWS included, deletes a log file before `logs.minimum_days` have "
    "passed: its storage is paid for until then",
)
def log_bucket_compliance(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Object Lock in COMPLIANCE mode on the organization's log bucket, in the enterprise profile.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes
    """
    wanted = wanted_lock(want)
    if wanted is None or wanted.mode != "COMPLIANCE":
        return
    for held in buckets(want, have):
        now = held.bucket.lock
        if held.ours is None or not lock_fault(now, wanted):
            continue
        if now is not None and (now.mode == "COMPLIANCE" or (now.mode is None and lock_now(want) == wanted)):
            continue  # `retention` does it
        longest = replace(wanted, days=max(wanted.days, now.days if now else 0))
        yield _locked(_key(COMPLIANCE, held.bucket), held.bucket, longest)


def _key(operation: str, bucket: LogBucket) -> str:
    return step_key(f"{operation}/lock:{bucket.name}", bucket.at_home)


def _for_good(lock: Lock) -> tuple[str, ...]:
    return ("s3.log_bucket_mfa_delete",) if lock.mode == "COMPLIANCE" else ()


def _locked(key: str, bucket: LogBucket, lock: Lock) -> Step:
    now = bucket.lock
    return Step(
        key=key,
        place=bucket.at_home,
        write=put_lock(bucket.name, lock),
        because=lock_fault(now, lock) or "",
        controls=("s3.log_bucket_locked", *_for_good(lock)),
        resource=bucket.resource,
        before=_told(now),
        after=_told(lock),
        needs=frozenset({bucket_key("versioning", bucket.name, bucket.at_home)}),
        undo=(put_lock(bucket.name, now or Lock(None, 0)),),
        undo_note=_STAYS if now else f"Object Lock itself stays on, and {_STAYS}",
        risk=Risk.IRREVERSIBLE if now is None or lock.mode == "COMPLIANCE" else Risk.DISRUPTIVE,
        monthly_cost_usd=None,
        cost_note="storage of log files that cannot go before their time",
        not_yet=_JUST_VERSIONED,
    )


def _told(lock: Lock | None) -> str:
    if lock is None:
        return "Object Lock is off"
    return f"{lock.mode}, {lock.days} days" if lock.mode else "Object Lock is on, and keeps nothing by itself"
