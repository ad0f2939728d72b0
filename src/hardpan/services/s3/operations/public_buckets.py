"""What to change so that no bucket is open to strangers by its own settings."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Risk, Step, operation, step_key
from hardpan.snapshot import Snapshot

from ...controltower.facts import is_its_own
from ...s3control.facts import ALL_BLOCKED, AccountPublicAccess
from ..bucket_policy import public, statements
from ..facts import Bucket, Document, LogBucket, parsed
from ..public import account_block, excepted, switches_off
from .puts import put_back_block, put_back_policy, put_block

# While undoing: S3 refuses a public policy until the blocks of public access, taken back as well, are gone.
_STILL_BLOCKED = (NotYet("AccessDenied", contains="blockpublicpolicy", seconds=120),)


@operation(
    satisfies=["s3.buckets_private"],
    facts=[Bucket, AccountPublicAccess, LogBucket],
    writes=[
        "s3:PutPublicAccessBlock",
        "s3:DeletePublicAccessBlock",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
    ],
    consent="websites and downloads served from public buckets stop working",
)
def block_public_buckets(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Statements for everybody taken out of policies, and public access blocked; log buckets have their own steps."""
    for account in have.accounts:
        logs = {bucket.name for bucket in have.all(LogBucket, account=account.id)}
        for bucket in have.all(Bucket, account=account.id):
            if bucket.name not in logs and not excepted(bucket.name, want) and not is_its_own(bucket.name):
                yield from _policy(bucket)
                yield from _block(bucket, have)


def without_everybody(bucket: Bucket) -> Document | None:
    """What is left of a public policy; None where it is public in a way that only a person can take apart."""
    if bucket.public_policy is None:
        return None
    document = parsed(bucket.public_policy)
    kept = [statement for statement in statements(document) if not public(statement)]
    return None if len(kept) == len(statements(document)) else {**document, "Statement": kept}


def _policy(bucket: Bucket) -> Iterator[Step]:
    if not bucket.policy_is_public or (document := without_everybody(bucket)) is None:
        return
    left = json.dumps(document) if document["Statement"] else None
    yield Step(
        key=opened_key("policy", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_back_policy(bucket.name, left),
        because="the bucket's policy lets everybody in",
        resource=bucket.resource,
        before=bucket.public_policy,
        after=left or "no policy",
        undo=(put_back_policy(bucket.name, bucket.public_policy),),
        risk=Risk.DISRUPTIVE,
        not_yet=_STILL_BLOCKED,
    )


def _block(bucket: Bucket, have: Snapshot) -> Iterator[Step]:
    if not switches_off(bucket.block, account_block(have, bucket.place)):
        return
    yield Step(
        key=opened_key("block", bucket.name, bucket.at_home),
        place=bucket.at_home,
        write=put_block(bucket.name, ALL_BLOCKED),
        because="the bucket does not block public access",
        resource=bucket.resource,
        before="nothing blocked" if bucket.block is None else f"off: {', '.join(bucket.block.off)}",
        after="all four switches on",
        # A public policy can be put back only when the block is gone, so undo takes the block first.
        needs=frozenset({opened_key("policy", bucket.name, bucket.at_home)}),
        undo=(put_back_block(bucket.name, bucket.block),),
        risk=Risk.DISRUPTIVE,
    )


def opened_key(verb: str, name: str, at_home: Place) -> str:
    """Key of a step of `s3.block_public_buckets`."""
    return step_key(f"s3.block_public_buckets/{verb}:{name}", at_home)
