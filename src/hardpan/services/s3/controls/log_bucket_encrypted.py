"""The log bucket encrypts with a key whose policy is yours.

What comes to the bucket without a word on encryption, as digests and other services' logs may, is then protected as
the trail's log files are: reading it takes a right to the key beside the right to the bucket.

Check by hand:
    aws s3api get-bucket-encryption --bucket LOG_BUCKET

Fix by hand:
    aws s3api put-bucket-encryption --bucket LOG_BUCKET --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY_ARN"},"BucketKeyEnabled":true}]}'
    aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://POLICY.json

Edge cases:
    Services that write here need the key as well: without it in the key's policy they write nothing more. Hardpan changes
    a bucket that CloudTrail alone writes to, and asks for consent where others do. Name the key by its ARN: S3 looks an
    alias up in the account of whoever writes. S3 Bucket Keys make requests to KMS fewer, and CloudTrail then needs
    kms:Decrypt. A bucket that receives server access logs has to stay with SSE-S3.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.prices import said

from ...controltower.zone import IN_ITS_SETTINGS
from ..examples import LOG_BUCKET
from ..facts import Encryption, LogBucket
from ..log_encryption import encryption_fault

_AWS_OWN = "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    catalogue="logs.bucket.encryption",
    profile="team",
    passes=[LOG_BUCKET, replace(LOG_BUCKET, encryption=Encryption("aws:kms:dsse", "1234abcd", bucket_key=False))],
    fails=[
        replace(LOG_BUCKET, encryption=Encryption("AES256", None, bucket_key=False)),
        replace(LOG_BUCKET, encryption=Encryption("aws:kms", None, bucket_key=True)),
        replace(LOG_BUCKET, encryption=Encryption("aws:kms", _AWS_OWN, bucket_key=True)),
    ],
    none="no trail delivers to a bucket of this account",
    human="Where log files are kept in another bucket than organization.log_archive's: make a key in the bucket's "
    "Region that CloudTrail and whoever else writes there may use, then choose it in the bucket's Properties, Default "
    f"encryption. {IN_ITS_SETTINGS} > KMS encryption.",
    cost=f"a key, which may be the trail's: {said('kms.key')}",
)
def log_bucket_encrypted(bucket: LogBucket) -> Verdict:
    if fault := encryption_fault(bucket.encryption):
        return Fail(fault)
    return Pass(f"encrypted with {bucket.encryption.key}")
