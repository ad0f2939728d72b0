"""What AWS calls the administrator of Detective."""

from __future__ import annotations

from hardpan.model import NotYet

from ..administration import Service

DETECTIVE = Service(
    name="detective",
    title="Detective",
    principal="detective.amazonaws.com",
    parameter="AccountId",
    listed="Administrators",
    account="AccountId",
    status=None,
    disables_by_number=False,
    undo_note="the organization's graph is deleted, with all that was gathered in it",
    not_yet=(NotYet("ValidationException", "cannot administer", seconds=120),),
)
