"""Whether Control Tower governs an organization, and what that asks of whoever works beside it."""

from __future__ import annotations

from hardpan.model import Place
from hardpan.snapshot import Snapshot

from .facts import LandingZone

# Policies that Control Tower is left room for on each unit, attached yet or not: its mandatory controls fill two or
# three, and more as it is asked for more controls. A fixed number, so that its coming does not change other policies.
# https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html
ROOM = 4


def zone_of(have: Snapshot, management: Place) -> LandingZone | None:
    """The landing zone that the account manages, where there is one."""
    return next(iter(have.at(LandingZone, management)), None)
