"""Somebody is told when a month costs more than it should.

The bill is the fastest sign of a break-in that a small account has: stolen keys start machines within minutes. A
budget tells when the limit is passed, and when at this pace it will be.

Check by hand:
    aws budgets describe-budgets --account-id 111122223333
    aws budgets describe-notifications-for-budget --account-id 111122223333 --budget-name NAME

Fix by hand:
    aws budgets create-budget --account-id 111122223333 --budget file://budget.json --notifications-with-subscribers file://notifications.json

    budget.json: BudgetName, BudgetType COST, TimeUnit MONTHLY, BudgetLimit. notifications.json: one of type ACTUAL and
    one of type FORECASTED, each GREATER_THAN a Threshold of 100 (per cent), with the address to write to.

Edge cases:
    AWS updates cost a few times a day: a budget is a smoke detector, not a fuse. A budget with filters covers a part
    of the account and does not count. The limit is budget.monthly_usd in hardpan.yaml; a lower one passes.

Source: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.config import Budget as Wanted
from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ACCOUNT, BUDGET
from ..facts import Budget


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="cost.budget",
    joins=[Budget],
    passes=[(ACCOUNT, BUDGET), (ACCOUNT, replace(BUDGET, name="mine", limit_usd=20.0))],
    fails=[
        (ACCOUNT,),
        (ACCOUNT, replace(BUDGET, limit_usd=500.0)),
        (ACCOUNT, replace(BUDGET, notifications=frozenset({"ACTUAL"}))),
        (ACCOUNT, BUDGET, replace(EXAMPLE, budget=Wanted(monthly_usd=10))),
    ],
    human=(
        "Add `alerts: {email: YOU@EXAMPLE.COM}` to hardpan.yaml and plan again: a budget needs somebody to tell. Or: "
        "Console > Billing and Cost Management > Budgets > Create budget > Monthly cost budget."
    ),
)
def monthly_budget(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    found = list(snapshot.all(Budget, account=account.id))
    limit = want.budget.monthly_usd
    kept = [budget for budget in found if budget.keeps(limit)]
    if kept:
        return Pass(f"{kept[0].name} tells at ${kept[0].limit_usd:.0f} a month, spent and forecast")
    if not found:
        return Fail("no budget watches what the account costs in a month")
    return Fail(f"no budget tells at ${limit} a month or less, both spent and forecast")
