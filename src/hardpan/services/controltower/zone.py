"""Whether Control Tower governs an organization, and what that asks of whoever works beside it."""

from __future__ import annotations

from hardpan.model import Place
from hardpan.snapshot import Snapshot

from .facts import LandingZone

# What a person does about a trail or a bucket of Control Tower's, which everybody else leaves alone.
# https://docs.aws.amazon.com/controltower/latest/userguide/configuration-updates.html
IN_ITS_SETTINGS = (
    "Control Tower's own is changed in its landing-zone settings alone: in the management account, Console > Control "
    "Tower, in the landing zone's home Region > Landing zone settings > Modify settings"
)
# Policies that Control Tower is left room for on each unit, attached yet or not: its mandatory controls fill two or
# three, and more as it is asked for more controls. A fixed number, so that its coming does not change other policies.
# https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html
ROOM = 4


def zone_of(have: Snapshot, management: Place) -> LandingZone | None:
    """The landing zone that the account manages, where there is one."""
    return next(iter(have.at(LandingZone, management)), None)
