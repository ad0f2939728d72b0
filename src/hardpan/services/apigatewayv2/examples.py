"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import Stage

HERE = Place("111122223333", "eu-west-1")
STAGE = Stage(
    place=HERE, api="f6g7h8i9j0", name="orders", stage="$default", destination=HERE.arn("logs", "log-group:orders")
)
