"""What to change so that the log bucket exists and keeps what it is given."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Risk, Step, Write, operation
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ...cloudtrail.organization import FACTS
from ...kms.facts import LogKey
from ...s3control.facts import ALL_BLOCKED
from .. import lifecycle, log_policy
from ..archive import archive
from ..facts import Document, IdleBucket, LogBucket
from ..log_bucket import bucket_key, log_home
from .buckets import Held, buckets
from .log_encryption import encryption, log_key_of
from .log_lock import is_to_be_locked, retention
from .new_log_bucket import made
from .puts import (
    put_back_block,
    put_back_lifecycle,
    put_back_policy,
    put_block,
    put_lifecycle,
    put_policy,
    put_versioning,
)

# While undoing: S3 refuses a public policy until the block of public access, taken back as well, is gone.
_STILL_BLOCKED = (NotYet("AccessDenied", contains="blockpublicpolicy", seconds=120),)


@operation(
    satisfies=[
        "s3.log_bucket_hardened",
        "s3.log_bucket_policy",
        "s3.log_bucket_retention",
        "s3.log_bucket_locked",
        "s3.log_bucket_mfa_delete",
        "s3.log_bucket_encrypted",
        "s3.buckets_private",
        "s3.buckets_tls_only",
    ],
    facts=[LogBucket, IdleBucket, Trail, LogKey, *FACTS],
    writes=[
        "s3:CreateBucket",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
        "s3:PutPublicAccessBlock",
        "s3:DeletePublicAccessBlock",
        "s3:PutBucketOwnershipControls",
        "s3:DeleteBucketOwnershipControls",
        "s3:PutBucketVersioning",
        "s3:PutBucketLifecycleConfiguration",
        "s3:DeleteBucketLifecycle",
        "s3:PutObjectLockConfiguration",
        "s3:PutBucketEncryption",
    ],
    after=["kms.log_key"],
)
def log_bucket(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every bucket that keeps a trail is private, versioned and written by log services only; one is made if needed.

    That of an organization is made in the account which keeps its log files, with Object Lock and a key of its own in
    the team and enterprise profiles.
    """
    for account in have.accounts:
        home = log_home(want, have, account)
        if home is not None and home.existing is None:
            kept = archive(want, have, account)
            yield from made(home, kept, log_key_of(kept, have) if kept and kept.is_encrypted else "", want)
    for held in buckets(want, have):
        yield from _policy(held, want)
        yield from _block(held, want)
        yield from _ownership(held.bucket)
        yield from _versioning(held.bucket, is_to_be_locked(held, want))
        yield from _lifecycle(held.bucket, want)
        yield from retention(held, want)
        yield from encryption(held, have)


def repaired_policy(held: Held, want: Baseline) -> Document:
    """The bucket's policy after `s3.log_bucket`: as it is where nothing is missing, or where more hangs on it than
    Hardpan knows of.
    """
    bucket, deliveries = held.bucket, held.deliveries
    if held.is_somebody_elses:
        return bucket.document
    whole = held.ours.organization if held.ours else None
    friends = friends_of(held, want)
    repaired = log_policy.repaired(bucket.document, bucket.resource, deliveries, bucket.place.account, whole)
    before = log_policy.faults(bucket.document, bucket.resource, deliveries, friends, whole)
    after = log_policy.faults(repaired, bucket.resource, deliveries, friends, whole)
    return repaired if before != after or bucket.policy_is_public else bucket.document


def friends_of(held: Held, want: Baseline) -> set[str]:
    """The accounts that may write: this one, those whose trails deliver here, trusted ones."""
    return {held.bucket.place.account, *held.bucket.owners, *want.exceptions.trusted_accounts}


def _policy(held: Held, want: Baseline) -> Iterator[Step]:
    bucket, repaired = held.bucket, repaired_policy(held, want)
    if repaired == bucket.document:
        return
    yield Step(
        key=bucket_key("policy", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_policy(bucket.name, repaired),
        because="the policy of the log bucket lets in too many, or not CloudTrail",
        controls=("s3.log_bucket_policy", "s3.buckets_tls_only", *_if_public(bucket)),
        resource=bucket.resource,
        before=bucket.policy or "no policy",
        after=json.dumps(repaired),
        undo=(put_back_policy(bucket.name, bucket.policy),),
        risk=Risk.DISRUPTIVE if bucket.policy_is_public else Risk.SAFE,
        not_yet=_STILL_BLOCKED if bucket.policy_is_public else (),
    )


def _if_public(bucket: LogBucket) -> tuple[str, ...]:
    return ("s3.buckets_private",) if bucket.policy_is_public else ()


def _block(held: Held, want: Baseline) -> Iterator[Step]:
    """Of a bucket whose public policy is left to a person only that: it is held back, and stays a finding."""
    bucket, repaired = held.bucket, repaired_policy(held, want)
    if bucket.block is not None and bucket.block.complete:
        return
    is_closed = not bucket.policy_is_public or repaired != bucket.document
    yield Step(
        key=bucket_key("block", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_block(bucket.name, ALL_BLOCKED),
        because="public access to the log bucket is not blocked",
        controls=("s3.log_bucket_hardened", *(("s3.buckets_private",) if is_closed else ())),
        resource=bucket.resource,
        before="nothing blocked" if bucket.block is None else f"off: {', '.join(bucket.block.off)}",
        after="all four switches on",
        # A public policy can be put back only when the block is gone, so undo takes the block first.
        needs=frozenset({bucket_key("policy", bucket.name, bucket.at_home)} if repaired != bucket.document else ()),
        undo=(put_back_block(bucket.name, bucket.block),),
        risk=Risk.DISRUPTIVE if bucket.policy_is_public else Risk.SAFE,
    )


def _ownership(bucket: LogBucket) -> Iterator[Step]:
    if bucket.ownership == "BucketOwnerEnforced":
        return
    if bucket.ownership is None:
        undo = Write("s3", "DeleteBucketOwnershipControls", Bucket=bucket.name)
    else:
        undo = _put_ownership(bucket.name, bucket.ownership)
    yield Step(
        key=bucket_key("ownership", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=_put_ownership(bucket.name, "BucketOwnerEnforced"),
        because="access lists can let others into the log bucket",
        controls=("s3.log_bucket_hardened",),
        resource=bucket.resource,
        before=bucket.ownership or "every writer owns what it wrote",
        after="BucketOwnerEnforced",
        undo=(undo,),
        risk=Risk.DISRUPTIVE,
    )


def _versioning(bucket: LogBucket, stays: bool) -> Iterator[Step]:
    """`stays`: Object Lock, turned on after it, never lets go of it."""
    if bucket.versioning == "Enabled":
        return
    never_on = "" if bucket.versioning else "versioning can be suspended only, and versions made until then stay"
    yield Step(
        key=bucket_key("versioning", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_versioning(bucket.name, "Enabled"),
        because="overwritten and deleted log files are lost",
        controls=("s3.log_bucket_hardened",),
        resource=bucket.resource,
        before=bucket.versioning or "never turned on",
        after="Enabled",
        undo=None if stays else (put_versioning(bucket.name, "Suspended"),),
        undo_note="versioning stays on, since Object Lock needs it" if stays else never_on,
        monthly_cost_usd=None,
        cost_note="storage of overwritten and deleted files",
    )


def _lifecycle(bucket: LogBucket, want: Baseline) -> Iterator[Step]:
    rules = lengthened_rules(bucket, want)
    if rules == list(bucket.lifecycle_rules):
        return
    early = [rule for rule in bucket.lifecycle_rules if rule not in rules]
    yield Step(
        key=bucket_key("lifecycle", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_lifecycle(bucket.name, rules, bucket.smallest_to_move),
        because=f"log files are deleted before {want.logs.minimum_days} days",
        controls=("s3.log_bucket_retention",),
        resource=bucket.resource,
        before=f"rules that delete too early: {', '.join(map(lifecycle.name, early))}",
        after=f"they wait for {want.logs.expire_days} days",
        undo=(put_back_lifecycle(bucket.name, bucket.lifecycle_rules, bucket.smallest_to_move),),
        undo_note="once the shorter rules are back, S3 deletes the log files that are older",
        monthly_cost_usd=None,
        cost_note="storage of the log files that are kept longer",
    )


def lengthened_rules(bucket: LogBucket, want: Baseline) -> list[lifecycle.Rule]:
    """The bucket's lifecycle rules after `s3.log_bucket`."""
    return lifecycle.lengthened(bucket.lifecycle_rules, bucket.folders, want.logs.minimum_days, want.logs.expire_days)


def _put_ownership(name: str, ownership: str) -> Write:
    rules = {"Rules": [{"ObjectOwnership": ownership}]}
    return Write("s3", "PutBucketOwnershipControls", Bucket=name, OwnershipControls=rules)
