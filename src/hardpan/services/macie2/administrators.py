"""What AWS calls the administrator of Macie."""

from __future__ import annotations

from hardpan.model import NotYet

from ..administration import Service

MACIE = Service(
    name="macie2",
    title="Macie",
    principal="macie.amazonaws.com",
    parameter="adminAccountId",
    listed="adminAccounts",
    account="accountId",
    status="status",
    undo_note="members stand alone, and keep Macie",
    # Trust just given is not known yet: AWS's own example waits and asks again.
    # https://github.com/aws-samples/aws-security-reference-architecture-examples, solutions/macie
    not_yet=(
        NotYet("ValidationException", seconds=120),
        NotYet("ConflictException", "conflicts with another", seconds=120),
    ),
)
