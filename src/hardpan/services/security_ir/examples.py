"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import ACTIVE, Enrolment

ENROLLED = Enrolment(place=Place("111122223333"), id="m-0123456789", status=ACTIVE, everybody=True)
