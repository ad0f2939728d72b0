"""S3 blocks public access for the whole account.

One switch for every bucket there is and will be: whatever a bucket's policy or access list says, strangers are
refused. Most leaks of data from AWS began with one bucket opened by mistake.

Check by hand:
    aws s3control get-public-access-block --account-id 111122223333

Fix by hand:
    aws s3control put-public-access-block --account-id 111122223333 --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true

Edge cases:
    A website served straight from a public bucket stops working: put CloudFront in front of it first. An account
    governed by an organization's S3 policy answers 403 to the fix; the policy already does what it would do.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import PUBLIC_ACCESS
from ..facts import ALL_BLOCKED, AccountPublicAccess


@control(
    section="data-protection",
    severity=Severity.CRITICAL,
    catalogue="data.s3.account-bpa",
    passes=[PUBLIC_ACCESS],
    fails=[
        replace(PUBLIC_ACCESS, block=None),
        replace(PUBLIC_ACCESS, block=replace(ALL_BLOCKED, restrict_public_buckets=False)),
    ],
)
def account_public_access_block(account: AccountPublicAccess) -> Verdict:
    if account.block is None:
        return Fail("the account has no block of public access")
    if account.block.complete:
        return Pass("all four switches are on")
    return Fail(f"off: {', '.join(account.block.off)}")
