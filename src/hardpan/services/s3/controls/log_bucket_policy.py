"""Only log services acting for this account write to the log bucket, and only over TLS.

Whoever can write to the log bucket can plant, overwrite or bury evidence. A log service without a condition on its
source writes for any customer of AWS who knows the bucket's name, so its statement must name whose logs it brings.

Check by hand:
    aws s3api get-bucket-policy --bucket LOG_BUCKET --query Policy --output text
    aws s3api get-bucket-policy-status --bucket LOG_BUCKET

Fix by hand:
    aws s3api put-bucket-policy --bucket LOG_BUCKET --policy file://POLICY.json
    aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION

Edge cases:
    A wrong policy stops delivery, so look at the trail's status afterwards. Other accounts of yours may write when
    `exceptions.trusted_accounts` in hardpan.yaml names them. The account of an organization's trail that delivers
    here may write too; that trail needs the folder of its account, AWSLogs/MANAGEMENT_ACCOUNT/, and the organization's,
    AWSLogs/ORGANIZATION_ID/. Hardpan puts this right in the account that organization.log_archive of hardpan.yaml
    names. Any other bucket that gathers log files of several accounts, as Control Tower's does, is changed by hand
    only: they all hang on it. What may read is not asked here. Taking the right to write from another account waits for
    your consent.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER
from ...organizations.facts import Membership
from ..archive import gathered_organization
from ..examples import DELIVERY, LOG_BUCKET, LOG_STATEMENTS, policy_of
from ..facts import LogBucket
from ..log_policy import cloudtrail_writes, faults

_ACL, _WRITE, _TLS = LOG_STATEMENTS
_SUPPLIER = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
    "Action": "s3:PutObject",
    "Resource": f"{LOG_BUCKET.resource}/*",
}
_READER = {**_SUPPLIER, "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
# An organization's trail, seen from the account that keeps its log files.
_GATHERED = replace(DELIVERY, trail_arn="arn:aws:cloudtrail:eu-west-1:999988887777:trail/all", organization=True)
_GATHERING = [
    {**statement, "Resource": resource, "Condition": {"StringEquals": {"aws:SourceArn": _GATHERED.trail_arn}}}
    for statement, resource in ((_ACL, LOG_BUCKET.resource), (_WRITE, f"{LOG_BUCKET.resource}/AWSLogs/o-example/*"))
]
# That of this account's own organization, whose id is known.
_OURS = replace(_GATHERED, trail_arn="arn:aws:cloudtrail:eu-west-1:444455556666:trail/all")
_KEEPING = [*cloudtrail_writes(str(LOG_BUCKET.resource), [_OURS], AS_MEMBER.organization), _TLS]
_TRUSTING = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=("999988887777",)))


@control(
    section="audit-trail",
    severity=Severity.CRITICAL,
    catalogue="logs.bucket.policy",
    joins=[Membership],
    passes=[
        LOG_BUCKET,
        replace(LOG_BUCKET, policy=policy_of(*LOG_STATEMENTS, _READER)),
        (replace(LOG_BUCKET, policy=policy_of(*LOG_STATEMENTS, _SUPPLIER)), _TRUSTING),
        replace(LOG_BUCKET, deliveries=(_GATHERED,), policy=policy_of(*_GATHERING, _TLS)),
        (replace(LOG_BUCKET, deliveries=(_OURS,), policy=policy_of(*_KEEPING)), AS_MEMBER),
    ],
    fails=[
        replace(LOG_BUCKET, policy=None),
        replace(LOG_BUCKET, policy=policy_of(_ACL, _WRITE)),
        replace(LOG_BUCKET, policy=policy_of(_ACL, {**_WRITE, "Condition": {}}, _TLS)),
        replace(LOG_BUCKET, policy=policy_of(*LOG_STATEMENTS, _SUPPLIER)),
        replace(LOG_BUCKET, policy=policy_of(_TLS)),
        replace(LOG_BUCKET, policy_is_public=True),
        replace(LOG_BUCKET, deliveries=(_GATHERED,), policy=policy_of(_ACL, _WRITE, _TLS)),
        (replace(LOG_BUCKET, deliveries=(_OURS,), policy=policy_of(*_KEEPING[:2], _TLS)), AS_MEMBER),
        (replace(LOG_BUCKET, deliveries=(_OURS,), policy=policy_of(*_KEEPING[:1], *_KEEPING[2:])), AS_MEMBER),
        (replace(LOG_BUCKET, deliveries=(_OURS,), policy=policy_of(*_KEEPING[:3])), AS_MEMBER),
    ],
    none="no trail delivers to a bucket of this account",
    human="Of a bucket that gathers the log files of several accounts and is not organization.log_archive's: take "
    "out of its policy what lets in everybody, or others than log services with a condition on whose logs they bring, "
    "and deny aws:SecureTransport false; then look at the status of every trail that delivers there. Control Tower's "
    "bucket has the policy that the landing zone gives it: reset that where somebody changed it.",
)
def log_bucket_policy(bucket: LogBucket, snapshot: Snapshot, want: Baseline) -> Verdict:
    friends = {bucket.place.account, *bucket.owners, *want.exceptions.trusted_accounts}
    wrong = ["the policy is public"] if bucket.policy_is_public else []
    organization = gathered_organization(bucket, snapshot)
    wrong += faults(bucket.document, bucket.resource, bucket.deliveries, friends, organization)
    return Fail("; ".join(wrong)) if wrong else Pass("only log services of this account write, and only over TLS")
