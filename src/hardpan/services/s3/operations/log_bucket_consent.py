"""What to change about a log bucket in use only when a person agrees: somebody is shut out, or old files go."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Risk, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ...cloudtrail.organization import FACTS
from .. import lifecycle, log_policy
from ..facts import IdleBucket, LogBucket
from ..log_bucket import bucket_key
from .buckets import buckets
from .log_bucket import friends_of, lengthened_rules, repaired_policy
from .puts import put_back_lifecycle, put_back_policy, put_lifecycle, put_policy


@operation(
    satisfies=["s3.log_bucket_policy"],
    facts=[LogBucket, IdleBucket, Trail, *FACTS],
    writes=["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
    after=["s3.log_bucket"],
    consent="other accounts that write to the log bucket can no longer do so",
)
def log_bucket_writers(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Nobody writes to a log bucket but its account, trusted accounts and log services that act for them."""
    for held in buckets(want, have):
        if held.is_somebody_elses:
            continue
        bucket, repaired = held.bucket, repaired_policy(held, want)
        alone = log_policy.without_strangers(repaired, friends_of(held, want))
        if alone == repaired:
            continue
        first = bucket_key("policy", bucket.name, bucket.at_home)
        before = bucket.policy if repaired == bucket.document else json.dumps(repaired)
        yield Step(
            key=step_key(f"s3.log_bucket_writers/policy:{bucket.name}", bucket.at_home),
            place=bucket.at_home,
            write=put_policy(bucket.name, alone),
            because="others than the log services of this account may write to the log bucket",
            resource=bucket.resource,
            before=before,
            after=json.dumps(alone),
            needs=frozenset({first}),
            undo=(put_back_policy(bucket.name, before),),
            risk=Risk.DISRUPTIVE,
        )


@operation(
    satisfies=["s3.log_bucket_retention"],
    facts=[LogBucket, IdleBucket, Trail, *FACTS],
    writes=["s3:PutBucketLifecycleConfiguration", "s3:DeleteBucketLifecycle"],
    after=["s3.log_bucket"],
    consent="log files older than `logs.expire_days` are deleted",
)
def log_bucket_expiry(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Log files that no rule is about are archived, then deleted. Other files in the bucket are left alone."""
    for held in buckets(want, have):
        bucket = held.bucket
        folders = sorted({*bucket.folders, *(new.folder for new in held.newcomers)})
        rules = lengthened_rules(bucket, want)
        bare = [folder for folder in folders if not lifecycle.covered(rules, [folder])]
        if bare:
            yield _expiry(bucket, rules, bare, want.logs.expire_days)


def _expiry(bucket: LogBucket, rules: list[lifecycle.Rule], folders: list[str], days: int) -> Step:
    ours = [
        lifecycle.keep_and_expire(folder, days, "hardpan-logs" if number == 0 else f"hardpan-logs-{number + 1}")
        for number, folder in enumerate(folders)
    ]
    names = {rule["ID"] for rule in ours}
    return Step(
        key=step_key(f"s3.log_bucket_expiry/lifecycle:{bucket.name}", bucket.at_home),
        place=bucket.at_home,
        write=put_lifecycle(
            bucket.name, [*(rule for rule in rules if rule.get("ID") not in names), *ours], bucket.smallest_to_move
        ),
        because="no rule says how long log files are kept",
        resource=bucket.resource,
        before=f"{len(rules)} rules on other files" if rules else "no rules",
        after=f"log files go after {days} days",
        needs=frozenset({bucket_key("lifecycle", bucket.name, bucket.at_home)}),
        undo=(_back(bucket, rules),),
        undo_note="log files that were deleted meanwhile do not come back",
        risk=Risk.DESTRUCTIVE,
        monthly_cost_usd=None,
        cost_note=f"{said('s3.archive')}, which saves storage",
    )


def _back(bucket: LogBucket, rules: list[lifecycle.Rule]) -> Write:
    return put_back_lifecycle(bucket.name, rules, bucket.smallest_to_move)
