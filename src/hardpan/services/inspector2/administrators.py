"""What AWS calls the administrator of Inspector."""

from __future__ import annotations

from hardpan.model import NotYet

from ..administration import Service

INSPECTOR = Service(
    name="inspector2",
    title="Inspector",
    principal="inspector2.amazonaws.com",
    enable="EnableDelegatedAdminAccount",
    disable="DisableDelegatedAdminAccount",
    ask="ListDelegatedAdminAccounts",
    parameter="delegatedAdminAccountId",
    listed="delegatedAdminAccounts",
    account="accountId",
    status="status",
    undo_note="members stand alone, and are scanned as before",
    # As of GuardDuty, in Inspector's words.
    not_yet=(
        NotYet("ValidationException", "trusted access", seconds=120),
        NotYet("ConflictException", "conflicts with another", seconds=120),
    ),
)
