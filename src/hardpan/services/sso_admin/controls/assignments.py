"""Groups have the access to accounts that hardpan.yaml gives them.

Once everybody has the access they need by Identity Center, nobody needs another way in: no IAM user, no shared key, no
role that anybody may assume.

Check by hand:
    aws sso-admin list-account-assignments --instance-arn INSTANCE_ARN --account-id ACCOUNT_ID \
--permission-set-arn ARN

Fix by hand:
    aws sso-admin create-account-assignment --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--principal-type GROUP --principal-id GROUP_ID --target-type AWS_ACCOUNT --target-id ACCOUNT_ID
    aws sso-admin describe-account-assignment-creation-status --instance-arn INSTANCE_ARN \
--account-assignment-creation-request-id REQUEST_ID

Edge cases:
    AWS assigns in the background, one permission set in an account at a time, and says only afterwards whether it
    worked. In the management account only its own administrators may assign, whoever else administers Identity Center.
    `all` in hardpan.yaml leaves the management account out: name it, for as few as can be. Access that hardpan.yaml
    does not give stays: see sso_admin.no_unlisted_access. No permission set is assigned while it has more in it than
    hardpan.yaml says.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/assignusers.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, IdentityCenter
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, BILLING_ONLY, CLOSED, IN_NONE, MANAGEMENT, MEMBERSHIP, SHOP, WORKLOADS
from ...organizations.facts import Member, Membership, Unit
from ..center import ENABLE_FIRST, Center, center_or_verdict
from ..examples import ADMINISTRATOR, ADMINISTRATORS, COMPLETE, IN_MANAGEMENT, IN_SHOP, INSTANCE, READ_ONLY
from ..facts import Assignment, Group, Instance, PermissionSet
from ..wanted import accesses, is_given

_ORGANIZATION = (MEMBERSHIP, MANAGEMENT, SHOP, CLOSED, WORKLOADS)
_MADE = (INSTANCE, ADMINISTRATOR, READ_ONLY, ADMINISTRATORS)
_IN_UNIT = replace(
    EXAMPLE,
    identity_center=replace(
        EXAMPLE.identity_center,
        assignments=(replace(EXAMPLE.identity_center.assignments[1], accounts=("Workloads",)),),
    ),
)


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.identity-center.permission-sets",
    joins=[Instance, PermissionSet, Group, Assignment, Member, Unit],
    passes=[(*_ORGANIZATION, *COMPLETE), (*_ORGANIZATION, *_MADE, IN_SHOP, _IN_UNIT)],
    fails=[
        (*_ORGANIZATION, *_MADE, IN_SHOP),
        (*_ORGANIZATION, *_MADE, IN_MANAGEMENT),
        (*_ORGANIZATION, *_MADE, IN_MANAGEMENT, replace(IN_SHOP, principal_type="USER", principal="somebody")),
        (*_ORGANIZATION, *_MADE, IN_MANAGEMENT, _IN_UNIT),
        (*_ORGANIZATION, INSTANCE),
        _ORGANIZATION,
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
def assignments(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not want.identity_center.assignments:
        return NotApplicable("hardpan.yaml assigns nothing")
    center = center_or_verdict(account, snapshot, want)
    if not isinstance(center, Center):
        return center
    wanted = accesses(want, snapshot, account.place)
    missing = [str(one) for one in wanted if not is_given(one, center)]
    if missing:
        return Fail(f"not assigned: {', '.join(missing)}")
    return Pass(f"{len(wanted)} assignments are there as hardpan.yaml says")
