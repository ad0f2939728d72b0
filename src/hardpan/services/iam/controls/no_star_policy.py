"""No policy of the account's own allows everything.

A policy with every action on every resource is AdministratorAccess under another name, which no list of administrators
shows. It is mostly what was left of an attempt to get something to work.

Check by hand:
    aws iam get-account-authorization-details --filter LocalManagedPolicy User Group Role

Fix by hand:
    aws iam detach-user-policy --user-name USER --policy-arn POLICY_ARN
    aws iam delete-user-policy --user-name USER --policy-name POLICY
    aws iam detach-role-policy --role-name ROLE --policy-arn POLICY_ARN
    aws iam delete-role-policy --role-name ROLE --policy-name POLICY
    aws iam delete-group-policy --group-name GROUP --policy-name POLICY

Edge cases:
    A condition on such a statement does not excuse it. Policies that nobody has do no harm, nor does one that serves
    as a permissions boundary. Policies whose every holder is meant to be an administrator pass.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..documents import allows_everything, statements
from ..examples import ALICE, DEPLOY, OWN_POLICY, document
from ..exceptions import known_administrator
from ..facts import OwnPolicy

_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_STAR = replace(OWN_POLICY, document=document({**_EVERYTHING, "Action": ["s3:GetObject", "*"]}))
_EXCEPTED = replace(EXAMPLE, exceptions=Exceptions(admin_roles=("deploy",)))


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.policies.no-star",
    passes=[
        OWN_POLICY,
        replace(OWN_POLICY, document=document({**_EVERYTHING, "Effect": "Deny"})),
        replace(OWN_POLICY, document=document({**_EVERYTHING, "Action": "s3:*"})),
        (_STAR, _EXCEPTED),
    ],
    fails=[
        _STAR,
        replace(OWN_POLICY, document={"Version": "2012-10-17", "Statement": _EVERYTHING}),
        (replace(_STAR, holders=(ALICE, DEPLOY)), _EXCEPTED),
    ],
    none="nobody has a policy of the account's own",
    human=(
        "For each policy named below: Console > IAM > the user, group or role that has it > Permissions > Generate "
        "policy based on CloudTrail events, choose the last 90 days, and attach what comes out. Then, on the same "
        "page, remove the policy that allows everything. Make sure first that you can still sign in as somebody else "
        "who may repair it."
    ),
)
def no_star_policy(policy: OwnPolicy, want: Baseline) -> Verdict:
    if not any(allows_everything(statement) for statement in statements(policy.document)):
        return Pass(f"{policy.name} does not allow everything")
    unknown = [str(who) for who in policy.holders if known_administrator(who, want) is None]
    if unknown:
        return Fail(f"{policy.name} allows everything to {', '.join(unknown)}")
    return Pass(f"{policy.name} allows everything, to administrators that are meant to be: excepted in hardpan.yaml")
