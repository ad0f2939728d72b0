"""There is a role for emergencies, for people with MFA alone.

When Identity Center or its identity provider fails, or a guardrail shuts out whoever should repair it, somebody has to
get in all the same. A role that is there beforehand, lasts an hour and is heard of at once (events.break_glass_alert) is
better than root's password in a drawer.

Check by hand:
    aws iam get-role --role-name HardpanBreakGlass --query 'Role.[Path,AssumeRolePolicyDocument,MaxSessionDuration]'
    aws iam list-attached-role-policies --role-name HardpanBreakGlass

Fix by hand:
    aws iam create-role --role-name HardpanBreakGlass --path /hardpan/ --max-session-duration 3600 --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanBreakGlass --policy-arn arn:aws:iam::aws:policy/AdministratorAccess

    `hardpan plan --output aws-cli` prints the trust policy.

Edge cases:
    Asked for by break_glass in hardpan.yaml, which is true in the profiles team and enterprise. The trust policy names
    this account and the organization's management account, and demands aws:MultiFactorAuthPresent, which only an IAM
    user who gave an MFA code has: Identity Center's people are not let in, since while it works nobody needs this. So
    keep one or two IAM users for it in the management account (exceptions.iam_users), each with a security key, no
    access key, and a policy that allows nothing but sts:AssumeRole on arn:aws:iam::*:role/hardpan/HardpanBreakGlass.
    Use it once in a while, and see that the message arrives. A narrower trust policy passes.

Source: https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_emergency_process.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Place, Severity, Verdict, control
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..break_glass import faults, trust
from ..examples import (
    ACCOUNT,
    BREAK_GLASS_ROLE,
    HERE,
    MANAGEMENT,
    MANAGER,
    MEMBER,
    SUPPLIER,
    USER,
    WITHOUT_BREAK_GLASS,
    limit,
    trusting,
)
from ..facts import Role, SessionLimit
from ..own_roles import BREAK_GLASS, found
from ..standing import manager

_LIMIT = limit(BREAK_GLASS_ROLE)
_OWN = replace(BREAK_GLASS_ROLE, trust=trust(HERE, HERE))
_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
_ONE_USER = replace(BREAK_GLASS_ROLE, trust=trusting(Place(MANAGEMENT).arn("iam", "user/emergency"), **_MFA))


def _with(role: Role) -> tuple[object, ...]:
    return (ACCOUNT, role, _LIMIT, MEMBER)


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.break-glass",
    joins=[Role, SessionLimit, Membership],
    passes=[_with(BREAK_GLASS_ROLE), _with(_ONE_USER), (ACCOUNT, _OWN, _LIMIT, MANAGER)],
    fails=[
        (ACCOUNT, MEMBER),
        (ACCOUNT, BREAK_GLASS_ROLE, _LIMIT, MANAGER),
        (ACCOUNT, BREAK_GLASS_ROLE, replace(_LIMIT, seconds=43200), MEMBER),
        _with(replace(BREAK_GLASS_ROLE, path="/")),
        _with(replace(BREAK_GLASS_ROLE, attached=())),
        *(
            _with(replace(BREAK_GLASS_ROLE, trust=document))
            for document in (
                trusting(MANAGEMENT),
                trusting(SUPPLIER, **_MFA),
                trusting("*", **_MFA),
                trusting(HERE.account, BoolIfExists={"aws:MultiFactorAuthPresent": "true"}),
                trusting(HERE.account, ArnLike={"aws:PrincipalArn": HERE.arn("iam", "role/operator")}),
                {"Statement": [{**trusting(USER.arn, **_MFA)["Statement"][0], "Action": "sts:TagSession"}]},
                {"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:*"}]},
            )
        ),
    ],
    not_applicable=[(ACCOUNT, MEMBER, WITHOUT_BREAK_GLASS), (ACCOUNT, BREAK_GLASS_ROLE, MEMBER, WITHOUT_BREAK_GLASS)],
    human=(
        "A role HardpanBreakGlass exists with another path than /hardpan/, and a path cannot be changed. Find out who "
        "made it and for what, delete it (Console > IAM > Roles > HardpanBreakGlass > Delete), then plan again."
    ),
)
def break_glass(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not want.break_glass:
        return NotApplicable("hardpan.yaml asks for no role for emergencies: break_glass")
    role = found(BREAK_GLASS, list(snapshot.all(Role, account=account.id)))
    wrong = faults(role, manager(account.place, snapshot), snapshot.at(SessionLimit, account.place))
    return Fail("; ".join(wrong)) if wrong else Pass("HardpanBreakGlass is for people with MFA, an hour at a time")
