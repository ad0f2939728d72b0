"""How refused calls are counted in the home Region: a log group takes them, and an alarm counts how often.

EventBridge counts for each rule how often it hands on an event, as a metric that an alarm can watch.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
"""

from __future__ import annotations

import json
from typing import Any

from hardpan.model import Place, step_key
from hardpan.services.sns.policy import lets_service

from .signals import DENIED_CALLS

LOG_GROUP = "/aws/events/hardpan-denied-calls"
ALARM = DENIED_CALLS.rule_name
POLICY = "hardpan-events"
DAYS = 30  # that the calls are kept for
MANY = 25  # within _PERIOD
_PERIOD = 300  # seconds
_WRITES = ("logs:CreateLogStream", "logs:PutLogEvents")
_WRITERS = ("events.amazonaws.com", "delivery.logs.amazonaws.com")


def log_group_arn(place: Place) -> str:
    """ARN of the log group that takes refused calls in a Region."""
    return place.arn("logs", f"log-group:{LOG_GROUP}")


def counting_key(verb: str, place: Place) -> str:
    """Key of a step of `events.denied_calls`."""
    return step_key(f"events.denied_calls/{verb}", place)


def alarm() -> dict[str, Any]:
    """The alarm, as PutMetricAlarm takes it and DescribeAlarms tells of it.

    It has no action of its own: EventBridge hears of every change of its state.
    """
    return {
        "AlarmName": ALARM,
        "Namespace": "AWS/Events",
        "MetricName": "Invocations",
        "Dimensions": [{"Name": "RuleName", "Value": DENIED_CALLS.rule_name}],
        "Statistic": "Sum",
        "Period": _PERIOD,
        "EvaluationPeriods": 1,
        "Threshold": float(MANY),
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    }


def counts(told: dict[str, Any]) -> bool:
    """Whether an alarm is this one, or goes off at fewer."""
    wanted = alarm()
    same = all(told.get(name) == wanted[name] for name in wanted if name not in ("AlarmName", "Threshold", "Period"))
    return same and told["Threshold"] <= MANY and told["Period"] >= _PERIOD


def policy(place: Place) -> str:
    """The resource policy of CloudWatch Logs by which EventBridge writes to its log groups.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
    """
    statement = {
        "Sid": "EventBridgeToLogGroups",
        "Effect": "Allow",
        "Principal": {"Service": list(_WRITERS)},
        "Action": list(_WRITES),
        "Resource": place.arn("logs", "log-group:/aws/events/*:*"),
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def admits(document: str) -> bool:
    """Whether a resource policy of CloudWatch Logs lets EventBridge write."""
    read = json.loads(document)
    return all(lets_service(read, writer, action) for writer in _WRITERS for action in _WRITES)
