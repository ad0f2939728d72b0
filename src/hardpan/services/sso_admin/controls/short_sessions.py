"""Permission sets that make administrators last four hours at most.

A session is a key to everything for as long as it lasts, in the browser of whoever has it and in files of the AWS CLI:
the shorter, the less a stolen laptop opens.

Check by hand:
    aws sso-admin describe-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN

Fix by hand:
    aws sso-admin update-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN --session-duration PT4H
    aws sso-admin provision-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--target-type ALL_PROVISIONED_ACCOUNTS

Edge cases:
    An administrator is whoever has AdministratorAccess, IAMFullAccess or an inline policy that allows everything.
    Others may last the twelve hours that AWS allows. Sessions that have begun go on until they end. For permission sets
    that hardpan.yaml lists its session_hours hold.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import ADMINISTRATOR, READ_ONLY
from ..facts import PermissionSet
from ..wanted import ADMINISTRATORS_HOURS, makes_administrators, minutes

_EVERYTHING = '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
_SOMETHING = '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.identity-center.permission-sets",
    passes=[
        ADMINISTRATOR,
        replace(READ_ONLY, duration="PT12H"),
        replace(READ_ONLY, duration="PT12H", inline_policy=_SOMETHING),
    ],
    fails=[
        replace(ADMINISTRATOR, duration="PT12H"),
        replace(ADMINISTRATOR, duration="PT4H1M"),
        replace(READ_ONLY, inline_policy=_EVERYTHING),
        replace(READ_ONLY, managed_policies=("arn:aws:iam::aws:policy/IAMFullAccess",)),
    ],
    none="there is no permission set",
)
def short_sessions(one: PermissionSet) -> Verdict:
    if not makes_administrators(one):
        return Pass(f"{one.name} makes nobody an administrator")
    if minutes(one.duration) > ADMINISTRATORS_HOURS * 60:
        return Fail(f"{one.name} makes administrators for {one.duration} at a time")
    return Pass(f"{one.name} makes administrators for {one.duration} at a time")
