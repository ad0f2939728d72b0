"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import SupportPlan

PLAN = SupportPlan(place=Place("111122223333"), paid=True)
