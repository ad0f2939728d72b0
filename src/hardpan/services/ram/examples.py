"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import ResourceShare

HERE = Place("111122223333", "eu-west-1")
SHARE = ResourceShare(
    place=HERE,
    arn=HERE.arn("ram", "resource-share/27d09b4b-5e12-41d1-a4f2-19dedEXAMPLE"),
    name="subnets",
    open=False,
    outsiders=(),
)
