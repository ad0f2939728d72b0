"""What to ask S3 about the bucket for network logs."""

from __future__ import annotations

from hardpan.model import Place, Reading, collector, lift

from ..administration import DESCRIBE, organization
from .collect import block_in, block_of, owned_buckets, policy_of, text_in
from .network_logs import NetworkLogBucket, bucket_name


@collector(
    NetworkLogBucket,
    per="account",
    reads=[DESCRIBE, "s3:ListBuckets", "s3:GetBucketPolicy", "s3:GetPublicAccessBlock"],
)
def network_log_buckets(here: Place) -> Reading[NetworkLogBucket]:
    """The account's own and its organization's, where they are here; the list of buckets tells."""
    told = yield from organization(here)
    names = {bucket_name(here.account, None), *([bucket_name(here.account, told["Id"])] if told else [])}
    found = [bucket for bucket in (yield from owned_buckets(here)) if bucket[0] in names]
    if not found:
        return []
    answers = yield [read(*bucket) for bucket in found for read in (policy_of, block_of)]
    return [
        NetworkLogBucket(
            place=here,
            name=name,
            region=region,
            policy=lift(text_in, answers[2 * number]),
            block=lift(block_in, answers[2 * number + 1]),
        )
        for number, (name, region) in enumerate(found)
    ]
