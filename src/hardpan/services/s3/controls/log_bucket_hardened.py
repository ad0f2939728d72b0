"""The log bucket is private, free of ACLs, and keeps what is overwritten.

Logs are what an intruder wants gone. With public access blocked, access lists disabled and every overwritten or
deleted file kept as a version, a single careless or hostile request can neither expose nor destroy them.

Check by hand:
    aws s3api get-public-access-block --bucket LOG_BUCKET
    aws s3api get-bucket-ownership-controls --bucket LOG_BUCKET
    aws s3api get-bucket-versioning --bucket LOG_BUCKET

Fix by hand:
    aws s3api put-public-access-block --bucket LOG_BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
    aws s3api put-bucket-ownership-controls --bucket LOG_BUCKET --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
    aws s3api put-bucket-versioning --bucket LOG_BUCKET --versioning-configuration Status=Enabled

Edge cases:
    S3 refuses to disable ACLs while the bucket's own ACL lets others in (InvalidBucketAclWithObjectOwnership): move
    what it allows to the bucket's policy and reset it with `aws s3api put-bucket-acl --acl private` first. A bucket
    that once had versioning on can only suspend it.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ...controltower.zone import IN_ITS_SETTINGS
from ...s3control.facts import ALL_BLOCKED
from ..examples import LOG_BUCKET
from ..facts import LogBucket


@control(
    section="audit-trail",
    severity=Severity.CRITICAL,
    catalogue="logs.bucket.hardened",
    passes=[LOG_BUCKET],
    fails=[
        replace(LOG_BUCKET, block=None),
        replace(LOG_BUCKET, block=replace(ALL_BLOCKED, block_public_policy=False)),
        replace(LOG_BUCKET, ownership="ObjectWriter"),
        replace(LOG_BUCKET, ownership=None),
        replace(LOG_BUCKET, versioning="Suspended"),
        replace(LOG_BUCKET, versioning=None),
    ],
    none="no trail delivers to a bucket of this account",
    human=f"{IN_ITS_SETTINGS}; an update or a reset of the landing zone brings its bucket to what Control Tower has "
    "now. What that leaves open is for a waiver.",
    cost="free, but for the storage of overwritten and deleted versions",
)
def log_bucket_hardened(bucket: LogBucket) -> Verdict:
    wrong = []
    if bucket.block is None or not bucket.block.complete:
        wrong.append("public access is not blocked on the bucket itself")
    if bucket.ownership != "BucketOwnerEnforced":
        wrong.append("access lists (ACLs) are in force")
    if bucket.versioning != "Enabled":
        wrong.append("overwritten and deleted files are lost: versioning is off")
    return Fail("; ".join(wrong)) if wrong else Pass("public access blocked, ACLs disabled, versioning on")
