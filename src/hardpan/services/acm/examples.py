"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from datetime import UTC, datetime

from hardpan.model import Place

from .facts import Certificate

HERE = Place("111122223333", "eu-west-1")
CERTIFICATE = Certificate(
    place=HERE,
    arn=HERE.arn("acm", "certificate/12345678-1234-1234-1234-123456789012"),
    domain="www.example.com",
    status="ISSUED",
    kind="AMAZON_ISSUED",
    in_use=True,
    expires=datetime(2027, 6, 1, 12, tzinfo=UTC),
)
