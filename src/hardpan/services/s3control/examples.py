"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import ALL_BLOCKED, AccountPublicAccess

PUBLIC_ACCESS = AccountPublicAccess(place=Place("111122223333"), block=ALL_BLOCKED)
