"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import YEARLY, Key

HERE = Place("111122223333", "eu-west-1")
KEY = Key(
    place=HERE,
    arn=HERE.arn("kms", "key/12345678-1234-1234-1234-123456789012"),
    spec="SYMMETRIC_DEFAULT",
    origin="AWS_KMS",
    state="Enabled",
    replica=False,
    deletion=None,
    rotation_days=YEARLY,
)
