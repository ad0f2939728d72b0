"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import RestStage

HERE = Place("111122223333", "eu-west-1")
REST_STAGE = RestStage(
    place=HERE, api="a1b2c3d4e5", name="shop", stage="live", destination=HERE.arn("logs", "log-group:shop")
)
