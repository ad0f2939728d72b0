"""Whoever has AdministratorAccess is meant to have it.

An administrator can undo every other control. Each one more is one more password, key or program that is worth
stealing; users and groups, whose rights last as long as their credentials, should not be administrators at all.

Check by hand:
    aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AdministratorAccess

Fix by hand:
    aws iam detach-user-policy --user-name USER --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
    aws iam detach-group-policy --group-name GROUP --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
    aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AdministratorAccess

Edge cases:
    Detaching the last administrator leaves root alone able to repair anything: first make sure that a person can
    assume another administrator role. Roles of Identity Center and HardpanApply are known; roles that hardpan.yaml
    lists under exceptions.admin_roles are meant to be. Other policies that allow everything: iam.no_star_policy.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import ADMINISTRATOR, ALICE, DEPLOY, FRIENDS, SIGNED_IN
from ..exceptions import known_administrator
from ..facts import Administrator


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.admin.inventory",
    passes=[
        ADMINISTRATOR,
        replace(ADMINISTRATOR, who=SIGNED_IN),
        (replace(ADMINISTRATOR, who=DEPLOY), replace(EXAMPLE, exceptions=Exceptions(admin_roles=("dep*",)))),
    ],
    fails=[
        replace(ADMINISTRATOR, who=ALICE),
        replace(ADMINISTRATOR, who=FRIENDS),
        replace(ADMINISTRATOR, who=DEPLOY),
        # Anyone may name a role so; only the path tells it from Hardpan's.
        replace(ADMINISTRATOR, who=replace(ADMINISTRATOR.who, path="/")),
        (replace(ADMINISTRATOR, who=ALICE), replace(EXAMPLE, exceptions=Exceptions(admin_roles=("alice",)))),
    ],
    none="nobody but root is an administrator",
    human=(
        "First sign in, in another window, as an administrator who stays one (a role: through Identity Center, or "
        "HardpanApply with MFA), and leave that window open. Then, for each one named below that is not meant to be "
        "an administrator: Console > IAM > Users, User groups or Roles > the name > Permissions > AdministratorAccess "
        "> Remove, and give it what it needs instead (Permissions > Generate policy based on CloudTrail events). A "
        "role that is meant to be one goes to exceptions.admin_roles in hardpan.yaml; for a user, add a waiver."
    ),
)
def administrators_known(administrator: Administrator, want: Baseline) -> Verdict:
    who = administrator.who
    why = known_administrator(who, want)
    return Pass(f"{who} is an administrator: {why}") if why else Fail(f"{who} has AdministratorAccess")
