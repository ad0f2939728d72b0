"""Every IAM user with a password has MFA.

A password alone is worth what the weakest site is worth where it was used too. Most break-ins into AWS begin with a
credential that was enough by itself.

Check by hand:
    aws iam get-login-profile --user-name USER
    aws iam list-mfa-devices --user-name USER

Fix by hand:
    The user does it: Console > the user's name at the top right > Security credentials > Assign MFA device. A user who
    needs no console needs no password:
    aws iam delete-login-profile --user-name USER

Edge cases:
    A user without password cannot sign in to the console; its keys are another question. MFA does not protect access
    keys unless a policy demands it.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import CREDENTIALS
from ..facts import UserCredentials


@control(
    section="iam",
    severity=Severity.CRITICAL,
    catalogue="iam.users.mfa",
    passes=[CREDENTIALS, replace(CREDENTIALS, mfa_devices=2)],
    fails=[replace(CREDENTIALS, mfa_devices=0)],
    not_applicable=[replace(CREDENTIALS, has_password=False, password_created=None, mfa_devices=0)],
    none="there is no IAM user",
    human=(
        "Each user named below signs in to the console > name at the top right > Security credentials > Assign MFA "
        "device > Passkey or security key. For a user who needs no console: Console > IAM > Users > the name > "
        "Security credentials > Console sign-in > Manage console access > Disable."
    ),
)
def user_mfa(user: UserCredentials) -> Verdict:
    if not user.has_password:
        return NotApplicable(f"{user.name} has no password")
    if user.mfa_devices == 0:
        return Fail(f"{user.name} can sign in with a password alone")
    return Pass(f"{user.name} has MFA")
