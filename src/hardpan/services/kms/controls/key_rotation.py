"""Customer managed keys rotate at least once a year.

Rotation gives a key new material and keeps the old for what was encrypted with it. What leaks, or is broken, then
covers a year of data and not all there ever was.

Check by hand:
    aws kms get-key-rotation-status --region REGION --key-id KEY_ID

Fix by hand:
    aws kms enable-key-rotation --region REGION --key-id KEY_ID --rotation-period-in-days 365

Edge cases:
    Asymmetric and HMAC keys, and keys whose material is imported or in a key store of yours, cannot rotate by
    themselves. A replica rotates with its primary. Rotation changes neither the key's id nor anything that uses it.

Source: https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.prices import said

from ..examples import KEY
from ..facts import YEARLY, Key


@control(
    section="data-protection",
    severity=Severity.MEDIUM,
    catalogue="data.kms.rotation",
    passes=[KEY, replace(KEY, rotation_days=90)],
    fails=[replace(KEY, rotation_days=None), replace(KEY, rotation_days=2560)],
    not_applicable=[
        replace(KEY, spec="RSA_2048", rotation_days=None),
        replace(KEY, origin="EXTERNAL", rotation_days=None),
        replace(KEY, replica=True, rotation_days=None),
        replace(KEY, state="Disabled", rotation_days=None),
    ],
    none="the account has no keys of its own",
    cost=said("kms.rotation"),
)
def key_rotation(key: Key) -> Verdict:
    if key.cannot_rotate:
        return NotApplicable(f"{key.id}: {key.cannot_rotate}")
    if key.state != "Enabled":
        return NotApplicable(f"{key.id} is {key.state}: it encrypts nothing new")
    if key.rotation_days is None:
        return Fail(f"{key.id} does not rotate")
    if key.rotation_days > YEARLY:
        return Fail(f"{key.id} rotates every {key.rotation_days} days")
    return Pass(f"{key.id} rotates every {key.rotation_days} days")
