"""No key is about to be deleted by surprise.

With a key goes everything it encrypted, for good. Scheduling the deletion of a company's keys is how some intruders
ask for ransom; AWS waits 7 to 30 days, and until then it can be stopped.

Check by hand:
    aws kms describe-key --region REGION --key-id KEY_ID --query 'KeyMetadata.[KeyState,DeletionDate]'

Fix by hand:
    aws kms cancel-key-deletion --region REGION --key-id KEY_ID
    aws kms enable-key --region REGION --key-id KEY_ID

Edge cases:
    A key that is meant to go belongs into exceptions.keys_pending_deletion of hardpan.yaml, by id or ARN. Who scheduled
    it is in CloudTrail, under ScheduleKeyDeletion.

Source: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import KEY
from ..exceptions import meant_to_go
from ..facts import PENDING, Key

_GOING = replace(KEY, state="PendingDeletion", deletion="2026-12-01", rotation_days=None)


@control(
    section="data-protection",
    severity=Severity.HIGH,
    catalogue="data.kms.deletion",
    passes=[
        KEY,
        replace(KEY, state="Disabled"),
        (_GOING, replace(EXAMPLE, exceptions=Exceptions(keys_pending_deletion=(KEY.id,)))),
    ],
    fails=[_GOING, replace(_GOING, state="PendingReplicaDeletion", deletion=None)],
    none="the account has no keys of its own",
    human=(
        "The primary of a multi-Region key goes when its last replica is gone: Console > KMS > Customer managed keys > "
        "the key > Key actions > Cancel key deletion, in the Region of the primary."
    ),
)
def no_pending_deletion(key: Key, want: Baseline) -> Verdict:
    if key.state not in PENDING:
        return Pass(f"{key.id} is {key.state}")
    day = f" on {key.deletion}" if key.deletion else ""
    if meant_to_go(key, want):
        return Pass(f"{key.id} is deleted{day}, which hardpan.yaml excepts")
    return Fail(f"{key.id} is deleted{day}, and with it all that it encrypted")
