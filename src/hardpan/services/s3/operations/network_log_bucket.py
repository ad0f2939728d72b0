"""What to change so that network logs have a bucket of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Risk, Step, Write, operation
from hardpan.snapshot import Snapshot

from ...s3control.facts import ALL_BLOCKED
from .. import lifecycle
from ..bucket_policy import public, statements
from ..network_logs import FACTS, Keeping, NetworkLogBucket, keeping, key
from .puts import put_back_block, put_back_policy, put_block, put_lifecycle, put_policy

# A bucket made a moment ago is not found everywhere at once.
_JUST_MADE = (NotYet("NoSuchBucket", seconds=60),)
# While undoing: S3 refuses a public policy until the block of public access, taken back as well, is gone.
_STILL_BLOCKED = (NotYet("AccessDenied", contains="blockpublicpolicy", seconds=120),)


@operation(
    satisfies=["s3.network_log_bucket"],
    facts=[NetworkLogBucket, *FACTS],
    writes=[
        "s3:CreateBucket",
        "s3:PutPublicAccessBlock",
        "s3:DeletePublicAccessBlock",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketLifecycleConfiguration",
    ],
)
def network_log_bucket(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The bucket in the account that keeps network logs, for itself or for its organization."""
    for account in have.accounts:
        kept = keeping(want, have, account)
        if kept is None:
            continue
        found = next((one for one in have.at(NetworkLogBucket, account.place) if one.name == kept.name), None)
        if found is None:
            yield from _made(kept, want.home(account.place), want)
        else:
            yield from _mended(kept, found, want.home(account.place))


def _made(kept: Keeping, home: Place, want: Baseline) -> Iterator[Step]:
    # us-east-1 is not a LocationConstraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": home.region}}
    create = Step(
        key=key("create", home),
        place=home,
        write=Write(
            "s3",
            "CreateBucket",
            Bucket=kept.name,
            ObjectOwnership="BucketOwnerEnforced",
            **(elsewhere if home.region != "us-east-1" else {}),
        ),
        because="network logs need a bucket of their own",
        resource=kept.arn,
        after="a bucket without access lists, encrypted with SSE-S3",
        undo=None,
        undo_note=f"the bucket {kept.name} and its logs are kept; empty and delete it by hand if you do not need them",
        monthly_cost_usd=None,
        cost_note="storage of what is delivered",
    )
    yield create
    days = want.logs.expire_days
    policy = kept.repaired({"Version": "2012-10-17", "Statement": []})
    rules = [lifecycle.keep_and_expire("", days, "hardpan-network-logs")]
    for verb, write, after in (
        ("block", put_block(kept.name, ALL_BLOCKED), "all four switches on"),
        ("policy", put_policy(kept.name, policy), "log delivery writes, everybody over TLS only"),
        ("lifecycle", put_lifecycle(kept.name, rules, None), f"log files go after {days} days"),
    ):
        yield Step(
            key=key(verb, home),
            place=home,
            write=write,
            because="the new bucket is private and keeps what it is given",
            resource=kept.arn,
            after=after,
            needs=frozenset({create.key}),
            undo=(),
            not_yet=_JUST_MADE,
        )


def _mended(kept: Keeping, bucket: NetworkLogBucket, home: Place) -> Iterator[Step]:
    """A bucket that is there keeps its lifecycle, and what of its policy is nobody's harm."""
    repaired, was_public = kept.repaired(bucket.document), any(map(public, statements(bucket.document)))
    risk = Risk.DISRUPTIVE if was_public else Risk.SAFE
    if repaired != bucket.document:
        yield Step(
            key=key("policy", home),
            place=bucket.at_home,
            write=put_policy(bucket.name, repaired),
            because="; ".join(kept.faults(bucket)),
            resource=bucket.resource,
            before=bucket.policy or "no policy",
            after=json.dumps(repaired),
            undo=(put_back_policy(bucket.name, bucket.policy),),
            risk=risk,
            not_yet=_STILL_BLOCKED if was_public else (),
        )
    if bucket.block is None or not bucket.block.complete:
        yield Step(
            key=key("block", home),
            place=bucket.at_home,
            write=put_block(bucket.name, ALL_BLOCKED),
            because="public access to the bucket is not blocked",
            resource=bucket.resource,
            before="nothing blocked" if bucket.block is None else f"off: {', '.join(bucket.block.off)}",
            after="all four switches on",
            needs=frozenset({key("policy", home)} if repaired != bucket.document else ()),
            undo=(put_back_block(bucket.name, bucket.block),),
            risk=risk,
        )
