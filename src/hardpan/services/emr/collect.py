"""What to ask EMR, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import BlockPublicAccess


@collector(BlockPublicAccess, per="region", reads=["emr:GetBlockPublicAccessConfiguration"])
def block_public_access(here: Place) -> Reading[BlockPublicAccess]:
    """The Region's block; AWS turns it on for every account, with SSH left open."""
    answer = yield Read("emr", "GetBlockPublicAccessConfiguration")
    block = answer["BlockPublicAccessConfiguration"]
    return [
        BlockPublicAccess(
            place=here,
            enabled=block["BlockPublicSecurityGroupRules"],
            permitted=lift(_ranges, block.get("PermittedPublicSecurityGroupRuleRanges")),
        )
    ]


def _ranges(permitted: list[dict[str, Any]] | None) -> tuple[tuple[int, int], ...]:
    """A range without its end is one port."""
    return tuple((ports["MinRange"], ports.get("MaxRange", ports["MinRange"])) for ports in permitted or [])
