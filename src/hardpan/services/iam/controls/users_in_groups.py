"""IAM users have rights through groups only.

Rights given to one user at a time are forgotten when the work changes hands, and nobody can say what "a developer" may
do. A group is one place to look, and one to change.

Check by hand:
    aws iam list-attached-user-policies --user-name USER
    aws iam list-user-policies --user-name USER

Fix by hand:
    aws iam add-user-to-group --group-name GROUP --user-name USER
    aws iam detach-user-policy --user-name USER --policy-arn POLICY_ARN
    aws iam delete-user-policy --user-name USER --policy-name POLICY

Edge cases:
    A policy with which AWS has quarantined a user is on the user itself: see iam.no_quarantined_identity first. Join
    the group before you take the policy away, so that nothing stops in between.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import HERE, USER
from ..facts import User, managed_policy


@control(
    section="iam",
    severity=Severity.LOW,
    catalogue="iam.users.groups-only",
    passes=[USER, replace(USER, groups=())],
    fails=[
        replace(USER, attached=(managed_policy(HERE, "ReadOnlyAccess"),)),
        replace(USER, inline=("just-in-case",)),
    ],
    none="there is no IAM user",
    human=(
        "Console > IAM > User groups > Create group, attach the policies named below to it (an inline policy has to be "
        "made a customer managed policy first), and add the user. Then Users > the name > Permissions > select the "
        "policies attached directly > Remove."
    ),
)
def users_in_groups(user: User) -> Verdict:
    direct = [*(arn.rpartition("/")[2] for arn in user.attached), *user.inline]
    if direct:
        return Fail(f"{user.name} has rights of its own: {', '.join(direct)}")
    return Pass(f"{user.name} has rights through groups only" if user.groups else f"{user.name} has no rights")
