"""What to change so that no bucket answers over plain HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Risk, Step, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import Bucket, BucketPolicy, LogBucket
from ..log_policy import with_tls
from ..public import excepted
from .public_buckets import opened_key, without_everybody
from .puts import put_back_policy, put_policy

_CLOSING = "s3.block_public_buckets"


@operation(
    satisfies=["s3.buckets_tls_only"],
    facts=[BucketPolicy, Bucket, LogBucket],
    writes=["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
    after=[_CLOSING],
    consent="whoever still asks for these buckets over plain HTTP is refused, S3's own website endpoints included",
)
def deny_plain_http(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """One more statement in each policy; log buckets have their own steps.

    A policy that lets everybody in is changed only where that is ended in the same plan: S3 may refuse it as a whole.
    """
    for account in have.accounts:
        logs = {bucket.name for bucket in have.all(LogBucket, account=account.id)}
        open_ones = {one.name: one for one in have.all(Bucket, account=account.id) if one.policy_is_public}
        for bucket in have.all(BucketPolicy, account=account.id):
            if bucket.name in logs or excepted(bucket.name, want):
                continue
            document, before = bucket.document, bucket.policy
            if bucket.name in open_ones:
                left = without_everybody(open_ones[bucket.name])
                if left is None or not want.consents_to(_CLOSING):
                    continue
                document, before = left, json.dumps(left) if left["Statement"] else None
            repaired = with_tls(document, bucket.resource)
            if repaired == document:
                continue
            yield Step(
                key=step_key(f"s3.deny_plain_http/policy:{bucket.name}", bucket.at_home),
                place=bucket.at_home,
                write=put_policy(bucket.name, repaired),
                because="the bucket answers over plain HTTP",
                resource=bucket.resource,
                before=before or "no policy",
                after="the same, and plain HTTP is denied",
                needs=frozenset({opened_key("policy", bucket.name, bucket.at_home)}),
                undo=(put_back_policy(bucket.name, before),),
                risk=Risk.DISRUPTIVE,
            )
