"""There is a role that may open cases with AWS Support.

In a break-in the first call is to AWS, and the second discovery is that nobody but root may make it. A role with just
this right can be given to whoever is on duty.

Check by hand:
    aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess --entity-filter Role

Fix by hand:
    aws iam create-role --role-name HardpanSupport --path /hardpan/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanSupport --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess

Edge cases:
    A permission set of Identity Center with AWSSupportAccess counts: it becomes a role. Administrators may open cases
    too, but that is no reason to be one. The plan of AWS Support decides what cases are answered.

Source: https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ACCOUNT, ROLE, SUPPORT_ROLE
from ..facts import Role
from ..own_roles import has_support


@control(
    section="iam",
    severity=Severity.LOW,
    catalogue="iam.support-role",
    joins=[Role],
    passes=[(ACCOUNT, SUPPORT_ROLE), (ACCOUNT, ROLE, replace(ROLE, name="help", attached=SUPPORT_ROLE.attached))],
    fails=[(ACCOUNT,), (ACCOUNT, ROLE), (ACCOUNT, replace(SUPPORT_ROLE, attached=()))],
    human=(
        "A role HardpanSupport exists with another path than /hardpan/: Console > IAM > Roles > HardpanSupport > "
        "Permissions > Add permissions > AWSSupportAccess, or delete it and let Hardpan make its own."
    ),
)
def support_role(account: Account, snapshot: Snapshot) -> Verdict:
    able = [str(role.name) for role in snapshot.all(Role, account=account.id) if has_support(role)]
    if able:
        return Pass(f"may open cases: {', '.join(able)}")
    return Fail("no role has AWSSupportAccess")
