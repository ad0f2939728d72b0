"""Budgets: somebody is told when a month costs too much."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Alerts
from hardpan.model import FactUnreadable
from hardpan.services.budgets.collect import budgets
from hardpan.services.budgets.examples import BUDGET, WHOLE
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

LISTED = {
    "BudgetName": "hardpan-monthly",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "50.0", "Unit": "USD"},
}
AT_LIMIT = {"ComparisonOperator": "GREATER_THAN", "Threshold": 100.0, "ThresholdType": "PERCENTAGE"}
BOTH = [{**AT_LIMIT, "NotificationType": kind} for kind in ("ACTUAL", "FORECASTED")]


def read(budget: dict[str, Any], notifications: Any) -> list[Any]:
    answers = {
        "budgets:DescribeBudgets": {"Budgets": [budget]},
        "budgets:DescribeNotificationsForBudget": {"Notifications": notifications},
    }
    return drive(budgets(WHOLE), answers)


def test_a_budget_is_read_with_what_it_tells() -> None:
    assert read(LISTED, BOTH) == [BUDGET]


@pytest.mark.parametrize(
    "other",
    [
        {"BudgetType": "USAGE"},
        {"TimeUnit": "ANNUALLY"},
        {"CostFilters": {"Service": ["Amazon S3"]}},
        {"FilterExpression": {"Dimensions": {"Key": "SERVICE"}}},
        {"BudgetLimit": {"Amount": "50", "Unit": "EUR"}},
    ],
)
def test_budgets_on_something_else_do_not_count(other: dict[str, Any]) -> None:
    assert read({**LISTED, **other}, BOTH) == []


@pytest.mark.parametrize(
    ("notification", "counts"),
    [
        ({"Threshold": 80.0}, True),
        ({"Threshold": 300.0}, False),
        ({"Threshold": 300.0, "ThresholdType": "ABSOLUTE_VALUE"}, True),
        ({"ComparisonOperator": "LESS_THAN"}, False),
    ],
)
def test_a_notification_counts_when_it_comes_in_time(notification: dict[str, Any], counts: bool) -> None:
    (found,) = read(LISTED, [{**AT_LIMIT, "NotificationType": "ACTUAL", **notification}])
    assert ("ACTUAL" in found.notifications) is counts


def test_hidden_notifications_are_not_taken_for_none() -> None:
    hidden = denied("budgets:DescribeNotificationsForBudget")
    answers = {"budgets:DescribeBudgets": {"Budgets": [LISTED]}, "budgets:DescribeNotificationsForBudget": hidden}
    (found,) = drive(budgets(WHOLE), answers)
    with pytest.raises(FactUnreadable):
        found.keeps(50)


def test_an_account_without_a_budget_gets_one_that_tells_both() -> None:
    (create,) = steps_of("budgets.monthly_budget", EXAMPLE, Snapshot.of(replace(BUDGET, limit_usd=900.0, name="mine")))
    told = create.write.parameters["NotificationsWithSubscribers"]
    assert [each["Notification"]["NotificationType"] for each in told] == ["ACTUAL", "FORECASTED"]
    assert create.write.parameters["Budget"]["BudgetLimit"] == {"Amount": "50", "Unit": "USD"}


def test_a_budget_of_ones_own_that_does_the_job_is_enough() -> None:
    assert steps_of("budgets.monthly_budget", EXAMPLE, Snapshot.of(replace(BUDGET, name="mine", limit_usd=20.0))) == []


def test_hardpans_own_budget_is_repaired_and_can_be_put_back() -> None:
    bad = replace(BUDGET, limit_usd=75.5, notifications=frozenset({"ACTUAL"}))
    update, notify = steps_of("budgets.monthly_budget", EXAMPLE, Snapshot.of(bad))
    assert update.undo is not None
    assert update.undo[0].parameters["NewBudget"]["BudgetLimit"]["Amount"] == "75.5"
    assert notify.write.parameters["Notification"]["NotificationType"] == "FORECASTED"
    assert verbs([notify]) == ["budgets.monthly_budget/notify:forecasted"]


def test_without_an_address_there_is_nobody_to_tell() -> None:
    want = replace(EXAMPLE, alerts=Alerts())
    assert steps_of("budgets.monthly_budget", want, Snapshot.of(replace(BUDGET, limit_usd=900.0))) == []
