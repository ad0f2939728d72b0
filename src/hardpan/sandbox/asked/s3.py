"""What a request to S3 needs: an action on a bucket or an object, and what the bucket's policy has to say of it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import policies
from ..registry import Call
from ..services import s3
from .asked import Asked, about, at, text

# Root of the bucket's account may always do this, whatever the bucket's policy says:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
_ROOTS_OWN = frozenset({"GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"})
# Of a version that is named, what has an action of its own.
_OF_A_VERSION = {
    "DeleteObject": "s3:DeleteObjectVersion",
    "GetObject": "s3:GetObjectVersion",
    "HeadObject": "s3:GetObjectVersion",
    "GetObjectAcl": "s3:GetObjectVersionAcl",
    "PutObjectAcl": "s3:PutObjectVersionAcl",
    "GetObjectTagging": "s3:GetObjectVersionTagging",
    "PutObjectTagging": "s3:PutObjectVersionTagging",
}
# What a request asks besides its own action where it has this parameter.
_BESIDES = {
    ("CreateBucket", "ACL"): "s3:PutBucketAcl",
    ("CreateBucket", "ObjectOwnership"): "s3:PutBucketOwnershipControls",
    ("PutObject", "ACL"): "s3:PutObjectAcl",
    ("PutObject", "Tagging"): "s3:PutObjectTagging",
}


def asked(call: Call) -> Iterator[Asked]:
    bucket, key = text(call, "Bucket"), text(call, "Key")
    if bucket is None:
        yield about(call)
        return
    if call.operation == "DeleteObjects":
        yield from _deleted(call, bucket)
        return
    of_version = _OF_A_VERSION.get(call.operation) if text(call, "VersionId") else None
    yield _on(call, bucket, key, of_version)
    for (operation, parameter), action in _BESIDES.items():
        if call.operation == operation and text(call, parameter):
            yield _on(call, bucket, key, action)
    if (source := text(call, "CopySource")) and "/" in source.lstrip("/"):
        there, _, what = source.lstrip("/").partition("/")
        yield _on(call, there, what.partition("?")[0], "s3:GetObject")


def _deleted(call: Call, bucket: str) -> Iterator[Asked]:
    """AWS decides for each object and tells the refused ones in its answer; here one of them refuses them all."""
    objects = at(call.parameters, "Delete.Objects")
    for each in objects if isinstance(objects, list) else []:
        key, version = at(each, "Key"), at(each, "VersionId")
        yield _on(call, bucket, str(key), "s3:DeleteObjectVersion" if version else "s3:DeleteObject")


def _on(call: Call, bucket: str, key: str | None, action: str | None) -> Asked:
    resource = f"arn:{call.partition}:s3:::{bucket}{f'/{key}' if key else ''}"
    more = {"action": action} if action else {}
    found = s3.find(call, bucket) if call.operation != "CreateBucket" else None
    if found is None:
        return about(call, resource, **more)
    owner = s3.owner_of(bucket)
    by_root = owner == call.account and call.principal.endswith(":root") and call.operation in _ROOTS_OWN
    policy = None if by_root else policies.read(found.policy, "bucket policy")
    return about(call, resource, owner=owner, policy=policy, **more)
