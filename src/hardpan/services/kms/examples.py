"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

import json

from hardpan.model import Place

from ..cloudtrail.examples import SHARED_TRAIL
from .facts import YEARLY, Key, LogKey
from .log_key import policy_for

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
_KEEPER = Place("555566667777")
LOG_KEY = LogKey(
    place=_KEEPER,
    arn=str(SHARED_TRAIL.key),
    state="Enabled",
    policy=json.dumps(policy_for(_KEEPER, [SHARED_TRAIL.arn])),
)
