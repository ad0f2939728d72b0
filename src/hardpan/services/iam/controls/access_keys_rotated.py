"""Every access key is younger than 90 days, and no user has two.

A key works until somebody ends it, wherever copies of it are. Changing keys keeps the damage of a leak nobody noticed
to a quarter of a year; a second active key means that the change was never finished.

Check by hand:
    aws iam list-access-keys --user-name USER
    aws iam get-access-key-last-used --access-key-id KEY_ID

Fix by hand:
    aws iam create-access-key --user-name USER
    aws iam update-access-key --user-name USER --access-key-id OLD_KEY_ID --status Inactive
    aws iam delete-access-key --user-name USER --access-key-id OLD_KEY_ID

Edge cases:
    A key that was made along with its user and never used fails as well. While a key is being changed there are two;
    the control passes when the old one is inactive. A role has no keys to change. Hardpan leaves alone the user that
    it runs as itself.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import CREDENTIALS, KEY, moment
from ..facts import UserCredentials
from ..usage import days, never_needed, old_keys

_OTHER = replace(KEY, id="AKIAI44QH8DHBEXAMPLE")


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.keys.rotation",
    passes=[
        CREDENTIALS,
        replace(CREDENTIALS, keys=()),
        replace(CREDENTIALS, keys=(replace(_OTHER, active=False, created=moment(2025, 1, 1)), KEY)),
    ],
    fails=[
        replace(CREDENTIALS, keys=(replace(KEY, created=moment(2026, 7, 1)),)),
        replace(CREDENTIALS, keys=(KEY, _OTHER)),
        replace(CREDENTIALS, created=KEY.created, keys=(replace(KEY, last_used=None),)),
    ],
    none="there is no IAM user",
    human=(
        "For each key named below, best of all give what uses it a role. Otherwise Console > IAM > Users > the name > "
        "Security credentials > Create access key, put the new key wherever the old one is, wait until Last used of "
        "the old one stays as it is, then Actions > Deactivate the old one, and a week later Delete. Of two active "
        "keys Hardpan deactivates neither while both are young and used: which one is new is for you to say."
    ),
)
def access_keys_rotated(user: UserCredentials, snapshot: Snapshot) -> Verdict:
    wrong = [f"{key.id} is {days(key.created, snapshot.taken)} days old" for key in old_keys(user, snapshot.taken)]
    wrong += [f"{key.id} was made with the user and never used" for key in never_needed(user)]
    if len(user.active_keys) > 1:
        wrong.append("two keys are active")
    if wrong:
        return Fail(f"{user.name}: {'; '.join(wrong)}")
    return Pass(f"{user.name} has one young key" if user.active_keys else f"{user.name} has no active key")
