"""No password or access key lies unused for 45 days.

What nobody uses nobody misses when somebody else does. A forgotten credential is never changed and its owner never
notices; all it can do is harm.

Check by hand:
    aws iam list-users --query 'Users[].[UserName,PasswordLastUsed]'
    aws iam list-access-keys --user-name USER
    aws iam get-access-key-last-used --access-key-id KEY_ID

Fix by hand:
    aws iam update-access-key --user-name USER --access-key-id KEY_ID --status Inactive
    aws iam delete-login-profile --user-name USER

Edge cases:
    A credential that was never used counts from the day it was made. A job that runs once a quarter needs its key
    more seldom than this: give it a role, or add a waiver. Hardpan leaves alone the user that it runs as itself.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import CREDENTIALS, KEY, moment
from ..facts import UserCredentials
from ..usage import idle_keys, idle_password


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.users.stale",
    passes=[
        CREDENTIALS,
        replace(CREDENTIALS, has_password=False, password_created=None, password_last_used=None),
        replace(CREDENTIALS, password_created=moment(2026, 10, 1), password_last_used=None),
        replace(CREDENTIALS, keys=(replace(KEY, active=False, last_used=moment(2025, 1, 1)),)),
        replace(CREDENTIALS, keys=(replace(KEY, created=moment(2026, 10, 1), last_used=None),)),
    ],
    fails=[
        replace(CREDENTIALS, password_last_used=moment(2026, 9, 1)),
        replace(CREDENTIALS, password_last_used=None),
        replace(CREDENTIALS, keys=(replace(KEY, created=moment(2026, 1, 1), last_used=moment(2026, 9, 1)),)),
        replace(
            CREDENTIALS, keys=(KEY, replace(KEY, id="AKIAI44QH8DHBEXAMPLE", created=moment(2026, 9, 1), last_used=None))
        ),
    ],
    none="there is no IAM user",
    human=(
        "Hardpan does not take its own credentials away. If the user named below is the one it runs as: use a role "
        "instead, then Console > IAM > Users > the name > Security credentials > deactivate the unused key, or "
        "Console sign-in > Manage console access > Disable."
    ),
)
def no_stale_credentials(user: UserCredentials, snapshot: Snapshot) -> Verdict:
    unused = ["the password"] if idle_password(user, snapshot.taken) else []
    unused += [f"the key {key.id}" for key in idle_keys(user, snapshot.taken)]
    if unused:
        return Fail(f"{user.name} has not used {' and '.join(unused)} for 45 days")
    return Pass(f"{user.name} uses what it has")
