"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from ..support.examples import PLAN
from .facts import RedItem

# Of itself bad: the good example is that there is none.
RED = RedItem(
    place=PLAN.place,
    arn=PLAN.place.arn("trustedadvisor", "recommendation/55fa4d2e-bbb7-491a-833b-5773e9589578"),
    name="MFA on Root Account",
    stage=None,
    resources=1,
)
