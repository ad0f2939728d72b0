"""Assignments: groups may use permission sets in accounts. AWS does it in the background, and says afterwards how."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Read, Ref, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...organizations.facts import Member, Membership, Unit
from ...organizations.layout import account_key
from ..center import Center, centers
from ..facts import Assignment, Group, Instance, PermissionSet, User
from ..wanted import Access, accesses, is_given, unlisted_members
from .edits import BUSY, SERVICE, provision_key
from .narrowed_permission_sets import narrowing
from .people import group_key, group_reference
from .permission_sets import set_reference, set_steps

_NAME = "sso_admin.assignments"
# What Identity Center does with the credentials of whoever assigns in the management account; in other accounts it uses
# its own: https://docs.aws.amazon.com/singlesignon/latest/userguide/howtodelegatessoaccess.html
_IN_MANAGEMENT = [
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetRole",
    "iam:GetSAMLProvider",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:PutRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
]


@operation(
    satisfies=[_NAME],
    facts=[Membership, Instance, PermissionSet, Group, User, Assignment, Member, Unit],
    writes=["sso-admin:CreateAccountAssignment", "sso-admin:DeleteAccountAssignment"],
    after=["sso_admin.permission_sets", "sso_admin.narrowed_permission_sets", "sso_admin.people"],
    permissions=["sso:DescribeAccountAssignmentCreationStatus", *_IN_MANAGEMENT],
    asked_by=["identity_center"],
)
def assignments(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every access that hardpan.yaml gives, once the group is there and the permission set has that and no more.

    https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
    """
    for center in centers(have):
        for one in accesses(want, have, center.here):
            if not is_given(one, center):
                yield _assigned(center, one, want)


def _assigned(center: Center, one: Access, want: Baseline) -> Step:
    key = step_key(f"{_NAME}/assign:{one.group}:{one.permission_set}:{one.account}", center.place)
    arn, group = set_reference(center, one.permission_set), group_reference(center, one.group)
    named = {
        "InstanceArn": center.instance.arn,
        "TargetId": one.account,
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": arn,
        "PrincipalType": "GROUP",
        "PrincipalId": group,
    }
    others = unlisted_members(one.group, center, want)
    also = f"; it will be {', '.join(others)}'s too, whom hardpan.yaml does not list" if others else ""
    return Step(
        key=key,
        place=center.place,
        write=Write(SERVICE, "CreateAccountAssignment", **named),
        because=f"{one} is not assigned{also}",
        after=str(one),
        needs=frozenset(
            {group_key(center, one.group), account_key(one.name, center.here), *_set_keys(center, one, want)}
        ),
        undo=(Write(SERVICE, "DeleteAccountAssignment", **named),),
        settled=_created(center, key),
        undone=_gone(center, one, arn),
        not_yet=(BUSY,),
    )


def _set_keys(center: Center, one: Access, want: Baseline) -> set[str]:
    """Keys of the steps after which the permission set is as hardpan.yaml says, in the accounts that have it too."""
    wanted = next(each for each in want.identity_center.permission_sets if each.name == one.permission_set)
    steps = [*set_steps(center, wanted, want), *narrowing(center, wanted)]
    operations = ("sso_admin.permission_sets", "sso_admin.narrowed_permission_sets")
    return {step.key for step in steps} | {provision_key(name, wanted.name, center) for name in operations}


def _created(center: Center, key: str) -> Settled:
    status = "AccountAssignmentCreationStatus"
    asked = Read(
        SERVICE,
        f"Describe{status}",
        InstanceArn=center.instance.arn,
        AccountAssignmentCreationRequestId=Ref(key, f"{status}.RequestId"),
    )
    return Settled(asked, f"{status}.Status", "SUCCEEDED", seconds=300, failed=f"{status}.FailureReason")


def _gone(center: Center, one: Access, arn: str | Ref) -> Settled:
    """Of the permission set in this account no more is assigned than was: what is being taken back is still listed."""
    others = sum((account, permission_set) == (one.account, arn) for account, permission_set, _ in center.assigned)
    asked = Read(
        SERVICE,
        "ListAccountAssignments",
        InstanceArn=center.instance.arn,
        AccountId=one.account,
        PermissionSetArn=arn,
    )
    return Settled(asked, f"length(AccountAssignments) <= `{others}`", True, seconds=300)
