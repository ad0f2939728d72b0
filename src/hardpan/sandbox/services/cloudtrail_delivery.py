"""Whether CloudTrail may write to a trail's bucket, by the bucket's policy as it is now.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html. An organization
trail writes below the account's folder and below the organization's:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html
"""

from __future__ import annotations

from ..registry import Call
from . import documents, s3

CLOUDTRAIL = ("Service", "cloudtrail.amazonaws.com")


def delivery_error(
    call: Call, bucket_name: str, prefix: str | None, trail_arn: str, organization_id: str | None = None
) -> str | None:
    """Why CloudTrail could not write for this trail now, in S3's own word; with an organization's id, for all of it."""
    owner = trail_arn.split(":")[4]
    bucket = s3.find(call, bucket_name)
    if bucket is None:
        return "NoSuchBucket"
    arn = f"arn:{call.partition}:s3:::{bucket_name}"
    folder = f"{arn}/{prefix}/AWSLogs" if prefix else f"{arn}/AWSLogs"
    context = {
        "aws:sourcearn": trail_arn,
        "aws:sourceaccount": owner,
        "aws:principalisawsservice": "true",
        "aws:securetransport": "true",
    }
    writing = {**context, "s3:x-amz-acl": "bucket-owner-full-control"}
    may_look = documents.permits(bucket.policy, CLOUDTRAIL, "s3:GetBucketAcl", arn, context)
    places = [owner, *([f"{organization_id}/{owner}"] if organization_id else [])]
    may_write = all(
        documents.permits(bucket.policy, CLOUDTRAIL, "s3:PutObject", f"{folder}/{place}/CloudTrail/log", writing)
        for place in places
    )
    return None if may_look and may_write else "AccessDenied"
