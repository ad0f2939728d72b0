"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import FileSystem

FILE_SYSTEM = FileSystem(place=Place("111122223333", "eu-west-1"), id="fs-0123456789abcdef0", encrypted=True)
