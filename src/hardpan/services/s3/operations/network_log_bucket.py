"""What to change so that network logs have a bucket of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Risk, Step, operation
from hardpan.snapshot import Snapshot

from ...s3control.facts import ALL_BLOCKED
from ..bucket_policy import public, statements
from ..network_logs import FACTS, STEP, Keeping, NetworkLogBucket, keeping, key
from .puts import put_back_block, put_back_policy, put_block, put_policy
from .service_bucket import WRITES, ServiceBucket

# While undoing: S3 refuses a public policy until the block of public access, taken back as well, is gone.
_STILL_BLOCKED = (NotYet("AccessDenied", contains="blockpublicpolicy", seconds=120),)


@operation(
    satisfies=["s3.network_log_bucket"],
    facts=[NetworkLogBucket, *FACTS],
    writes=[*WRITES, "s3:DeletePublicAccessBlock", "s3:DeleteBucketPolicy"],
)
def network_log_bucket(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The bucket in the account that keeps network logs, for itself or for its organization."""
    for account in have.accounts:
        kept = keeping(want, have, account)
        if kept is None:
            continue
        home = want.home(account.place)
        found = next((one for one in have.at(NetworkLogBucket, account.place) if one.name == kept.name), None)
        if found is None:
            bucket = ServiceBucket(STEP, home, kept.name, kept.delivered(), "network logs")
            yield from bucket.steps(exists=False, days=want.logs.expire_days)
        else:
            yield from _mended(kept, found, home)


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
