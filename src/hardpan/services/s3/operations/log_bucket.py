"""What to change so that the log bucket exists and keeps what it is given."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Risk, Step, Write, operation
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ...s3control.facts import ALL_BLOCKED
from .. import lifecycle, log_policy
from ..facts import Delivery, Document, IdleBucket, LogBucket, bucket_arn
from ..log_bucket import LogHome, bucket_key, log_home
from .puts import put_back_block, put_back_lifecycle, put_back_policy, put_block, put_lifecycle, put_policy

# A bucket made a moment ago is not found everywhere at once.
_JUST_MADE = (NotYet("NoSuchBucket", seconds=60),)
# While undoing: S3 refuses a public policy until the block of public access, taken back as well, is gone.
_STILL_BLOCKED = (NotYet("AccessDenied", contains="blockpublicpolicy", seconds=120),)


@operation(
    satisfies=["s3.log_bucket_hardened", "s3.log_bucket_policy", "s3.log_bucket_retention", "s3.buckets_private"],
    facts=[LogBucket, IdleBucket, Trail],
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
    ],
)
def log_bucket(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every bucket that keeps a trail is private, versioned and written by log services only; one is made if needed."""
    for account in have.accounts:
        home = log_home(want, have, account)
        if home is not None and home.existing is None:
            yield from _made(home, want)
        if home is not None and isinstance(home.existing, IdleBucket):
            yield from _put_right(home.existing, home.newcomers, want)
        for bucket in have.all(LogBucket, account=account.id):
            joining = home.newcomers if home is not None and home.name == bucket.name else ()
            yield from _put_right(bucket, joining, want)


def _made(home: LogHome, want: Baseline) -> Iterator[Step]:
    """A new bucket. What it is given when it is made goes with it, so only its making has to say it stays."""
    where, arn = home.at_home, bucket_arn(home.at_home, home.name)
    # us-east-1 is not a LocationConstraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": where.region}}
    document = log_policy.repaired({"Version": "2012-10-17", "Statement": []}, arn, home.newcomers, where.account)
    create = Step(
        key=home.key("create"),
        place=where,
        write=Write(
            "s3",
            "CreateBucket",
            Bucket=home.name,
            ObjectOwnership="BucketOwnerEnforced",
            **(elsewhere if where.region != "us-east-1" else {}),
        ),
        because="the audit trail needs a bucket of its own",
        resource=arn,
        after="a bucket without access lists, encrypted with SSE-S3",
        undo=None,
        undo_note=f"the bucket {home.name} and its logs are kept; empty and delete it by hand if you do not need them",
        monthly_cost_usd=None,
        cost_note="storage: cents a month in a quiet account",
    )
    yield create
    settings = {
        "block": (put_block(home.name, ALL_BLOCKED), "all four switches on"),
        "policy": (put_policy(home.name, document), "CloudTrail writes for this trail only, everybody over TLS only"),
        "versioning": (_put_versioning(home.name, "Enabled"), "versioning on"),
        "lifecycle": (
            put_lifecycle(home.name, [lifecycle.keep_and_expire("", want.logs.expire_days)], None),
            f"log files go after {want.logs.expire_days} days",
        ),
    }
    for verb, (write, after) in settings.items():
        yield Step(
            key=home.key(verb),
            place=where,
            write=write,
            because="the new log bucket is private and keeps what it is given",
            resource=arn,
            after=after,
            needs=frozenset({create.key}),
            undo=(),
            monthly_cost_usd=None if verb in ("versioning", "lifecycle") else 0.0,
            cost_note={
                "versioning": "storage of overwritten and deleted files",
                "lifecycle": "archiving costs 0.02 USD per 1,000 files, and saves storage",
            }.get(verb, ""),
            not_yet=_JUST_MADE,
        )


def _put_right(bucket: LogBucket, newcomers: tuple[Delivery, ...], want: Baseline) -> Iterator[Step]:
    """Only what is missing; what others wrote in the policy and the lifecycle stays."""
    yield from _policy(bucket, newcomers, want)
    yield from _block(bucket)
    yield from _ownership(bucket)
    yield from _versioning(bucket)
    yield from _lifecycle(bucket, want)


def repaired_policy(bucket: LogBucket, newcomers: tuple[Delivery, ...], want: Baseline) -> Document:
    """The bucket's policy after `s3.log_bucket`: as it is where nothing is missing, or where more hangs on it than this
    account's own log files.
    """
    if bucket.gathers:
        return bucket.document
    deliveries = (*bucket.deliveries, *(new for new in newcomers if new not in bucket.deliveries))
    repaired = log_policy.repaired(bucket.document, bucket.resource, deliveries, bucket.place.account)
    friends = {bucket.place.account, *bucket.owners, *want.exceptions.trusted_accounts}
    before = log_policy.faults(bucket.document, bucket.resource, deliveries, friends)
    after = log_policy.faults(repaired, bucket.resource, deliveries, friends)
    return repaired if before != after or bucket.policy_is_public else bucket.document


def _policy(bucket: LogBucket, newcomers: tuple[Delivery, ...], want: Baseline) -> Iterator[Step]:
    repaired = repaired_policy(bucket, newcomers, want)
    if repaired == bucket.document:
        return
    yield Step(
        key=bucket_key("policy", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_policy(bucket.name, repaired),
        because="the policy of the log bucket lets in too many, or not CloudTrail",
        controls=("s3.log_bucket_policy", *(("s3.buckets_private",) if bucket.policy_is_public else ())),
        resource=bucket.resource,
        before=bucket.policy or "no policy",
        after=json.dumps(repaired),
        undo=(put_back_policy(bucket.name, bucket.policy),),
        risk=Risk.DISRUPTIVE if bucket.policy_is_public else Risk.SAFE,
        not_yet=_STILL_BLOCKED if bucket.policy_is_public else (),
    )


def _block(bucket: LogBucket) -> Iterator[Step]:
    if bucket.block is not None and bucket.block.complete:
        return
    yield Step(
        key=bucket_key("block", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_block(bucket.name, ALL_BLOCKED),
        because="public access to the log bucket is not blocked",
        controls=("s3.log_bucket_hardened", "s3.buckets_private"),
        resource=bucket.resource,
        before="nothing blocked" if bucket.block is None else f"off: {', '.join(bucket.block.off)}",
        after="all four switches on",
        # A public policy can be put back only when the block is gone, so undo takes the block first.
        needs=frozenset({bucket_key("policy", bucket.name, bucket.at_home)}),
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


def _versioning(bucket: LogBucket) -> Iterator[Step]:
    if bucket.versioning == "Enabled":
        return
    yield Step(
        key=bucket_key("versioning", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=_put_versioning(bucket.name, "Enabled"),
        because="overwritten and deleted log files are lost",
        controls=("s3.log_bucket_hardened",),
        resource=bucket.resource,
        before=bucket.versioning or "never turned on",
        after="Enabled",
        undo=(_put_versioning(bucket.name, "Suspended"),),
        undo_note="" if bucket.versioning else "versioning can be suspended only, and versions made until then stay",
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


def _put_versioning(name: str, status: str) -> Write:
    return Write("s3", "PutBucketVersioning", Bucket=name, VersioningConfiguration={"Status": status})


def _put_ownership(name: str, ownership: str) -> Write:
    rules = {"Rules": [{"ObjectOwnership": ownership}]}
    return Write("s3", "PutBucketOwnershipControls", Bucket=name, OwnershipControls=rules)
