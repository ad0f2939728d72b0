"""Every account has its permission sets as they are now.

An edited permission set changes nothing by itself: accounts keep what they were given until it is provisioned again. So
the console shows a policy that was taken away, and people still have it.

Check by hand:
    aws sso-admin list-accounts-for-provisioned-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--provisioning-status LATEST_PERMISSION_SET_NOT_PROVISIONED

Fix by hand:
    aws sso-admin provision-permission-set --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--target-type ALL_PROVISIONED_ACCOUNTS

Edge cases:
    Read first what was edited: provisioning gives people more, or less, the moment it is done.

Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ProvisionPermissionSet.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import READ_ONLY
from ..facts import PermissionSet


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.identity-center.permission-sets",
    passes=[READ_ONLY, replace(READ_ONLY, accounts=())],
    fails=[replace(READ_ONLY, behind=READ_ONLY.accounts)],
    none="there is no permission set",
)
def provisioned(one: PermissionSet) -> Verdict:
    if one.behind:
        return Fail(f"{one.name} was edited, and is still as it was before in {', '.join(one.behind)}")
    return Pass(f"{one.name} is in {len(one.accounts)} accounts as it is now")
