"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import Distribution

HERE = Place("111122223333")
DISTRIBUTION = Distribution(
    place=HERE,
    id="E2QWRUHEXAMPLE",
    arn=HERE.arn("cloudfront", "distribution/E2QWRUHEXAMPLE"),
    domain="d111111abcdef8.cloudfront.net",
    enabled=True,
    legacy_logs=True,
    delivered=False,
)
