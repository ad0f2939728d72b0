"""What AWS calls the administrator of Security Hub CSPM."""

from __future__ import annotations

from hardpan.model import NotYet

from ..administration import Service

SECURITY_HUB = Service(
    name="securityhub",
    title="Security Hub",
    principal="securityhub.amazonaws.com",
    parameter="AdminAccountId",
    listed="AdminAccounts",
    account="AccountId",
    status="Status",
    # As of GuardDuty: https://github.com/aws-samples/aws-security-reference-architecture-examples/issues/178
    not_yet=(
        NotYet("InvalidInputException", "cannot administer", seconds=120),
        NotYet("InvalidInputException", "conflicts with another", seconds=120),
    ),
)
