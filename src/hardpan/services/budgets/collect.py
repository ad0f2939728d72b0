"""What to ask AWS Budgets, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import Budget


@collector(Budget, per="account", reads=["budgets:DescribeBudgets", "budgets:DescribeNotificationsForBudget"])
def budgets(here: Place) -> Reading[Budget]:
    """Every monthly budget on all of the account's cost. Those on a part of it are nobody's safety net.

    A notification without a subscriber does not exist: AWS deletes it with the last one.
    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DeleteSubscriber.html
    """
    listed = (yield Read("budgets", "DescribeBudgets", AccountId=here.account)).get("Budgets")
    found = [budget for budget in listed or [] if _is_on_everything(budget)]
    told = yield [
        Read("budgets", "DescribeNotificationsForBudget", AccountId=here.account, BudgetName=budget["BudgetName"])
        for budget in found
    ]
    return [
        Budget(
            place=here,
            name=budget["BudgetName"],
            limit_usd=float(budget["BudgetLimit"]["Amount"]),
            notifications=lift(_kinds, answer.get("Notifications")),
        )
        for budget, answer in zip(found, told, strict=True)
    ]


def _is_on_everything(budget: dict[str, Any]) -> bool:
    return (
        (budget["BudgetType"], budget["TimeUnit"]) == ("COST", "MONTHLY")
        and not budget.get("CostFilters")
        and not budget.get("FilterExpression")
        and budget.get("BudgetLimit", {}).get("Unit") == "USD"
    )


def _kinds(notifications: list[dict[str, Any]] | None) -> frozenset[str]:
    """Those that come by the time the limit is passed; one at 300 % of it does not count.

    A threshold that is an amount of money counts when it is said at all: it was somebody's choice.
    """
    return frozenset(
        told["NotificationType"]
        for told in notifications or []
        if told["ComparisonOperator"] == "GREATER_THAN"
        and (told["Threshold"] <= 100 or told.get("ThresholdType") == "ABSOLUTE_VALUE")
    )
