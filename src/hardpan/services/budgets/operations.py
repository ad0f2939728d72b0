"""What to change so that somebody is told when a month costs too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Place, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import EVERY, Budget

NAME = "hardpan-monthly"


@operation(
    satisfies=["budgets.monthly_budget"],
    facts=[Budget],
    writes=[
        "budgets:CreateBudget",
        "budgets:DeleteBudget",
        "budgets:UpdateBudget",
        "budgets:CreateNotification",
        "budgets:DeleteNotification",
    ],
)
def monthly_budget(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A budget of Hardpan's own, which leaves every other alone; nobody's budget is needed where one already tells."""
    if not want.alerts.email:
        return
    for account in have.accounts:
        found = list(have.all(Budget, account=account.id))
        if any(budget.keeps(want.budget.monthly_usd) for budget in found):
            continue
        own = next((budget for budget in found if budget.name == NAME), None)
        if own is None:
            yield _create(account.place, want.budget.monthly_usd, want.alerts.email)
        else:
            yield from _repair(own, want.budget.monthly_usd, want.alerts.email)


def _create(place: Place, limit: int, email: str) -> Step:
    return Step(
        key=step_key("budgets.monthly_budget/create", place),
        place=place,
        write=Write(
            "budgets",
            "CreateBudget",
            AccountId=place.account,
            Budget=_budget(limit),
            NotificationsWithSubscribers=[
                {"Notification": _notification(kind), "Subscribers": [_subscriber(email)]} for kind in sorted(EVERY)
            ],
        ),
        because=f"nobody is told when a month costs more than ${limit}",
        resource=NAME,
        before="no budget",
        after=f"{email} is told at ${limit} a month, spent or forecast",
        undo=(Write("budgets", "DeleteBudget", AccountId=place.account, BudgetName=NAME),),
        cost_note="budgets without actions are free",
    )


def _repair(own: Budget, limit: int, email: str) -> Iterator[Step]:
    place = own.place
    if not 0 < own.limit_usd <= limit:
        yield Step(
            key=step_key("budgets.monthly_budget/update", place),
            place=place,
            write=Write("budgets", "UpdateBudget", AccountId=place.account, NewBudget=_budget(limit)),
            because=f"{NAME} tells at ${own.limit_usd:.0f}",
            resource=NAME,
            before=f"${own.limit_usd:.0f}",
            after=f"${limit}",
            undo=(Write("budgets", "UpdateBudget", AccountId=place.account, NewBudget=_budget(own.limit_usd)),),
        )
    for kind in sorted(EVERY - own.notifications):
        named = {"AccountId": place.account, "BudgetName": NAME, "Notification": _notification(kind)}
        yield Step(
            key=step_key(f"budgets.monthly_budget/notify:{kind.lower()}", place),
            place=place,
            write=Write("budgets", "CreateNotification", **named, Subscribers=[_subscriber(email)]),
            because=f"{NAME} tells nobody about {kind.lower()} cost",
            resource=NAME,
            after=f"{email} is told",
            undo=(Write("budgets", "DeleteNotification", **named),),
        )


def _budget(limit: float) -> dict[str, Any]:
    return {
        "BudgetName": NAME,
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": f"{limit:g}", "Unit": "USD"},
    }


def _notification(kind: str) -> dict[str, Any]:
    return {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": 100}


def _subscriber(email: str) -> dict[str, str]:
    return {"SubscriptionType": "EMAIL", "Address": email}
