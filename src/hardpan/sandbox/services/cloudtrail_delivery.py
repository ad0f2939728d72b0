"""Whether CloudTrail may write to a trail's bucket, by the bucket's policy as it is now.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html. An organization
trail writes below the account's folder and below the organization's:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html
"""

from __future__ import annotations

from hardpan.policy import service

from .. import organization
from ..registry import Call
from . import documents, s3

CLOUDTRAIL = service("cloudtrail.amazonaws.com")


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
    there = s3.owner_of(bucket_name)
    tree = organization.tree_over({there: organization.of(there, call.partition)})
    context = context_of(call, trail_arn)

    def may(action: str, resource: str, **more: str) -> bool:
        return documents.permits(bucket.policy, CLOUDTRAIL, action, resource, {**context, **more}, there, tree)

    places = [owner, *([f"{organization_id}/{owner}"] if organization_id else [])]
    writing = {"s3:x-amz-acl": "bucket-owner-full-control"}
    may_write = all(may("s3:PutObject", f"{folder}/{place}/CloudTrail/log", **writing) for place in places)
    return None if may("s3:GetBucketAcl", arn) and may_write else "AccessDenied"


def context_of(call: Call, trail_arn: str) -> dict[str, str]:
    """The condition keys that CloudTrail sends, which acts for whoever has the trail."""
    owner = trail_arn.split(":")[4]
    found = organization.of(owner, call.partition)
    return {
        "aws:SourceArn": trail_arn,
        "aws:SourceAccount": owner,
        "aws:PrincipalIsAWSService": "true",
        "aws:SecureTransport": "true",
        **({"aws:SourceOrgID": found.id} if found else {}),
    }
