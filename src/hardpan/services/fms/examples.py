"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from ..organizations.examples import HERE, LOGS
from .facts import READY, Administrator

ADMINISTRATOR = Administrator(place=HERE, account=LOGS.id, status=READY)
