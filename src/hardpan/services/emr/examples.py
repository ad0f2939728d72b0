"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import SSH, BlockPublicAccess

BLOCK = BlockPublicAccess(place=Place("111122223333", "eu-west-1"), enabled=True, permitted=(SSH,))
