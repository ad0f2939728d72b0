"""What we know of Firewall Manager."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

READY = "READY"


@dataclass(frozen=True, kw_only=True)
class Administrator(Fact):
    """The default administrator, as the management account is told; there is one of these in that account alone.

    https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_GetAdminAccount.html
    """

    account: str | None  # None: nobody
    status: str | None  # READY, CREATING, PENDING_DELETION, DELETING or DELETED
