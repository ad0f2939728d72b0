"""Cost anomaly detection: monitors, and subscriptions to them.

API reference: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_CreateAnomalyMonitor.html,
API_CreateAnomalySubscription, API_GetAnomalyMonitors, API_GetAnomalySubscriptions and their updates and deletions.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..registry import Answer, AwsError, Call, overlay
from .paging import page

TOKEN = "NextPageToken"  # noqa: S105


@overlay("ce", "CreateAnomalyMonitor")
def create_monitor(call: Call) -> Answer:
    given = call.parameters["AnomalyMonitor"]
    if given["MonitorType"] == "DIMENSIONAL":
        _refuse_a_second_of_its_dimension(call, given)
    elif not given.get("MonitorSpecification"):
        raise _invalid("MonitorSpecification is required for a CUSTOM monitor")
    arn, today = _arn(call, "anomalymonitor"), datetime.now(UTC).strftime("%Y-%m-%d")
    _monitors(call)[arn] = {
        **given,
        "MonitorArn": arn,
        "CreationDate": today,
        "LastUpdatedDate": today,
        "DimensionalValueCount": 1,
    }
    return {"MonitorArn": arn}


@overlay("ce", "GetAnomalyMonitors")
def get_monitors(call: Call) -> Answer:
    found = _wanted(_monitors(call), call.parameters.get("MonitorArnList"), _no_monitor)
    shown, more = page(found, call.parameters, token=TOKEN)
    return {"AnomalyMonitors": shown, **more}


@overlay("ce", "UpdateAnomalyMonitor")
def update_monitor(call: Call) -> Answer:
    monitor = _monitor(call, call.parameters["MonitorArn"])
    monitor["MonitorName"] = call.parameters.get("MonitorName") or monitor["MonitorName"]
    return {"MonitorArn": monitor["MonitorArn"]}


@overlay("ce", "DeleteAnomalyMonitor")
def delete_monitor(call: Call) -> Answer:
    """Its subscriptions no longer cover it; one that covered nothing else goes with it."""
    arn = _monitor(call, call.parameters["MonitorArn"])["MonitorArn"]
    del _monitors(call)[arn]
    for subscription in list(_subscriptions(call).values()):
        subscription["MonitorArnList"] = [each for each in subscription["MonitorArnList"] if each != arn]
        if not subscription["MonitorArnList"]:
            del _subscriptions(call)[subscription["SubscriptionArn"]]
    return {}


@overlay("ce", "CreateAnomalySubscription")
def create_subscription(call: Call) -> Answer:
    given = call.parameters["AnomalySubscription"]
    arn = _arn(call, "anomalysubscription")
    made = {**given, "SubscriptionArn": arn, "AccountId": call.account}
    _subscriptions(call)[arn] = _checked(call, made)
    return {"SubscriptionArn": arn}


@overlay("ce", "GetAnomalySubscriptions")
def get_subscriptions(call: Call) -> Answer:
    found = _wanted(_subscriptions(call), call.parameters.get("SubscriptionArnList"), _no_subscription)
    monitor = call.parameters.get("MonitorArn")
    covering = [each for each in found if monitor is None or monitor in each["MonitorArnList"]]
    shown, more = page(covering, call.parameters, token=TOKEN)
    return {"AnomalySubscriptions": shown, **more}


@overlay("ce", "UpdateAnomalySubscription")
def update_subscription(call: Call) -> Answer:
    """What is not named stays as it is."""
    arn = call.parameters["SubscriptionArn"]
    if arn not in _subscriptions(call):
        raise _no_subscription(arn)
    _subscriptions(call)[arn] = _checked(call, {**_subscriptions(call)[arn], **call.parameters})
    return {"SubscriptionArn": arn}


@overlay("ce", "DeleteAnomalySubscription")
def delete_subscription(call: Call) -> Answer:
    if _subscriptions(call).pop(call.parameters["SubscriptionArn"], None) is None:
        raise _no_subscription(call.parameters["SubscriptionArn"])
    return {}


@overlay("ce", "GetAnomalies")
def get_anomalies(_: Call) -> Answer:
    """An account that spends nothing has none."""
    return {"Anomalies": []}


def _checked(call: Call, subscription: Answer) -> Answer:
    for arn in subscription["MonitorArnList"]:
        _monitor(call, arn)
    kinds = {subscriber.get("Type") for subscriber in subscription["Subscribers"]}
    wanted = {"SNS"} if subscription["Frequency"] == "IMMEDIATE" else {"EMAIL"}
    if kinds != wanted:
        raise _invalid(f"A subscription with frequency {subscription['Frequency']} needs {wanted.pop()} subscribers")
    if not (subscription.get("Threshold") or subscription.get("ThresholdExpression")):
        raise _invalid("One of Threshold and ThresholdExpression must be specified")
    subscribers = [{"Status": "CONFIRMED", **each} for each in subscription["Subscribers"]]
    return {**subscription, "Subscribers": subscribers}


def _refuse_a_second_of_its_dimension(call: Call, given: Mapping[str, Any]) -> None:
    dimension = given.get("MonitorDimension")
    if not dimension:
        raise _invalid("MonitorDimension is required for a DIMENSIONAL monitor")
    if any(monitor.get("MonitorDimension") == dimension for monitor in _monitors(call).values()):
        raise AwsError("ValidationException", "Limit exceeded on dimensional spend monitor creation")


def _wanted(kept: dict[str, Answer], arns: list[str] | None, missing: Any) -> list[Answer]:
    for arn in arns or []:
        if arn not in kept:
            raise missing(arn)
    return [each for arn, each in kept.items() if not arns or arn in arns]


def _monitor(call: Call, arn: str) -> Answer:
    if arn not in _monitors(call):
        raise _no_monitor(arn)
    return _monitors(call)[arn]


def _monitors(call: Call) -> dict[str, Answer]:
    kept: dict[str, Answer] = call.state.setdefault("monitors", {})
    return kept


def _subscriptions(call: Call) -> dict[str, Answer]:
    kept: dict[str, Answer] = call.state.setdefault("subscriptions", {})
    return kept


def _arn(call: Call, kind: str) -> str:
    return call.arn(f"{kind}/{uuid.uuid4()}", regional=False)


def _no_monitor(arn: str) -> AwsError:
    return AwsError("UnknownMonitorException", f"No anomaly monitor has the ARN {arn}")


def _no_subscription(arn: str) -> AwsError:
    return AwsError("UnknownSubscriptionException", f"No anomaly subscription has the ARN {arn}")


def _invalid(why: str) -> AwsError:
    return AwsError("ValidationException", why)
