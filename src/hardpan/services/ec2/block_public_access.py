"""Where VPC Block Public Access is asked for: by the guardrails of an account's unit, or where nothing runs."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Place
from hardpan.snapshot import Snapshot

from ..organizations.facts import Membership
from .declared import guardrails_over
from .networks import BLOCK_BIDIRECTIONAL, BLOCK_INGRESS, Vpc

# The guardrails that turn it on, the stricter one first.
_MODES = {"ec2-policy-vpc-bpa-lockdown": BLOCK_BIDIRECTIONAL, "ec2-policy-vpc-bpa": BLOCK_INGRESS}


def asked_mode(want: Baseline, have: Snapshot, here: Place) -> str | None:
    """The mode that the guardrails of the account's unit bring; None where they bring none, or it is in no unit."""
    held = guardrails_over(want, have, here)
    return next((mode for name, mode in _MODES.items() if name in held), None)


def is_for_nobody(want: Baseline, have: Snapshot, here: Place) -> bool:
    """Whether nothing runs in this Region of an account that is, and stays, alone; and it is not the home Region."""
    if here.region == want.home_region or want.organization.described:
        return False
    in_one = any(one.organization for one in have.at(Membership, here.at(None)))
    return not in_one and not any(vpc.interfaces for vpc in have.at(Vpc, here))
