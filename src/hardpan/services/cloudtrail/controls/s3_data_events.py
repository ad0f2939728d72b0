"""A trail records who reads and writes the objects in buckets.

Which files were taken is the first question after a leak, and management events do not answer it: reading an object is
a data event, which a trail leaves out unless it is told.

Check by hand:
    aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION

Fix by hand:
    aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors file://management-and-s3.json

    It replaces all selectors: keep the one on management events, and those on other data. The one on S3 has the fields
    eventCategory Equals Data, resources.type Equals AWS::S3::Object, and resources.ARN NotStartsWith the log bucket's
    ARN with a slash, or else each log file that is written makes another event.

Edge cases:
    Reads and writes both; a selector that is narrowed by another field does not count. All buckets are asked for, less
    the log bucket and the one that notes who reads it; or those that hardpan.yaml names: logs.data_events. The events
    are paid for each, so that in an account with busy buckets it is worth naming those that matter.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hardpan.config import EXAMPLE, Baseline, Logs
from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..data_events import selecting, shortfall
from ..examples import ACCOUNT, ALL_MANAGEMENT_EVENTS, TRAIL
from ..facts import Trail
from ..recorded_buckets import kept_out, named

_LOGS = "arn:aws:s3:::hardpan-logs-111122223333"
_TWO = replace(EXAMPLE, logs=Logs(data_events=("photos", "tax-papers")))


def _with(*values: str, **changed: Any) -> Trail:
    """The trail with a basic selector on these objects."""
    data = {**ALL_MANAGEMENT_EVENTS, "DataResources": [{"Type": "AWS::S3::Object", "Values": list(values)}], **changed}
    return replace(TRAIL, event_selectors=(data,))


def _advanced(buckets: list[str], logs: list[str], *more: dict[str, Any]) -> Trail:
    made = selecting({"AdvancedEventSelectors": []}, buckets, logs)["AdvancedEventSelectors"]
    made[0]["FieldSelectors"] += more
    return replace(TRAIL, event_selectors=(), advanced_event_selectors=tuple(made))


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    catalogue="trail.data-events.s3",
    profile="enterprise",
    joins=[Trail],
    passes=[
        (ACCOUNT, _with("arn:aws:s3")),
        (ACCOUNT, _with("arn:aws:s3:::")),
        (ACCOUNT, _advanced([], [_LOGS])),
        (ACCOUNT, TRAIL, replace(_advanced([], []), arn=f"{TRAIL.arn}-2", name="data")),
        (ACCOUNT, _with("arn:aws:s3:::photos/", "arn:aws:s3:::tax-papers/"), _TWO),
        (ACCOUNT, _advanced(["arn:aws:s3:::photos", "arn:aws:s3:::tax-papers"], []), _TWO),
        (ACCOUNT, _advanced([], [_LOGS]), _TWO),
    ],
    fails=[
        (ACCOUNT,),
        (ACCOUNT, TRAIL),
        (ACCOUNT, _with("arn:aws:s3:::photos/")),
        (ACCOUNT, _with("arn:aws:s3", ReadWriteType="WriteOnly")),
        (ACCOUNT, _advanced([], [_LOGS, "arn:aws:s3:::photos"])),
        (ACCOUNT, _advanced([], [], {"Field": "readOnly", "Equals": ["false"]})),
        (ACCOUNT, replace(_with("arn:aws:s3"), is_logging=False)),
        (ACCOUNT, replace(_with("arn:aws:s3"), multi_region=False)),
        (ACCOUNT, _with("arn:aws:s3:::photos/"), _TWO),
    ],
    cost="data events: 0.10 USD per 100,000",
)
def s3_data_events(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    lacking = []
    for trail in snapshot.all(Trail, account=account.id):
        fault = shortfall(trail, named(want, account.place), kept_out(trail.bucket, account.place))
        if fault is None and trail.is_logging and trail.multi_region:
            return Pass(f"{trail.name} records reads and writes of objects")
        lacking.append(f"{trail.name} {fault or 'is stopped, or records one Region'}")
    return Fail("; ".join(lacking) or "there is no trail")
