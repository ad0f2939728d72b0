"""What to change so that the trail's log group has the benchmark's filters and alarms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Problem, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.services.iam.facts import Role
from hardpan.services.sns.alert_topic import find, new_policy, widened
from hardpan.services.sns.facts import EVENTS, Topic, alert_topic_arn
from hardpan.services.sns.policy import lets_service
from hardpan.snapshot import Snapshot

from ..cloudtrail.facts import Trail
from ..cloudtrail.operations.data_events import Chosen, chosen_trail
from ..cloudtrail.organization import FACTS
from ..s3.facts import IdleBucket, LogBucket
from .cis_filters import NAMESPACE, PATTERNS, canonical
from .facts import Metric, MetricFilter, TrailLogs
from .missing import alarmed, filtered

_NAME = "logs.cis_alarms"
_GROUP, _ROLE, _PATH = "hardpan-cloudtrail", "HardpanTrailToLogs", "/hardpan/"
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
_RETENTIONS = (365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
_SID = "HardpanAlertsFromCloudWatch"
_COST = f"{said('cloudwatch.logs')} that come to the group"
# A role and a group made a moment ago: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
_TOO_NEW = (
    NotYet("InvalidCloudWatchLogsRoleArnException", seconds=120),
    NotYet("InvalidCloudWatchLogsLogGroupArnException", seconds=60),
    NotYet("CloudWatchLogsDeliveryUnavailableException", seconds=60),
    NotYet("ConflictException", seconds=60),
)


@operation(
    satisfies=[_NAME],
    facts=[TrailLogs, Trail, LogBucket, IdleBucket, Role, Topic, *FACTS],
    writes=[
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:PutRetentionPolicy",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
        "cloudtrail:UpdateTrail",
        "logs:PutMetricFilter",
        "logs:DeleteMetricFilter",
        "sns:SetTopicAttributes",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:DeleteAlarms",
    ],
    after=["cloudtrail.audit_trail", "cloudtrail.organization_trail", "sns.alert_topic"],
    permissions=["iam:PassRole"],
    asked_by=["logs.metric_filters"],
)
def cis_alarms(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A log group that the trail writes to, a filter and an alarm for each of the benchmark's events.

    A group that the trail has is used, and what is in it stays.
    """
    for account in have.accounts if want.logs.metric_filters else ():
        chosen = chosen_trail(want, have, account)
        if chosen is None:
            continue
        if chosen.home != want.home(account.place):
            raise Problem(
                f"{chosen.name} is at home in {chosen.home.region}, and the alert topic in {want.home_region}: alarms "
                "send to no other Region",
                next="name the trail's home Region in home_region of hardpan.yaml",
            )
        logs = next((one for one in have.all(TrailLogs, account=account.id) if one.trail_arn == chosen.arn), None)
        if logs is None or logs.group is None:
            yield from _group(chosen, want, have)
        if all(filtered(logs, key) and alarmed(logs, key) for key in PATTERNS):
            continue
        yield from _let_alarms_in(chosen.home, want, have)
        for key in PATTERNS:
            yield from _heard_of(key, chosen, logs, want)


def _key(verb: str, place: Place) -> str:
    return step_key(f"{_NAME}/{verb}", place)


def _group(chosen: Chosen, want: Baseline, have: Snapshot) -> Iterator[Step]:
    home, group = chosen.home, chosen.home.arn("logs", f"log-group:{_GROUP}")
    role = home.at(None).arn("iam", f"role{_PATH}{_ROLE}")
    days = next((one for one in _RETENTIONS if one >= want.logs.minimum_days), _RETENTIONS[-1])
    yield Step(
        key=_key("group", home),
        place=home,
        write=Write("logs", "CreateLogGroup", logGroupName=_GROUP),
        because="the trail has no log group",
        resource=group,
        after=_GROUP,
        undo=(Write("logs", "DeleteLogGroup", logGroupName=_GROUP),),
        undo_note="what was written to it goes with it; the log bucket has it all",
        monthly_cost_usd=None,
        cost_note=_COST,
    )
    yield Step(
        key=_key("retention", home),
        place=home,
        write=Write("logs", "PutRetentionPolicy", logGroupName=_GROUP, retentionInDays=days),
        because="a new log group keeps everything for ever",
        resource=group,
        after=f"{days} days",
        needs=frozenset({_key("group", home)}),
        undo=(),
        not_yet=(NotYet("ResourceNotFoundException", seconds=30),),
    )
    place = home.at(None)
    if not any(one.name == _ROLE for one in have.all(Role, account=place.account)):
        yield Step(
            key=_key("role", place),
            place=place,
            write=Write(
                "iam",
                "CreateRole",
                RoleName=_ROLE,
                Path=_PATH,
                AssumeRolePolicyDocument=json.dumps(_trust(chosen.arn)),
                Description="Hardpan: CloudTrail writes to its log group with it",
            ),
            because="CloudTrail needs a role to write to a log group",
            resource=role,
            after=f"{_PATH}{_ROLE}, for this trail only",
            undo=(Write("iam", "DeleteRole", RoleName=_ROLE),),
        )
    yield Step(
        key=_key("permit", place),
        place=place,
        write=Write(
            "iam",
            "PutRolePolicy",
            RoleName=_ROLE,
            PolicyName=_ROLE,
            PolicyDocument=json.dumps(_permissions(group)),
        ),
        because=f"{_ROLE} may not write to {_GROUP}",
        resource=role,
        after=f"it writes to {_GROUP}",
        needs=frozenset({_key("role", place)}),
        undo=(Write("iam", "DeleteRolePolicy", RoleName=_ROLE, PolicyName=_ROLE),),
        not_yet=(NotYet("NoSuchEntity", seconds=60),),
    )

    def writing_to(group: str, role: str) -> Write:
        named = {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": role}
        return Write("cloudtrail", "UpdateTrail", Name=chosen.arn, **named)

    yield Step(
        key=_key("trail", home),
        place=home,
        write=writing_to(f"{group}:*", role),
        because=f"{chosen.name} writes to no log group",
        resource=chosen.arn,
        before="into the log bucket",
        after=f"also to {_GROUP}",
        needs=chosen.needs | {_key("group", home), _key("permit", place)},
        undo=(writing_to("", ""),),
        monthly_cost_usd=None,
        cost_note=_COST,
        not_yet=_TOO_NEW,
    )


def _trust(trail: str) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceArn": trail}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _permissions(group: str) -> dict[str, Any]:
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": f"{group}:log-stream:*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _let_alarms_in(home: Place, want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The alert topic's policy, in which alarms of this account may publish as well.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    """
    topic = find(want, home, have)
    if topic is None:
        before = new_policy(want, home)
    elif lets_service(topic.policy, EVENTS, "sns:Publish"):
        before = topic.policy
    else:
        before = widened(topic.policy, want, home)
    listed = before.get("Statement", [])
    kept = listed if isinstance(listed, list) else [listed]
    if any(one.get("Sid") == _SID for one in kept):
        return
    arn = alert_topic_arn(want, home)
    alarms = {
        "Sid": _SID,
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": arn,
        "Condition": {"StringEquals": {"aws:SourceAccount": home.account}},
    }
    yield Step(
        key=_key("topic", home),
        place=home,
        write=_set_policy(arn, {**before, "Statement": [*kept, alarms]}),
        because="alarms may not publish to the alert topic",
        resource=arn,
        after="alarms of this account may publish; the policy's other statements stay",
        needs=frozenset(step_key(f"sns.alert_topic/{verb}", home) for verb in ("create", "policy")),
        undo=(_set_policy(arn, before),),
    )


def _set_policy(arn: str, policy: dict[str, Any]) -> Write:
    said = {"AttributeName": "Policy", "AttributeValue": json.dumps(policy)}
    return Write("sns", "SetTopicAttributes", TopicArn=arn, **said)


def _heard_of(key: str, chosen: Chosen, logs: TrailLogs | None, want: Baseline) -> Iterator[Step]:
    """A filter and an alarm of ours, unless an alarm of others watches what a filter of theirs counts."""
    if alarmed(logs, key):
        return
    home, name = chosen.home, f"hardpan-cis-{key}"
    group = logs.group if logs and logs.group else _GROUP
    wanted = MetricFilter(name, PATTERNS[key], (Metric(NAMESPACE, name),))
    ours = next((one for one in logs.filters if one.name == name), None) if logs else None
    if ours is None or canonical(ours.pattern) != canonical(wanted.pattern) or ours.metrics != wanted.metrics:
        remove = Write("logs", "DeleteMetricFilter", logGroupName=group, filterName=name)
        yield Step(
            key=_key(f"filter:{key}", home),
            place=home,
            write=_put_filter(group, wanted),
            because=f"the benchmark's events {key} are not counted into a metric that an alarm watches",
            resource=home.arn("logs", f"log-group:{group}"),
            before=ours.pattern if ours else None,
            after=f"{NAMESPACE}/{name}",
            needs=frozenset({_key("group", home)}),
            undo=(_put_filter(group, ours) if ours else remove,),
            not_yet=(NotYet("ResourceNotFoundException", seconds=30), NotYet("OperationAbortedException", seconds=60)),
        )
    yield Step(
        key=_key(f"alarm:{key}", home),
        place=home,
        write=Write(
            "cloudwatch",
            "PutMetricAlarm",
            AlarmName=name,
            AlarmDescription=f"Hardpan: {key}, of the CIS benchmark",
            Namespace=NAMESPACE,
            MetricName=name,
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=[alert_topic_arn(want, home)],
        ),
        because=f"no alarm watches the benchmark's events {key}",
        resource=home.arn("cloudwatch", f"alarm:{name}"),
        after=name,
        needs=frozenset({_key(f"filter:{key}", home), _key("topic", home), step_key("sns.alert_topic/create", home)}),
        undo=(Write("cloudwatch", "DeleteAlarms", AlarmNames=[name]),),
        monthly_cost_usd=None,
        cost_note=f"an alarm: {said('cloudwatch.alarm')}",
    )


def _put_filter(group: str, wanted: MetricFilter) -> Write:
    """Each event counts as one."""
    into = [{"metricName": one.name, "metricNamespace": one.namespace, "metricValue": "1"} for one in wanted.metrics]
    said = {"filterName": wanted.name, "filterPattern": wanted.pattern, "metricTransformations": into}
    return Write("logs", "PutMetricFilter", logGroupName=group, **said)
