"""Nobody deletes versions of log files for good without root's MFA, or at all.

With MFA Delete only the bucket owner's root user, with a code of its MFA device, deletes a version or turns versioning
off. Object Lock in COMPLIANCE mode is stronger, since not even root can, and needs no root user who can sign in.

Check by hand:
    aws s3api get-bucket-versioning --bucket LOG_BUCKET
    aws s3api get-object-lock-configuration --bucket LOG_BUCKET

Fix by hand:
    aws s3api put-object-lock-configuration --bucket LOG_BUCKET --object-lock-configuration 'ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=COMPLIANCE,Days=730}}'

    or, as root with access keys, which then have to go again:
    aws s3api put-bucket-versioning --bucket LOG_BUCKET --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa 'SERIAL_NUMBER CODE'

Edge cases:
    A member account's root user has no credentials (iam.member_root_no_credentials): there Object Lock is the way, and
    an auditor who asks for MFA Delete is shown that. MFA Delete does not go together with lifecycle rules.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import LOG_BUCKET
from ..facts import Lock, LogBucket


@control(
    section="audit-trail",
    severity=Severity.LOW,
    catalogue="logs.bucket.mfa-delete",
    profile="enterprise",
    passes=[
        replace(LOG_BUCKET, mfa_delete=True, lock=None),
        replace(LOG_BUCKET, lock=Lock("COMPLIANCE", 730)),
    ],
    fails=[LOG_BUCKET, replace(LOG_BUCKET, lock=None), replace(LOG_BUCKET, lock=Lock(None, 0))],
    none="no trail delivers to a bucket of this account",
    human="Best: Object Lock in COMPLIANCE mode on the log bucket, under Properties, Object Lock, Default retention. "
    "Or, as the root user with MFA and an access key made for this alone: aws s3api put-bucket-versioning "
    "--versioning-configuration Status=Enabled,MFADelete=Enabled --mfa 'SERIAL_NUMBER CODE'; then delete the key.",
)
def log_bucket_mfa_delete(bucket: LogBucket) -> Verdict:
    if bucket.mfa_delete:
        return Pass("versions are deleted with root's MFA only")
    if bucket.lock is not None and bucket.lock.mode == "COMPLIANCE":
        return Pass(f"Object Lock keeps new files from everybody for {bucket.lock.days} days, in COMPLIANCE mode")
    return Fail("versions can be deleted for good without MFA, and Object Lock does not keep them from everybody")
