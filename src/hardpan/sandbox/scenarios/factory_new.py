"""An account as AWS hands it out: 17 Regions with a default VPC each, and nothing switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .world import World

NAME = "factory-new"
DESCRIPTION = "An account as AWS hands it out: root without MFA, a default VPC in each Region, nothing switched on."


def build(world: World) -> None:
    """Root has signed in once, to sign up. The rest is what `root`, `owner`, `regions` and the services begin with."""
    world.knobs.root_last_signed_in(days_ago=0)
