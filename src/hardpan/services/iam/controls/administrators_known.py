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
    assume another administrator role. Roles of Identity Center and HardpanApply are known, HardpanBreakGlass and
    HardpanDeploy are where hardpan.yaml asks for them (break_glass, ci.apply_from), and so is the role by which an
    organization's management account, and nobody else, enters its members; roles that hardpan.yaml lists under
    exceptions.admin_roles are meant to be. Other policies that allow everything: iam.no_star_policy.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import (
    ACCESS_ROLE,
    ADMINISTRATOR,
    ALICE,
    DEPLOY,
    EMERGENCY,
    ENTRY,
    FRIENDS,
    HERE,
    PIPELINE,
    SIGNED_IN,
    WITHOUT_BREAK_GLASS,
    trusting,
)
from ..exceptions import known_administrator
from ..facts import Administrator, OrganizationAccessRole
from ..trust import enters


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.admin.inventory",
    joins=[OrganizationAccessRole],
    passes=[
        ADMINISTRATOR,
        replace(ADMINISTRATOR, who=SIGNED_IN),
        (replace(ADMINISTRATOR, who=DEPLOY), replace(EXAMPLE, exceptions=Exceptions(admin_roles=("dep*",)))),
        (replace(ADMINISTRATOR, who=ENTRY), ACCESS_ROLE),
        replace(ADMINISTRATOR, who=EMERGENCY),
        replace(ADMINISTRATOR, who=PIPELINE),
    ],
    fails=[
        replace(ADMINISTRATOR, who=ALICE),
        replace(ADMINISTRATOR, who=FRIENDS),
        replace(ADMINISTRATOR, who=DEPLOY),
        (replace(ADMINISTRATOR, who=EMERGENCY), WITHOUT_BREAK_GLASS),
        (replace(ADMINISTRATOR, who=PIPELINE), replace(EXAMPLE, ci=replace(EXAMPLE.ci, apply_from=None))),
        (replace(ADMINISTRATOR, who=ENTRY), replace(ACCESS_ROLE, management_account=None)),
        (replace(ADMINISTRATOR, who=ENTRY), replace(ACCESS_ROLE, management_account=HERE.account)),
        (replace(ADMINISTRATOR, who=ENTRY), replace(ACCESS_ROLE, trust=trusting("*"))),
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
def administrators_known(administrator: Administrator, snapshot: Snapshot, want: Baseline) -> Verdict:
    who = administrator.who
    why = known_administrator(who, want)
    if any(role.arn == who.arn and enters(role) for role in snapshot.at(OrganizationAccessRole, administrator.place)):
        why = "the management account enters by it, and nobody else"
    return Pass(f"{who} is an administrator: {why}") if why else Fail(f"{who} has AdministratorAccess")
