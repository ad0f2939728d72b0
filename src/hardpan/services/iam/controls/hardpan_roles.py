"""There is a role to audit with and a role to change with.

Reading with a role that can only read, and changing with one that people take up for an hour, with MFA, means that
nobody has to be an administrator all day, and that the trail tells which was which.

Check by hand:
    aws iam get-role --role-name HardpanAudit
    aws iam get-role --role-name HardpanApply
    aws iam list-attached-role-policies --role-name HardpanApply

Fix by hand:
    aws iam create-role --role-name HardpanAudit --path /hardpan/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanAudit --policy-arn arn:aws:iam::aws:policy/SecurityAudit
    aws iam create-role --role-name HardpanApply --path /hardpan/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanApply --policy-arn arn:aws:iam::aws:policy/AdministratorAccess

Edge cases:
    The trust policies name this account, so IAM policies decide who may call sts:AssumeRole, and demand MFA or a role
    of Identity Center (for HardpanApply: of its permission set AdministratorAccess). Root cannot assume a role. An
    IAM user with MFA whose policy allows sts:AssumeRole on everything, as PowerUserAccess does, can become
    HardpanApply: name who may in the trust policy if you have such users; a narrower trust passes.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ACCOUNT, APPLY_ROLE, AUDIT_ROLE, HERE, SUPPLIER, USER, trusting
from ..facts import Role
from ..own_roles import APPLY, AUDIT, faults, found

_ANY_ROLE = trusting(HERE.account, ArnLike={"aws:PrincipalArn": HERE.arn("iam", "role/*")})
_ONE_ROLE = trusting(HERE.account, ArnLike={"aws:PrincipalArn": HERE.arn("iam", "role/operator")})
_LAX = trusting(HERE.account, BoolIfExists={"aws:MultiFactorAuthPresent": "true"})
_STRICT = trusting(USER.arn, Bool={"aws:MultiFactorAuthPresent": True})


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="acct.baseline-roles",
    joins=[Role],
    passes=[
        (ACCOUNT, AUDIT_ROLE, APPLY_ROLE),
        (ACCOUNT, AUDIT_ROLE, replace(APPLY_ROLE, trust=_STRICT)),
        (ACCOUNT, AUDIT_ROLE, replace(APPLY_ROLE, trust=_ONE_ROLE)),
    ],
    fails=[
        (ACCOUNT,),
        (ACCOUNT, AUDIT_ROLE),
        (ACCOUNT, AUDIT_ROLE, replace(APPLY_ROLE, attached=())),
        (ACCOUNT, AUDIT_ROLE, replace(APPLY_ROLE, path="/")),
        *(
            (ACCOUNT, AUDIT_ROLE, replace(APPLY_ROLE, trust=trust))
            for trust in (trusting(HERE.account), trusting(SUPPLIER), trusting("*"), _ANY_ROLE, _LAX)
        ),
    ],
    human=(
        "A role HardpanAudit or HardpanApply exists with another path than /hardpan/, and a path cannot be changed. "
        "Find out who made it and for what, delete it (Console > IAM > Roles > the name > Delete), then plan again."
    ),
)
def hardpan_roles(account: Account, snapshot: Snapshot) -> Verdict:
    roles = list(snapshot.all(Role, account=account.id))
    wrong = [fault for wanted in (AUDIT, APPLY) for fault in faults(wanted, found(wanted, roles))]
    return Fail("; ".join(wrong)) if wrong else Pass("HardpanAudit and HardpanApply are as they should be")
