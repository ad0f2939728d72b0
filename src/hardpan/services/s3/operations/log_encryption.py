"""The organization's log bucket, encrypted with the key that the trail has or gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Ref, Risk, Step, operation, step_key
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ...cloudtrail.organization import FACTS
from ...kms.facts import LogKey
from ...kms.log_key import log_key_key, log_key_keys
from ..archive import Archive
from ..facts import IdleBucket, LogBucket
from ..log_bucket import bucket_key
from ..log_encryption import encryption_fault, others_write
from .buckets import Held, buckets
from .puts import put_back_encryption, put_key


def log_key_of(kept: Archive, have: Snapshot) -> str | Ref:
    """The key of the trail, where it fits, else that which the alias stands for, else that which is to be made."""
    if kept.key:
        return kept.key
    there = [one.arn for one in have.all(LogKey, account=kept.account.id) if one.at_home == kept.at_home]
    return there[0] if there else Ref(log_key_key("create", kept.at_home), "KeyMetadata.Arn")


def encryption(held: Held, have: Snapshot) -> Iterator[Step]:
    """Where CloudTrail alone writes, which may use the key."""
    if not others_write(held.bucket.document):
        yield from _encrypted(bucket_key("encryption", held.bucket.name, held.bucket.at_home), held, have)


@operation(
    satisfies=["s3.log_bucket_encrypted"],
    facts=[LogBucket, IdleBucket, Trail, LogKey, *FACTS],
    writes=["s3:PutBucketEncryption"],
    after=["s3.log_bucket", "kms.log_key"],
    consent="whoever writes to the log bucket beside CloudTrail, as AWS Config or another account, can no longer do so "
    "until the policy of the key lets them use it",
)
def log_bucket_key(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The organization's log bucket has a key of its own although others than CloudTrail write to it."""
    for held in buckets(want, have):
        if others_write(held.bucket.document):
            key = step_key(f"s3.log_bucket_key/encryption:{held.bucket.name}", held.bucket.at_home)
            for step in _encrypted(key, held, have):
                yield replace(step, risk=Risk.DISRUPTIVE)


def _encrypted(key: str, held: Held, have: Snapshot) -> Iterator[Step]:
    bucket, kept = held.bucket, held.ours
    if kept is None or not kept.is_encrypted or not (fault := encryption_fault(bucket.encryption)):
        return
    yield Step(
        key=key,
        place=bucket.at_home,
        # With S3 Bucket Keys CloudTrail must be let decrypt, as the policy of a key of Hardpan's does.
        write=put_key(bucket.name, log_key_of(kept, have), bucket_key=kept.key is None),
        because=fault,
        controls=("s3.log_bucket_encrypted",),
        resource=bucket.resource,
        before=f"{bucket.encryption.algorithm} with AWS's own key",
        after="aws:kms with a key of this account",
        needs=log_key_keys(kept.at_home),
        undo=(put_back_encryption(bucket.name, bucket.encryption),),
        undo_note="files stay encrypted as they were when they were written",
        cost_note="KMS requests: cents a month",
    )
