"""Log files cannot be deleted before their time.

Versioning keeps what is deleted by mistake. Object Lock keeps what is deleted on purpose, also by somebody who has
become an administrator: each log file is locked when it is written, for as long as logs must be kept.

Check by hand:
    aws s3api get-object-lock-configuration --bucket LOG_BUCKET

Fix by hand:
    aws s3api put-bucket-versioning --bucket LOG_BUCKET --versioning-configuration Status=Enabled
    aws s3api put-object-lock-configuration --bucket LOG_BUCKET --object-lock-configuration 'ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=GOVERNANCE,Days=365}}'

Edge cases:
    Object Lock is never turned off again, versioning stays on with it, and the bucket can be no target of server access
    logs. In GOVERNANCE mode whoever has s3:BypassGovernanceRetention may delete all the same, which a guardrail denies;
    in COMPLIANCE mode, which the enterprise profile asks for, nobody may, root included. Files of before are not
    locked. Lifecycle rules expire files as before, and old versions go when their lock ends. `logs.minimum_days` in
    hardpan.yaml is the time.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import LOG_BUCKET
from ..facts import Lock, LogBucket
from ..log_lock import lock_fault, wanted_lock

_ENTERPRISE = replace(EXAMPLE, profile="enterprise")


@control(
    section="audit-trail",
    severity=Severity.HIGH,
    catalogue="logs.bucket.object-lock",
    profile="team",
    passes=[
        LOG_BUCKET,
        replace(LOG_BUCKET, lock=Lock("COMPLIANCE", 730)),
        (replace(LOG_BUCKET, lock=Lock("COMPLIANCE", 365)), _ENTERPRISE),
    ],
    fails=[
        replace(LOG_BUCKET, lock=None),
        replace(LOG_BUCKET, lock=Lock(None, 0)),
        replace(LOG_BUCKET, lock=Lock("COMPLIANCE", 90)),
        (LOG_BUCKET, _ENTERPRISE),
    ],
    none="no trail delivers to a bucket of this account",
    human="Where log files are kept in another bucket than organization.log_archive's: decide whether they may be "
    "locked for good, then turn on Object Lock in the bucket's Properties, with a default retention. "
    "Control Tower's landing-zone settings have no such choice, and its bucket is not to be changed behind its back: "
    "add a waiver that says so, or replicate its log files into a locked bucket of your own.",
    cost="storage of deleted versions until their lock ends",
)
def log_bucket_locked(bucket: LogBucket, want: Baseline) -> Verdict:
    wanted = wanted_lock(want) or Lock("GOVERNANCE", want.logs.minimum_days)
    if fault := lock_fault(bucket.lock, wanted):
        return Fail(fault)
    lock = bucket.lock or wanted
    return Pass(f"new files are locked for {lock.days} days, in {lock.mode} mode")
