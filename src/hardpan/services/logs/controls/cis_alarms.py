"""The trail's log group has the CIS benchmark's metric filters and alarms.

The benchmark wants fifteen kinds of events counted in CloudWatch Logs, with an alarm on each. EventBridge rules tell of
the same, sooner and for less (the controls events.*_alert); this is for auditors who take nothing else.

Check by hand:
    aws cloudtrail describe-trails --query 'trailList[].[Name,CloudWatchLogsLogGroupArn]'
    aws logs describe-metric-filters --region REGION --log-group-name hardpan-cloudtrail
    aws cloudwatch describe-alarms --region REGION --alarm-name-prefix hardpan-cis-

Fix by hand:
    aws logs create-log-group --region REGION --log-group-name hardpan-cloudtrail
    aws iam create-role --role-name HardpanTrailToLogs --path /hardpan/ --assume-role-policy-document file://cloudtrail.json
    aws cloudtrail update-trail --region REGION --name TRAIL_ARN --cloud-watch-logs-log-group-arn GROUP_ARN --cloud-watch-logs-role-arn ROLE_ARN
    aws logs put-metric-filter --region REGION --log-group-name hardpan-cloudtrail --filter-name hardpan-cis-root-use --filter-pattern PATTERN --metric-transformations metricName=hardpan-cis-root-use,metricNamespace=Hardpan,metricValue=1
    aws cloudwatch put-metric-alarm --region REGION --alarm-name hardpan-cis-root-use --namespace Hardpan --metric-name hardpan-cis-root-use --statistic Sum --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --alarm-actions TOPIC_ARN

    Fifteen filters and fifteen alarms. `hardpan plan --output aws-cli` prints them.

Edge cases:
    Asked only where hardpan.yaml says logs.metric_filters, in the account that made the trail. Filters and alarms of
    other names count, if the patterns are the same but for white space and order, and the alarm has an action. What the
    trail brings to its log group has to be younger than a day. Alarms send to topics of their own Region alone: the
    trail has to be at home in the home Region.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hardpan.config import EXAMPLE, Baseline, Logs
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.prices import said
from hardpan.services.cloudtrail.examples import ACCOUNT, TRAIL
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail, audit_trail_of
from ..cis_filters import PATTERNS
from ..examples import TRAIL_LOGS
from ..facts import TrailLogs
from ..missing import alarmed, filtered

_DAY = timedelta(hours=24)
_SHOWN = 3
_ASKED = replace(EXAMPLE, logs=Logs(metric_filters=True))
_ELSEWHERE = replace(TRAIL, arn=TRAIL.arn.replace("111122223333", "444455556666"), organization=True)


@control(
    section="threat-detection",
    severity=Severity.LOW,
    catalogue="detect.alert.metric-filters",
    profile="enterprise",
    joins=[Trail, TrailLogs],
    passes=[(ACCOUNT, TRAIL, TRAIL_LOGS, _ASKED)],
    fails=[
        (ACCOUNT, _ASKED),
        (ACCOUNT, TRAIL, replace(TRAIL_LOGS, group=None, filters=(), watched=(), delivered=None), _ASKED),
        (ACCOUNT, TRAIL, replace(TRAIL_LOGS, delivered=datetime(2026, 10, 30, 12, tzinfo=UTC)), _ASKED),
        (ACCOUNT, TRAIL, replace(TRAIL_LOGS, filters=TRAIL_LOGS.filters[1:]), _ASKED),
        (ACCOUNT, TRAIL, replace(TRAIL_LOGS, watched=TRAIL_LOGS.watched[1:]), _ASKED),
    ],
    not_applicable=[(ACCOUNT, TRAIL, TRAIL_LOGS), (ACCOUNT, _ELSEWHERE, _ASKED)],
    human=(
        "The trail does not bring anything to its log group. Console > CloudTrail > Trails > the trail > CloudWatch "
        "Logs: see whether the role that it names is there and may write to the group."
    ),
    cost=f"{said('cloudwatch.logs')}, and {said('cloudwatch.alarm')}",
)
def cis_alarms(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    logs = list(snapshot.all(TrailLogs, account=account.id))
    if not want.logs.metric_filters:
        return NotApplicable("hardpan.yaml does not ask for it: logs.metric_filters")
    trail = audit_trail_of(list(snapshot.all(Trail, account=account.id)))
    if trail is not None and trail.owner != account.id:
        return NotApplicable(f"asked in account {trail.owner}, which has the trail")
    found = next((one for one in logs if trail is not None and one.trail_arn == trail.arn), None)
    if found is None or found.group is None:
        return Fail("the trail has no log group")
    lacking = [key for key in PATTERNS if not filtered(found, key)]
    silent = [key for key in PATTERNS if key not in lacking and not alarmed(found, key)]
    wrong = [f"not counted: {_some(lacking)}"] * bool(lacking) + [f"without an alarm: {_some(silent)}"] * bool(silent)
    if found.delivered is not None and snapshot.taken - found.delivered > _DAY:
        wrong.append(f"nothing has come to {found.group} since {found.delivered:%Y-%m-%d %H:%M} UTC")
    return Fail("; ".join(wrong)) if wrong else Pass(f"{found.group} has all {len(PATTERNS)} filters and alarms")


def _some(keys: list[str]) -> str:
    more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
    return f"{', '.join(keys[:_SHOWN])}{more}"
