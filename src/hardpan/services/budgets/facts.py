"""What we know of an account's budgets."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

EVERY = frozenset({"ACTUAL", "FORECASTED"})  # kinds of notification: money spent, and money that will be


@dataclass(frozen=True, kw_only=True)
class Budget(Fact):
    """A monthly budget on the cost of everything in the account.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    """

    name: str
    limit_usd: float
    notifications: frozenset[str]  # ACTUAL, FORECASTED: who tells somebody when a share of the limit is passed

    @property
    def resource(self) -> str:
        """The budget's name."""
        return self.name

    def keeps(self, monthly_usd: int) -> bool:
        """The limit is no higher than this, and both what was spent and what will be is told."""
        return 0 < self.limit_usd <= monthly_usd and self.notifications >= EVERY
