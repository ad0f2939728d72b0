"""Access through IAM Identity Center is given to groups, never to single users.

What one person was given stays when the person moves on, and is in nobody's list. What a group was given ends with
leaving the group.

Check by hand:
    aws sso-admin list-account-assignments --instance-arn INSTANCE_ARN --account-id ACCOUNT_ID \
--permission-set-arn ARN

Fix by hand:
    aws identitystore create-group-membership --identity-store-id STORE_ID --group-id GROUP_ID \
--member-id UserId=USER_ID
    aws sso-admin delete-account-assignment --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--principal-type USER --principal-id USER_ID --target-type AWS_ACCOUNT --target-id ACCOUNT_ID

Edge cases:
    Let a group have the same access first, or the user loses it. Hardpan takes nobody's access away by itself.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/assignusers.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, IN_NONE, MEMBERSHIP
from ...organizations.facts import Membership
from ...organizations.standing import manages
from ..center import of_organization
from ..examples import ADA, ADMINISTRATOR, EVE, IN_MANAGEMENT, IN_SHOP, INSTANCE
from ..facts import Assignment, Instance, PermissionSet, User

_TO_ADA = replace(IN_MANAGEMENT, principal_type="USER", principal=ADA.id)


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.identity-center.permission-sets",
    joins=[Instance, Assignment, PermissionSet, User],
    passes=[(MEMBERSHIP, INSTANCE, ADA, ADMINISTRATOR, IN_MANAGEMENT, IN_SHOP), (MEMBERSHIP, INSTANCE)],
    fails=[
        (MEMBERSHIP, INSTANCE, ADA, EVE, ADMINISTRATOR, IN_MANAGEMENT, _TO_ADA),
        (MEMBERSHIP, INSTANCE, _TO_ADA),
    ],
    not_applicable=[(MEMBERSHIP,), (IN_NONE,), (AS_MEMBER,)],
    human=(
        "For each user named below: Console > IAM Identity Center > Groups: make or find a group for what the user "
        "does, add the user, and assign the group to the account with the same permission set (or list all of it in "
        "hardpan.yaml and let Hardpan do it). Then AWS accounts > the account > Users and groups > the user > Remove "
        "access."
    ),
)
def groups_only(account: Membership, snapshot: Snapshot) -> Verdict:
    if not manages(account) or not of_organization(snapshot, account.place):
        return NotApplicable("no Identity Center of an organization is managed here")
    single = [one for one in snapshot.at(Assignment, account.place) if one.principal_type == "USER"]
    if not single:
        return Pass("nobody is given access alone")
    users = {one.id: one.name for one in snapshot.at(User, account.place)}
    sets = {one.arn: one.name for one in snapshot.at(PermissionSet, account.place)}
    told = [
        f"{users.get(one.principal, one.principal)} as {sets.get(one.permission_set, one.permission_set)} "
        f"in {one.account}"
        for one in single
    ]
    return Fail(f"given to single users: {', '.join(told)}")
