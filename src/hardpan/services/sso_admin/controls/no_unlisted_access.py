"""Nobody has access through IAM Identity Center that hardpan.yaml does not give.

Whoever broke in adds a user to a group, or a group to an account, and stays. Somebody who needed access for a day has
it still. Both look like everything else in the console; a file that lists all access shows them at once.

Check by hand:
    aws sso-admin list-account-assignments --instance-arn INSTANCE_ARN --account-id ACCOUNT_ID \
--permission-set-arn ARN
    aws identitystore list-group-memberships --identity-store-id STORE_ID --group-id GROUP_ID

Fix by hand:
    aws sso-admin delete-account-assignment --instance-arn INSTANCE_ARN --permission-set-arn ARN \
--principal-type GROUP --principal-id GROUP_ID --target-type AWS_ACCOUNT --target-id ACCOUNT_ID
    aws identitystore delete-group-membership --identity-store-id STORE_ID --membership-id MEMBERSHIP_ID

Edge cases:
    Assignments are judged where hardpan.yaml lists assignments, and members of its groups where it lists users:
    elsewhere nobody has said who should have access. Single users' access is judged by sso_admin.groups_only. Groups of
    Control Tower (AWSControlTowerAdmins and the like) are among what has to be listed or removed. Hardpan takes
    nobody's access away by itself.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/howtoremoveaccess.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, IdentityCenter
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, IN_NONE, MANAGEMENT, MEMBERSHIP, SHOP, WORKLOADS
from ...organizations.facts import Member, Membership, Unit
from ...organizations.standing import manages
from ..center import Center, of_organization
from ..examples import ADMINISTRATOR, ADMINISTRATORS, COMPLETE, EVE, IN_MANAGEMENT, IN_SHOP, INSTANCE
from ..facts import Assignment, Group, Instance, PermissionSet, User
from ..wanted import accesses, unlisted_members

_ORGANIZATION = (MEMBERSHIP, MANAGEMENT, SHOP, WORKLOADS)
_JOINED = replace(ADMINISTRATORS, members=(*ADMINISTRATORS.members, EVE.id))
_SAID = EXAMPLE.identity_center


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.identity-center.permission-sets",
    joins=[Instance, PermissionSet, Group, User, Assignment, Member, Unit],
    passes=[
        (*_ORGANIZATION, *COMPLETE),
        (*_ORGANIZATION, INSTANCE),
        (*_ORGANIZATION, *COMPLETE, EVE),
        (*_ORGANIZATION, *COMPLETE, replace(IN_SHOP, principal_type="USER", principal=EVE.id)),
    ],
    fails=[
        (*_ORGANIZATION, *COMPLETE, replace(IN_SHOP, permission_set=ADMINISTRATOR.arn)),
        (*_ORGANIZATION, INSTANCE, replace(IN_MANAGEMENT, principal="gone")),
        (*_ORGANIZATION, INSTANCE, EVE, *(one for one in COMPLETE if not isinstance(one, Group)), _JOINED),
        (*_ORGANIZATION, INSTANCE, EVE, _JOINED, replace(EXAMPLE, identity_center=replace(_SAID, assignments=()))),
    ],
    not_applicable=[
        (MEMBERSHIP,),
        (IN_NONE,),
        (AS_MEMBER,),
        (MEMBERSHIP, INSTANCE, IN_SHOP, replace(EXAMPLE, identity_center=IdentityCenter())),
    ],
    human=(
        "For each access named below, find out who gave it: CloudTrail in the Region of Identity Center, events "
        "CreateAccountAssignment and AddMemberToGroup. If it is meant to be, list it in hardpan.yaml under "
        "identity_center. If not: Console > IAM Identity Center > AWS accounts > the account > Users and groups > the "
        "group > Remove access, or Groups > the group > the user > Remove. Where nobody knows of it, treat it as an "
        "intruder's."
    ),
)
def no_unlisted_access(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    said = want.identity_center
    if not (said.assignments or said.users):
        return NotApplicable("hardpan.yaml does not say who should have access")
    center = of_organization(snapshot, account.place) if manages(account) else None
    if center is None:
        return NotApplicable("no Identity Center of an organization is managed here")
    unlisted = _assigned(center, want) if said.assignments else []
    unlisted += [f"{one} in {group}" for group in said.groups for one in unlisted_members(group, center, want)]
    if unlisted:
        return Fail(f"not in hardpan.yaml: {', '.join(unlisted)}")
    return Pass("hardpan.yaml lists all access that there is")


def _assigned(center: Center, want: Baseline) -> list[str]:
    wanted = {(one.group, one.permission_set, one.account) for one in accesses(want, center.have, center.here)}
    groups = {one.id: one.name for one in center.groups.values()}
    sets = {one.arn: one.name for one in center.permission_sets.values()}
    given = [
        (groups.get(one.principal, one.principal), sets.get(one.permission_set, one.permission_set), one.account)
        for one in center.have.at(Assignment, center.here)
        if one.principal_type == "GROUP"
    ]
    return [f"{group} as {name} in {account}" for group, name, account in given if (group, name, account) not in wanted]
