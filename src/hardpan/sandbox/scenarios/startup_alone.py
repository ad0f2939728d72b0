"""A start-up's only account: as messy as a personal one, and about to become an organization.

The sandbox's own key is that of robin, an administrator: root could assume no role, and enter no account it makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import personal_messy
from .organization_parts import work_as

if TYPE_CHECKING:
    from .world import World

NAME = "startup-alone"
DESCRIPTION = "A start-up's only account, as messy as a personal one, worked in by an administrator."


def build(world: World) -> None:
    personal_messy.build(world)
    work_as(world, "robin")
