"""Budgets and cost anomaly detection."""

import pytest

from sandbox.asking import refused

BUDGET = {
    "BudgetName": "monthly",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "50", "Unit": "USD"},
}
FORECAST = {"NotificationType": "FORECASTED", "ComparisonOperator": "GREATER_THAN", "Threshold": 100.0}
ACTUAL = FORECAST | {"NotificationType": "ACTUAL"}
MAIL = {"SubscriptionType": "EMAIL", "Address": "me@example.com"}
SERVICES = {"MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
OVER_TEN = {
    "Dimensions": {
        "Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
        "MatchOptions": ["GREATER_THAN_OR_EQUAL"],
        "Values": ["10"],
    }
}


@pytest.fixture
def budgets(client, account):
    """Budget operations on the account, and one budget that notifies of a forecast."""
    api = client("budgets")
    made = [{"Notification": FORECAST, "Subscribers": [MAIL]}]
    api.create_budget(AccountId=account, Budget=BUDGET, NotificationsWithSubscribers=made)
    return lambda operation, **parameters: getattr(api, operation)(AccountId=account, **parameters)


def test_a_budget_is_told_completed(budgets):
    (told,) = budgets("describe_budgets")["Budgets"]
    assert told["BudgetLimit"] == {"Amount": "50.0", "Unit": "USD"}
    assert told["CostTypes"]["IncludeTax"] is True
    assert told["TimePeriod"]["Start"].day == 1
    assert budgets("describe_budget", BudgetName="monthly")["Budget"]["BudgetName"] == "monthly"
    (notification,) = budgets("describe_notifications_for_budget", BudgetName="monthly")["Notifications"]
    assert notification == FORECAST | {"ThresholdType": "PERCENTAGE", "NotificationState": "OK"}


def test_an_update_keeps_the_notifications(budgets):
    budgets("update_budget", NewBudget=BUDGET | {"BudgetLimit": {"Amount": "75.5", "Unit": "USD"}})
    assert budgets("describe_budget", BudgetName="monthly")["Budget"]["BudgetLimit"]["Amount"] == "75.5"
    assert len(budgets("describe_notifications_for_budget", BudgetName="monthly")["Notifications"]) == 1


def test_notifications_come_and_go(budgets):
    asked = {"BudgetName": "monthly", "Notification": ACTUAL}
    budgets("create_notification", **asked, Subscribers=[MAIL])
    with refused("DuplicateRecordException"):
        budgets("create_notification", **asked, Subscribers=[MAIL])
    higher = ACTUAL | {"Threshold": 120.0}
    budgets("update_notification", BudgetName="monthly", OldNotification=ACTUAL, NewNotification=higher)
    assert budgets("describe_subscribers_for_notification", BudgetName="monthly", Notification=higher)[
        "Subscribers"
    ] == [MAIL]
    with refused("NotFoundException"):
        budgets("delete_notification", **asked)
    budgets("delete_notification", BudgetName="monthly", Notification=higher)
    assert len(budgets("describe_notifications_for_budget", BudgetName="monthly")["Notifications"]) == 1


def test_a_notification_goes_with_its_last_subscriber(budgets):
    asked = {"BudgetName": "monthly", "Notification": FORECAST}
    you = MAIL | {"Address": "you@example.com"}
    budgets("create_subscriber", **asked, Subscriber=you)
    with refused("DuplicateRecordException"):
        budgets("create_subscriber", **asked, Subscriber=you)
    budgets("update_subscriber", **asked, OldSubscriber=you, NewSubscriber=you | {"Address": "them@example.com"})
    told = budgets("describe_subscribers_for_notification", **asked)["Subscribers"]
    assert [each["Address"] for each in told] == ["me@example.com", "them@example.com"]
    for each in told:
        budgets("delete_subscriber", **asked, Subscriber=each)
    assert budgets("describe_notifications_for_budget", BudgetName="monthly")["Notifications"] == []


def test_budgets_are_refused_as_aws_refuses_them(budgets, client):
    with refused("DuplicateRecordException"):
        budgets("create_budget", Budget=BUDGET)
    without = {name: value for name, value in BUDGET.items() if name != "BudgetLimit"} | {"BudgetName": "other"}
    with refused("InvalidParameterException"):
        budgets("create_budget", Budget=without)
    with refused("AccessDeniedException"):
        client("budgets").describe_budgets(AccountId="999988887777")
    budgets("delete_budget", BudgetName="monthly")
    with refused("NotFoundException"):
        budgets("describe_budget", BudgetName="monthly")


@pytest.fixture
def ce(client):
    return client("ce")


@pytest.fixture
def monitor(ce):
    return ce.create_anomaly_monitor(AnomalyMonitor=SERVICES)["MonitorArn"]


def _subscription(monitor, **changed):
    return {
        "SubscriptionName": "mail",
        "MonitorArnList": [monitor],
        "Subscribers": [{"Type": "EMAIL", "Address": "me@example.com"}],
        "Frequency": "DAILY",
        "ThresholdExpression": OVER_TEN,
    } | changed


def test_there_is_one_monitor_of_services(ce, monitor, account):
    (told,) = ce.get_anomaly_monitors()["AnomalyMonitors"]
    assert (told["MonitorArn"], told["MonitorDimension"]) == (monitor, "SERVICE")
    assert monitor.startswith(f"arn:aws:ce::{account}:anomalymonitor/")
    with refused("ValidationException", match="Limit exceeded on dimensional spend monitor creation"):
        ce.create_anomaly_monitor(AnomalyMonitor=SERVICES)
    ce.update_anomaly_monitor(MonitorArn=monitor, MonitorName="renamed")
    assert ce.get_anomaly_monitors(MonitorArnList=[monitor])["AnomalyMonitors"][0]["MonitorName"] == "renamed"
    ce.delete_anomaly_monitor(MonitorArn=monitor)
    assert ce.get_anomaly_monitors()["AnomalyMonitors"] == []
    with refused("UnknownMonitorException"):
        ce.delete_anomaly_monitor(MonitorArn=monitor)


def test_a_subscription_covers_monitors(ce, monitor):
    arn = ce.create_anomaly_subscription(AnomalySubscription=_subscription(monitor))["SubscriptionArn"]
    (told,) = ce.get_anomaly_subscriptions(MonitorArn=monitor)["AnomalySubscriptions"]
    assert told["Subscribers"] == [{"Type": "EMAIL", "Address": "me@example.com", "Status": "CONFIRMED"}]
    assert told["ThresholdExpression"] == OVER_TEN
    ce.update_anomaly_subscription(SubscriptionArn=arn, Frequency="WEEKLY")
    (told,) = ce.get_anomaly_subscriptions(SubscriptionArnList=[arn])["AnomalySubscriptions"]
    assert (told["Frequency"], told["SubscriptionName"]) == ("WEEKLY", "mail")
    ce.delete_anomaly_subscription(SubscriptionArn=arn)
    assert ce.get_anomaly_subscriptions()["AnomalySubscriptions"] == []


def test_a_subscription_is_refused_as_aws_refuses_it(ce, monitor):
    for changed, code in (
        ({"Frequency": "IMMEDIATE"}, "ValidationException"),
        ({"ThresholdExpression": {}}, "ValidationException"),
        ({"MonitorArnList": [monitor + "x"]}, "UnknownMonitorException"),
    ):
        with refused(code):
            ce.create_anomaly_subscription(AnomalySubscription=_subscription(monitor, **changed))
    assert ce.get_anomaly_subscriptions()["AnomalySubscriptions"] == []
