"""S3 Object Lock of a bucket: on a new one or one that is versioned, never off again.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html, and
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html. Retention without a rule is no
retention; the emulator takes a lock for empty buckets only.
"""

from __future__ import annotations

from typing import Any

from ..registry import Answer, AwsError, Call, guard, overlay
from . import s3


@overlay("s3", "PutObjectLockConfiguration")
def put_object_lock(call: Call) -> Answer:
    bucket = _bucket(call)
    asked = call.parameters.get("ObjectLockConfiguration") or {}
    kept = asked.get("Rule", {}).get("DefaultRetention", {})
    if asked.get("ObjectLockEnabled") != "Enabled" or (kept and ("Days" in kept) is ("Years" in kept)):
        raise AwsError("MalformedXML", "The XML you provided was not well-formed or did not validate.")
    if min(kept.get("Days", 1), kept.get("Years", 1)) < 1:
        raise AwsError("InvalidArgument", "Default retention period must be a positive integer value.")
    if bucket.versioning_status != "Enabled":
        raise AwsError(
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        )
    bucket.object_lock_enabled = True
    bucket.default_lock_mode = kept.get("Mode")
    bucket.default_lock_days, bucket.default_lock_years = kept.get("Days"), kept.get("Years")
    return {}


@overlay("s3", "GetObjectLockConfiguration")
def get_object_lock(call: Call) -> Answer:
    bucket = _bucket(call)
    if not bucket.object_lock_enabled:
        raise AwsError(
            "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"
        )
    period = {"Days": bucket.default_lock_days, "Years": bucket.default_lock_years}
    kept = {"Mode": bucket.default_lock_mode, **{name: value for name, value in period.items() if value}}
    rule = {"Rule": {"DefaultRetention": kept}} if bucket.default_lock_mode else {}
    return {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", **rule}}


@guard("s3", "PutBucketVersioning")
def keep_versioning(call: Call) -> None:
    bucket = s3.find(call, call.parameters["Bucket"])
    suspends = call.parameters["VersioningConfiguration"].get("Status") == "Suspended"
    if bucket is not None and bucket.object_lock_enabled and suspends:
        raise AwsError(
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        )


def _bucket(call: Call) -> Any:
    bucket = s3.find(call, call.parameters["Bucket"])
    if bucket is None:
        raise AwsError("NoSuchBucket", "The specified bucket does not exist")
    return bucket
