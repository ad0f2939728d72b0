"""S3 notes who reads and writes the log bucket.

The audit trail tells who did what in the account, but not who read the trail's own log files, or tried to delete them:
that is data, which it leaves out. Server access logs tell it, for the storage they take.

Check by hand:
    aws s3api get-bucket-logging --bucket LOG_BUCKET

Fix by hand:
    aws s3api create-bucket --bucket LOG_BUCKET-access
    aws s3api put-bucket-policy --bucket LOG_BUCKET-access --policy file://logging.s3.amazonaws.com-may-put-objects.json
    aws s3api put-bucket-logging --bucket LOG_BUCKET --bucket-logging-status 'LoggingEnabled={TargetBucket=LOG_BUCKET-access,TargetPrefix=""}'

Edge cases:
    The notes go to another bucket of the same account and Region: in the log bucket itself each note would make
    another, and a bucket with Object Lock can be no target. They come within hours, and S3 does not vouch for each.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import ACCESS_LOGGING
from ..facts import AccessLogging


@control(
    section="audit-trail",
    severity=Severity.LOW,
    catalogue="logs.bucket.access-log",
    profile="team",
    passes=[ACCESS_LOGGING],
    fails=[replace(ACCESS_LOGGING, target=None), replace(ACCESS_LOGGING, target=ACCESS_LOGGING.name)],
    none="no trail delivers to a bucket of this account",
    human="Where log files of others come to the bucket, its owner decides: in the S3 console open the bucket's "
    "Properties, Server access logging, and choose another bucket of the same Region that has no Object Lock.",
    cost="storage of the notes: cents a month",
)
def log_bucket_access_logged(bucket: AccessLogging) -> Verdict:
    if bucket.target is None:
        return Fail("nobody notes who reads and writes it")
    if bucket.target == bucket.name:
        return Fail("access to it is noted in the bucket itself")
    return Pass(f"access to it is noted in {bucket.target}")
