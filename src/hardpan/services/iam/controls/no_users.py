"""Every IAM user is meant to exist.

A user is a name with credentials that last until somebody ends them: passwords get reused, keys end up in repositories.
People can sign in through Identity Center, programs can use roles, and both get credentials that end by themselves.

Check by hand:
    aws iam list-users --query 'Users[].Arn'

Fix by hand:
    aws iam update-access-key --user-name USER --access-key-id KEY_ID --status Inactive
    aws iam delete-access-key --user-name USER --access-key-id KEY_ID
    aws iam delete-login-profile --user-name USER
    aws iam delete-user --user-name USER

Edge cases:
    Some software outside AWS knows nothing but access keys: name its user under exceptions.iam_users in hardpan.yaml,
    or add a waiver with a date. Leave keys inactive for two weeks before you delete them; a user can only be deleted
    after everything it has.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import USER
from ..exceptions import excepted_user
from ..facts import User


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.users.none",
    passes=[
        (USER, replace(EXAMPLE, exceptions=Exceptions(iam_users=("alice",)))),
        (USER, replace(EXAMPLE, exceptions=Exceptions(iam_users=("al?ce",)))),
    ],
    fails=[USER, (USER, replace(EXAMPLE, exceptions=Exceptions(iam_users=("backup",))))],
    none="there is no IAM user",
    human=(
        "For a person: Console > IAM Identity Center > Enable, add the person under Users, a permission set under "
        "Permission sets, and assign both to this account. For a program: a role (EC2 instance profile, Lambda "
        "execution role, OIDC provider, IAM Roles Anywhere). Then Console > IAM > Users > the name > Security "
        "credentials > Deactivate its keys; two weeks later, Users > the name > Delete. A user that has to stay goes "
        "to exceptions.iam_users in hardpan.yaml, or gets a waiver with a date."
    ),
)
def no_users(user: User, want: Baseline) -> Verdict:
    if excepted_user(user.name, want):
        return Pass(f"{user.name} is excepted in hardpan.yaml")
    return Fail(f"{user.name} is an IAM user that hardpan.yaml does not name")
