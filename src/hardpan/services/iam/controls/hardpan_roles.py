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

    aws iam put-role-policy --role-name HardpanAudit --policy-name HardpanAudit --policy-document file://beyond.json

    `hardpan plan --output aws-cli` prints the documents.

Edge cases:
    AWS's policy SecurityAudit leaves out some of what Hardpan reads, such as the account's contacts and budgets: an
    inline policy of HardpanAudit allows that. Where hardpan.yaml has a ci, HardpanAudit also lets in HardpanPlan of the
    organization's management account. The trust policies name this account, so IAM policies decide who may call
    sts:AssumeRole, and demand MFA or a role of Identity Center (for HardpanApply: of its permission set
    AdministratorAccess). Root cannot assume a role. An IAM user with MFA whose policy allows sts:AssumeRole on
    everything, as PowerUserAccess does, can become HardpanApply: name who may in the trust policy if you have such
    users; a narrower trust passes.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, Pass, Place, Severity, Verdict, control
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..examples import (
    ACCOUNT,
    APPLY_ROLE,
    AUDIT_POLICY,
    AUDIT_ROLE,
    HERE,
    MANAGEMENT,
    MANAGER,
    MEMBER,
    SUPPLIER,
    USER,
    WITHOUT_CI,
    document,
    trusting,
)
from ..facts import OwnPolicy, Role
from ..own_roles import APPLY, AUDIT, PLAN, allowed, faults, found, trust_for
from ..standing import planner

_ANY_ROLE = trusting(HERE.account, ArnLike={"aws:PrincipalArn": HERE.arn("iam", "role/*")})
_ONE_ROLE = trusting(HERE.account, ArnLike={"aws:PrincipalArn": HERE.arn("iam", "role/operator")})
_LAX = trusting(HERE.account, BoolIfExists={"aws:MultiFactorAuthPresent": "true"})
_AUDIT = (AUDIT_ROLE, AUDIT_POLICY)
_PLANNED_FROM_AFAR = replace(AUDIT_ROLE, trust=trust_for(AUDIT, HERE, PLAN.arn(Place(MANAGEMENT))))
_STRICT = trusting(USER.arn, Bool={"aws:MultiFactorAuthPresent": True})


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="acct.baseline-roles",
    joins=[Role, OwnPolicy, Membership],
    passes=[
        (ACCOUNT, *_AUDIT, APPLY_ROLE),
        (ACCOUNT, *_AUDIT, replace(APPLY_ROLE, trust=_STRICT)),
        (ACCOUNT, *_AUDIT, replace(APPLY_ROLE, trust=_ONE_ROLE)),
        (ACCOUNT, _PLANNED_FROM_AFAR, AUDIT_POLICY, APPLY_ROLE, MEMBER),
    ],
    fails=[
        (ACCOUNT,),
        (ACCOUNT, *_AUDIT),
        (ACCOUNT, AUDIT_ROLE, APPLY_ROLE),
        (ACCOUNT, AUDIT_ROLE, replace(AUDIT_POLICY, document=document(allowed("Less", ["iam:GetUser"]))), APPLY_ROLE),
        (ACCOUNT, *_AUDIT, replace(APPLY_ROLE, attached=())),
        (ACCOUNT, *_AUDIT, replace(APPLY_ROLE, path="/")),
        (ACCOUNT, _PLANNED_FROM_AFAR, AUDIT_POLICY, APPLY_ROLE, MEMBER, WITHOUT_CI),
        (ACCOUNT, _PLANNED_FROM_AFAR, AUDIT_POLICY, APPLY_ROLE, MANAGER),
        *(
            (ACCOUNT, *_AUDIT, replace(APPLY_ROLE, trust=trust))
            for trust in (trusting(HERE.account), trusting(SUPPLIER), trusting("*"), _ANY_ROLE, _LAX)
        ),
    ],
    human=(
        "A role HardpanAudit or HardpanApply exists with another path than /hardpan/, and a path cannot be changed. "
        "Find out who made it and for what, delete it (Console > IAM > Roles > the name > Delete), then plan again."
    ),
)
def hardpan_roles(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    roles, policies = list(snapshot.all(Role, account=account.id)), snapshot.at(OwnPolicy, account.place)
    from_afar = planner(account.place, snapshot, want)
    wrong = faults(AUDIT, found(AUDIT, roles), policies, from_afar) + faults(APPLY, found(APPLY, roles), policies)
    return Fail("; ".join(wrong)) if wrong else Pass("HardpanAudit and HardpanApply are as they should be")
