"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import InvocationLogging

HERE = Place("111122223333", "eu-west-1")
LOGGING = InvocationLogging(place=HERE, bucket="prompts", log_group=None)
