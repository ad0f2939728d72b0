"""Budgets, whole: what notifies whom at which share of the limit.

API reference:
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html. Quotas:
https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..registry import Answer, AwsError, Call, overlay
from .paging import page

NOTIFICATIONS_EACH = 5
SUBSCRIBERS_EACH = {"EMAIL": 10, "SNS": 1}
FOREVER = datetime(2087, 6, 15, tzinfo=UTC)
COUNTED = (
    "IncludeCredit",
    "IncludeDiscount",
    "IncludeOtherSubscription",
    "IncludeRecurring",
    "IncludeRefund",
    "IncludeSubscription",
    "IncludeSupport",
    "IncludeTax",
    "IncludeUpfront",
)
Key = tuple[str, str, float, str]


@dataclass
class Notification:
    """One threshold and who hears of it."""

    described: Answer
    subscribers: list[dict[str, str]]


@dataclass
class Budget:
    described: Answer
    notifications: dict[Key, Notification] = field(default_factory=dict)


@overlay("budgets", "CreateBudget")
def create_budget(call: Call) -> Answer:
    given = call.parameters["Budget"]
    if given["BudgetName"] in _all(call):
        raise AwsError(
            "DuplicateRecordException",
            f"Error creating budget: {given['BudgetName']} - the budget already exists.",
        )
    budget = Budget(_completed(given))
    for each in call.parameters.get("NotificationsWithSubscribers") or []:
        _notify(budget, each["Notification"], each["Subscribers"])
    _all(call)[given["BudgetName"]] = budget
    return {}


@overlay("budgets", "UpdateBudget")
def update_budget(call: Call) -> Answer:
    """Replaces the budget and keeps its notifications."""
    given = call.parameters["NewBudget"]
    _find(call, given["BudgetName"]).described = _completed(given)
    return {}


@overlay("budgets", "DeleteBudget")
def delete_budget(call: Call) -> Answer:
    _find(call)
    del _all(call)[call.parameters["BudgetName"]]
    return {}


@overlay("budgets", "DescribeBudget")
def describe_budget(call: Call) -> Answer:
    return {"Budget": _find(call).described}


@overlay("budgets", "DescribeBudgets")
def describe_budgets(call: Call) -> Answer:
    shown, more = page([budget.described for budget in _all(call).values()], call.parameters)
    return {"Budgets": shown, **more}


@overlay("budgets", "CreateNotification")
def create_notification(call: Call) -> Answer:
    _notify(_find(call), call.parameters["Notification"], call.parameters["Subscribers"])
    return {}


@overlay("budgets", "UpdateNotification")
def update_notification(call: Call) -> Answer:
    budget, old = _find(call), _key(call.parameters["OldNotification"])
    subscribers = _notification(call, "OldNotification").subscribers
    changed = budget.notifications.pop(old)
    try:
        _notify(budget, call.parameters["NewNotification"], subscribers)
    except AwsError:
        budget.notifications[old] = changed
        raise
    return {}


@overlay("budgets", "DeleteNotification")
def delete_notification(call: Call) -> Answer:
    _notification(call)
    del _find(call).notifications[_key(call.parameters["Notification"])]
    return {}


@overlay("budgets", "DescribeNotificationsForBudget")
def describe_notifications(call: Call) -> Answer:
    shown, more = page([each.described for each in _find(call).notifications.values()], call.parameters)
    return {"Notifications": shown, **more}


@overlay("budgets", "DescribeSubscribersForNotification")
def describe_subscribers(call: Call) -> Answer:
    shown, more = page(_notification(call).subscribers, call.parameters)
    return {"Subscribers": shown, **more}


@overlay("budgets", "CreateSubscriber")
def create_subscriber(call: Call) -> Answer:
    told = _notification(call)
    told.subscribers = _checked([*told.subscribers, dict(call.parameters["Subscriber"])])
    return {}


@overlay("budgets", "UpdateSubscriber")
def update_subscriber(call: Call) -> Answer:
    told, old, new = _notification(call), call.parameters["OldSubscriber"], call.parameters["NewSubscriber"]
    _subscribed(told, old)
    told.subscribers = _checked([dict(new) if each == old else each for each in told.subscribers])
    return {}


@overlay("budgets", "DeleteSubscriber")
def delete_subscriber(call: Call) -> Answer:
    """With its last subscriber a notification goes too."""
    told, gone = _notification(call), call.parameters["Subscriber"]
    _subscribed(told, gone)
    told.subscribers = [each for each in told.subscribers if each != gone]
    if not told.subscribers:
        del _find(call).notifications[_key(call.parameters["Notification"])]
    return {}


def _all(call: Call) -> dict[str, Budget]:
    if call.parameters["AccountId"] != call.account:
        raise AwsError(
            "AccessDeniedException", f"Account {call.account} cannot access budgets of {call.parameters['AccountId']}."
        )
    kept: dict[str, Budget] = call.state.setdefault("budgets", {})
    return kept


def _find(call: Call, name: str | None = None) -> Budget:
    wanted = name or call.parameters["BudgetName"]
    budget = _all(call).get(wanted)
    if budget is None:
        raise AwsError("NotFoundException", f"[Exception=NotFoundException] Budget {wanted} does not exist.")
    return budget


def _notification(call: Call, parameter: str = "Notification") -> Notification:
    found = _find(call).notifications.get(_key(call.parameters[parameter]))
    if found is None:
        raise AwsError("NotFoundException", "Unable to get the notification: it does not exist.")
    return found


def _subscribed(told: Notification, subscriber: Mapping[str, str]) -> None:
    if subscriber not in told.subscribers:
        raise AwsError("NotFoundException", "Unable to get the subscriber: it does not exist.")


def _notify(budget: Budget, given: Mapping[str, Any], subscribers: list[Any]) -> None:
    key = _key(given)
    if key in budget.notifications:
        raise AwsError("DuplicateRecordException", "The notification already exists.")
    if len(budget.notifications) >= NOTIFICATIONS_EACH:
        raise AwsError("CreationLimitExceededException", f"A budget has at most {NOTIFICATIONS_EACH} notifications.")
    described = {"ThresholdType": "PERCENTAGE", "NotificationState": "OK", **given}
    budget.notifications[key] = Notification(described, _checked([dict(each) for each in subscribers]))


def _checked(subscribers: list[dict[str, str]]) -> list[dict[str, str]]:
    for kind, most in SUBSCRIBERS_EACH.items():
        of_kind = [each["Address"] for each in subscribers if each["SubscriptionType"] == kind]
        if len(set(of_kind)) < len(of_kind):
            raise AwsError("DuplicateRecordException", "The subscriber already exists.")
        if len(of_kind) > most:
            raise AwsError("CreationLimitExceededException", f"A notification has at most {most} {kind} subscribers.")
        if kind == "EMAIL" and any("@" not in address for address in of_kind):
            raise AwsError("InvalidParameterException", "The email address is not valid.")
    return subscribers


def _key(notification: Mapping[str, Any]) -> Key:
    return (
        notification["NotificationType"],
        notification["ComparisonOperator"],
        float(notification["Threshold"]),
        notification.get("ThresholdType") or "PERCENTAGE",
    )


def _completed(given: Mapping[str, Any]) -> Answer:
    """A budget as AWS tells it: amounts as decimals, and what was not given as it is by default."""
    now = datetime.now(UTC)
    if given["BudgetType"] == "COST" and not (given.get("BudgetLimit") or given.get("PlannedBudgetLimits")):
        raise AwsError("InvalidParameterException", "One of BudgetLimit and PlannedBudgetLimits is needed.")
    completed: Answer = {
        "CostFilters": {},
        "CostTypes": {**dict.fromkeys(COUNTED, True), "UseAmortized": False, "UseBlended": False},
        "TimePeriod": {"Start": now.replace(day=1, hour=0, minute=0, second=0, microsecond=0), "End": FOREVER},
        "CalculatedSpend": {"ActualSpend": {"Amount": "0.0", "Unit": "USD"}},
        "LastUpdatedTime": now,
        **given,
    }
    if limit := given.get("BudgetLimit"):
        completed["BudgetLimit"] = {"Amount": str(float(limit["Amount"])), "Unit": limit["Unit"]}
    return completed
