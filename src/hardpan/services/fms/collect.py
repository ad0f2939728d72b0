"""What to ask Firewall Manager, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector, lift

from ..administration import DESCRIBE, organization
from .facts import Administrator


@collector(Administrator, per="account", reads=[DESCRIBE, "fms:GetAdminAccount"])
def administrator(here: Place) -> Reading[Administrator]:
    """Of an organization's management account, in the one Region where the administrator is set."""
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] != here.account:
        return []
    answer = yield Read("fms", "GetAdminAccount").at(here.global_region).or_none("ResourceNotFoundException")
    return [
        Administrator(
            place=here,
            account=lift(lambda found: (found or {}).get("AdminAccount"), answer),
            status=lift(lambda found: (found or {}).get("RoleStatus"), answer),
        )
    ]
