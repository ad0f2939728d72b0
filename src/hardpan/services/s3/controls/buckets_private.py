"""Every bucket keeps strangers out by its own settings.

The account-wide switch can be turned off by one request, and with it every bucket that relied on it alone is open
again. A bucket that blocks public access itself, with a policy that never names everybody, stays shut.

Check by hand:
    aws s3api get-public-access-block --bucket BUCKET
    aws s3api get-bucket-policy-status --bucket BUCKET

Fix by hand:
    aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text
    aws s3api put-bucket-policy --bucket BUCKET --policy file://POLICY_WITHOUT_EVERYBODY.json
    aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true

Edge cases:
    A website served straight from the bucket stops working: put CloudFront with origin access control before it, or
    name the bucket in `exceptions.public_buckets` of hardpan.yaml. A switch that is on for the whole account counts
    for each of its buckets. Where only conditions make a statement public, such as a very wide range of addresses, take
    it out by hand: Hardpan takes out those that it is sure of.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...s3control.examples import PUBLIC_ACCESS
from ...s3control.facts import ALL_BLOCKED, AccountPublicAccess
from ..examples import BUCKET, PUBLIC_BUCKET
from ..facts import Bucket
from ..public import account_block, excepted, switches_off

_NOT_BLOCKED = replace(PUBLIC_ACCESS, block=None)
_WEBSITE = replace(EXAMPLE, exceptions=Exceptions(public_buckets=("pho*",)))


@control(
    section="data-protection",
    severity=Severity.HIGH,
    catalogue="data.s3.buckets",
    joins=[AccountPublicAccess],
    passes=[
        (BUCKET, _NOT_BLOCKED),
        (replace(BUCKET, block=None), PUBLIC_ACCESS),
        (PUBLIC_BUCKET, _NOT_BLOCKED, _WEBSITE),
    ],
    fails=[
        (replace(BUCKET, block=None), _NOT_BLOCKED),
        (replace(BUCKET, block=replace(ALL_BLOCKED, ignore_public_acls=False)), _NOT_BLOCKED),
        (PUBLIC_BUCKET, _NOT_BLOCKED),
        (replace(PUBLIC_BUCKET, block=ALL_BLOCKED), PUBLIC_ACCESS),
    ],
    none="there is no bucket in this account",
    human="Open the bucket's Permissions tab in the S3 console, edit the bucket policy so that no statement allows "
    'Principal "*" without a condition on who that is, and turn on Block all public access.',
)
def buckets_private(bucket: Bucket, snapshot: Snapshot, want: Baseline) -> Verdict:
    if excepted(bucket.name, want):
        return Pass("excepted in hardpan.yaml: public_buckets")
    off = switches_off(bucket.block, account_block(snapshot, bucket.place))
    if bucket.policy_is_public:
        return Fail(
            f"its policy lets everybody in; {'only the block holds it back' if not off else 'nothing blocks it'}"
        )
    if off:
        return Fail(f"public access is not blocked, off: {', '.join(off)}")
    return Pass("public access is blocked, and the policy lets nobody in from outside")
