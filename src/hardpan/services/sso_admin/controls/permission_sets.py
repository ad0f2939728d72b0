"""The permission sets of hardpan.yaml are in IAM Identity Center as it says.

What people may do is reviewed in a file and not in a console: a permission set that has a policy more, or lasts longer,
gives more than anybody agreed to, in every account where it is assigned.

Check by hand:
    aws sso-admin list-permission-sets --instance-arn INSTANCE_ARN
    aws sso-admin describe-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN
    aws sso-admin list-managed-policies-in-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN
    aws sso-admin get-inline-policy-for-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN

Fix by hand:
    aws sso-admin create-permission-set --instance-arn INSTANCE_ARN --name ReadOnly --session-duration PT8H
    aws sso-admin attach-managed-policy-to-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--managed-policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
    aws sso-admin provision-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--target-type ALL_PROVISIONED_ACCOUNTS

Edge cases:
    One that is there already by its name is taken over and put right; taking policies away from it needs consent, since
    somebody may be working with them. A permissions boundary is left as it is: it only takes away. Permission sets that
    hardpan.yaml does not list are left alone, but see sso_admin.short_sessions.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, IdentityCenter
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, BILLING_ONLY, IN_NONE, MEMBERSHIP
from ...organizations.facts import Membership
from ..center import ENABLE_FIRST, Center, center_or_verdict
from ..examples import ADMINISTRATOR, INSTANCE, READ_ONLY
from ..facts import Instance, PermissionSet
from ..wanted import differences

_MORE = replace(READ_ONLY, managed_policies=(*READ_ONLY.managed_policies, *ADMINISTRATOR.managed_policies))
_EVERYTHING = '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.identity-center.permission-sets",
    joins=[Instance, PermissionSet],
    passes=[
        (MEMBERSHIP, INSTANCE, ADMINISTRATOR, READ_ONLY),
        (MEMBERSHIP, INSTANCE, ADMINISTRATOR, READ_ONLY, replace(_MORE, name="Theirs", arn=f"{READ_ONLY.arn[:-1]}c")),
    ],
    fails=[
        (MEMBERSHIP, INSTANCE, ADMINISTRATOR),
        (MEMBERSHIP, INSTANCE, ADMINISTRATOR, _MORE),
        (MEMBERSHIP, INSTANCE, ADMINISTRATOR, replace(READ_ONLY, managed_policies=())),
        (MEMBERSHIP, INSTANCE, ADMINISTRATOR, replace(READ_ONLY, customer_policies=("/ours",))),
        (MEMBERSHIP, INSTANCE, ADMINISTRATOR, replace(READ_ONLY, inline_policy=_EVERYTHING)),
        (MEMBERSHIP, INSTANCE, replace(ADMINISTRATOR, duration="PT12H"), READ_ONLY),
        (MEMBERSHIP, INSTANCE, replace(ADMINISTRATOR, duration="PT1H"), READ_ONLY),
        (MEMBERSHIP,),
        (BILLING_ONLY,),
    ],
    not_applicable=[
        (IN_NONE,),
        (AS_MEMBER,),
        (MEMBERSHIP, INSTANCE, replace(EXAMPLE, identity_center=IdentityCenter())),
    ],
    once="sso_admin.organization_instance",
    human=ENABLE_FIRST,
)
def permission_sets(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not want.identity_center.permission_sets:
        return NotApplicable("hardpan.yaml lists no permission sets")
    center = center_or_verdict(account, snapshot, want)
    if not isinstance(center, Center):
        return center
    wrong = [told for told in _told(center, want) if told]
    if wrong:
        return Fail("; ".join(wrong))
    return Pass(f"{len(want.identity_center.permission_sets)} permission sets are as hardpan.yaml says")


def _told(center: Center, want: Baseline) -> list[str]:
    told: list[str] = []
    for wanted in want.identity_center.permission_sets:
        there = center.permission_sets.get(wanted.name)
        if there is None:
            told.append(f"there is no {wanted.name}")
        elif found := differences(wanted, there, want, center.here.partition):
            told.append(f"{wanted.name} {', '.join(found)}")
    return told
