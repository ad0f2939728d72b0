"""What to ask RAM, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import ResourceShare

_OWN = "SELF"


@collector(ResourceShare, per="region", reads=["ram:GetResourceShares", "ram:ListPrincipals"])
def resource_shares(here: Place) -> Reading[ResourceShare]:
    """Active shares of the account's own; with whom is asked, for all at once, only where one is open to outsiders."""
    told = yield Read("ram", "GetResourceShares", resourceOwner=_OWN, resourceShareStatus="ACTIVE")
    shares = sorted(told.get("resourceShares", []), key=lambda share: str(share["resourceShareArn"]))
    outside: Any = {}
    if any(share["allowExternalPrincipals"] for share in shares):
        outside = lift(_outsiders, (yield Read("ram", "ListPrincipals", resourceOwner=_OWN)))
    return [
        ResourceShare(
            place=here,
            arn=share["resourceShareArn"],
            name=share["name"],
            open=share["allowExternalPrincipals"],
            outsiders=outside.get(share["resourceShareArn"], ()),
        )
        for share in shares
    ]


def _outsiders(answer: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for principal in answer.get("principals", []):
        if principal.get("external"):
            found.setdefault(principal["resourceShareArn"], []).append(principal["id"])
    return {share: tuple(sorted(ids)) for share, ids in found.items()}
