"""Log files are kept for at least a year, and a lifecycle rule says for how long.

Intrusions are found months after they began; the logs of that time have to be there still. A rule with an end to it
keeps the bucket, its cost and the personal data in it from growing for ever.

Check by hand:
    aws s3api get-bucket-lifecycle-configuration --bucket LOG_BUCKET

Fix by hand:
    aws s3api put-bucket-lifecycle-configuration --bucket LOG_BUCKET --lifecycle-configuration file://LIFECYCLE.json

Edge cases:
    The request replaces all rules: put those you keep in the file too. A first rule with an expiry deletes files that
    are older already, so in a bucket that exists it waits for your consent. Rules for tagged objects do not count: log
    files have no tags. `logs.minimum_days` and `logs.expire_days` in hardpan.yaml are the limits.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.prices import said

from ...controltower.zone import IN_ITS_SETTINGS
from ..examples import LOG_BUCKET
from ..facts import LogBucket
from ..lifecycle import faults, keep_and_expire

_RULE = keep_and_expire("", 730)
_WITHOUT_END = {"ID": "archive", "Status": "Enabled", "Filter": {}, "Transitions": _RULE["Transitions"]}


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    catalogue="logs.bucket.retention",
    passes=[
        LOG_BUCKET,
        replace(LOG_BUCKET, lifecycle_rules=(_WITHOUT_END,)),
        replace(LOG_BUCKET, lifecycle_rules=(_RULE, keep_and_expire("temporary/", 7))),
    ],
    fails=[
        replace(LOG_BUCKET, lifecycle_rules=()),
        replace(LOG_BUCKET, lifecycle_rules=({**_RULE, "Status": "Disabled"},)),
        replace(LOG_BUCKET, lifecycle_rules=({**_RULE, "Expiration": {"Days": 30}},)),
        replace(LOG_BUCKET, lifecycle_rules=(_RULE, keep_and_expire("AWSLogs/111122223333/", 30))),
    ],
    none="no trail delivers to a bucket of this account",
    human=f"{IN_ITS_SETTINGS} > Log retention for Amazon S3.",
    cost=f"cents a month: archived log files cost a sixth of others, moving them {said('s3.archive')}",
)
def log_bucket_retention(bucket: LogBucket, want: Baseline) -> Verdict:
    wrong = faults(bucket.lifecycle_rules, bucket.folders, want.logs.minimum_days)
    return Fail("; ".join(wrong)) if wrong else Pass(f"kept for at least {want.logs.minimum_days} days")
