"""Every trail is delivering its log files to its bucket.

A trail can be configured to perfection and write nothing: its bucket was deleted, a bucket or key policy was
tightened, somebody stopped it for a moment. Configuration looks right all the while; only the time of the latest
delivery tells.

Check by hand:
    aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION --query '[IsLogging,LatestDeliveryTime,LatestDeliveryError]'

Fix by hand:
    aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
    aws s3api get-bucket-policy --bucket LOG_BUCKET
    aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name LOG_BUCKET --region HOME_REGION
    aws cloudtrail delete-trail --name TRAIL_ARN --region HOME_REGION

Edge cases:
    A trail started within the last 24 hours passes without a delivery; usually the first comes within 15 minutes.
    After a repair the old error stays until the next delivery succeeds. Hardpan starts the audit trail only: another
    stopped trail is for a person to start or to delete, since a second copy of management events is billed.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...controltower.zone import IN_ITS_SETTINGS
from ..examples import NOON, TRAIL
from ..facts import Trail

_DAY = timedelta(hours=24)
_LONG_AGO, _JUST_NOW = NOON - timedelta(days=40), NOON - timedelta(minutes=5)


@control(
    section="audit-trail",
    severity=Severity.HIGH,
    catalogue="trail.delivery",
    passes=[
        TRAIL,
        replace(TRAIL, started=_JUST_NOW, delivered=None),
        replace(TRAIL, started=_JUST_NOW, delivered=_LONG_AGO),
    ],
    fails=[
        replace(TRAIL, is_logging=False),
        replace(TRAIL, delivery_error="AccessDenied"),
        replace(TRAIL, delivered=_LONG_AGO),
        replace(TRAIL, delivered=None),
    ],
    none="there is no trail",
    human="AccessDenied: let cloudtrail.amazonaws.com write in the policy of the trail's bucket and, where the trail "
    "has a KMS key, in the key's policy. NoSuchBucket: create the bucket again, or name another with `aws cloudtrail "
    "update-trail`. Stopped: `aws cloudtrail start-logging`, or `delete-trail` if another trail took its place. "
    f"{IN_ITS_SETTINGS} > CloudTrail configuration: Enabled; a reset of the landing zone puts its bucket right.",
)
def delivering(trail: Trail, snapshot: Snapshot) -> Verdict:
    if not trail.is_logging:
        return Fail("logging is stopped")
    if trail.delivery_error:
        return Fail(f"the latest delivery to {trail.bucket} failed: {trail.delivery_error}")
    if trail.delivered is not None and snapshot.taken - trail.delivered <= _DAY:
        return Pass(f"delivered at {trail.delivered:%Y-%m-%d %H:%M} UTC")
    if trail.started is not None and snapshot.taken - trail.started <= _DAY:
        return Pass(f"started at {trail.started:%Y-%m-%d %H:%M} UTC, nothing delivered yet")
    if trail.delivered is None:
        return Fail("nothing was ever delivered")
    return Fail(f"nothing was delivered since {trail.delivered:%Y-%m-%d %H:%M} UTC")
