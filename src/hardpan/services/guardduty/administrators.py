"""What AWS calls the administrator of GuardDuty."""

from __future__ import annotations

from hardpan.model import NotYet

from ..administration import Service

GUARDDUTY = Service(
    name="guardduty",
    title="GuardDuty",
    principal="guardduty.amazonaws.com",
    parameter="AdminAccountId",
    listed="AdminAccounts",
    account="AdminAccountId",
    status="AdminStatus",
    # Trust just given is not known yet: https://github.com/aws-samples/aws-security-reference-architecture-examples/issues/178
    not_yet=(
        NotYet("BadRequestException", "invalid or out-of-range", seconds=120),
        NotYet("BadRequestException", "conflicts with another", seconds=120),
    ),
)
