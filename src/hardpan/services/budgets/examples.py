"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Account, Place

from .facts import EVERY, Budget

WHOLE = Place("111122223333")
ACCOUNT = Account(place=WHOLE, name=None)
BUDGET = Budget(place=WHOLE, name="hardpan-monthly", limit_usd=50.0, notifications=EVERY)
