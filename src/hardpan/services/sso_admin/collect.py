"""What to ask IAM Identity Center, and what the answers mean.

A member of an organization is not asked: what is the organization's is read in its management account, once.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

from hardpan.model import Place, Read, Reading, collector

from .facts import Assignment, Group, Instance, PermissionSet, User

_SERVICE, _DIRECTORY = "sso-admin", "identitystore"
_INSTANCES = ("organizations:DescribeOrganization", "sso-admin:ListInstances", "sso-admin:ListPermissionSets")
_OLD = "LATEST_PERMISSION_SET_NOT_PROVISIONED"


class _Found(NamedTuple):
    """An instance as told, and the ARNs of its permission sets; None for one that holds none."""

    told: Any
    sets: list[str] | None

    @property
    def region(self) -> str:
        return str(self.told["PrimaryRegion"])

    def read(self, operation: str, **parameters: Any) -> Read:
        """A question to the instance."""
        return Read(_SERVICE, operation, InstanceArn=self.told["InstanceArn"], **parameters).at(self.region)

    def directory(self, operation: str, **parameters: Any) -> Read:
        """A question to its directory."""
        return Read(_DIRECTORY, operation, IdentityStoreId=self.told["IdentityStoreId"], **parameters).at(self.region)


_Asking = Generator[Any, Any, Any]


@collector(Instance, per="account", reads=_INSTANCES)
def instances(here: Place) -> Reading[Instance]:
    """Of an account in no organization too: its own instance would keep it from having the organization's later."""
    found: list[_Found] = yield from _owned(here)
    return [
        Instance(
            place=here,
            arn=one.told["InstanceArn"],
            store=one.told["IdentityStoreId"],
            region=one.region,
            status=one.told["Status"],
            of_organization=one.sets is not None,
        )
        for one in found
    ]


@collector(
    PermissionSet,
    per="account",
    reads=[
        *_INSTANCES,
        "sso-admin:DescribePermissionSet",
        "sso-admin:ListManagedPoliciesInPermissionSet",
        "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet",
        "sso-admin:GetInlinePolicyForPermissionSet",
        "sso-admin:ListAccountsForProvisionedPermissionSet",
    ],
)
def permission_sets(here: Place) -> Reading[PermissionSet]:
    """Each with its policies, and with the accounts that have it."""
    made: list[PermissionSet] = []
    for one in (yield from _owned(here)):
        for arn in one.sets or ():
            described, managed, customer, inline, accounts, behind = yield [
                one.read("DescribePermissionSet", PermissionSetArn=arn),
                one.read("ListManagedPoliciesInPermissionSet", PermissionSetArn=arn),
                one.read("ListCustomerManagedPolicyReferencesInPermissionSet", PermissionSetArn=arn),
                one.read("GetInlinePolicyForPermissionSet", PermissionSetArn=arn),
                one.read("ListAccountsForProvisionedPermissionSet", PermissionSetArn=arn),
                one.read("ListAccountsForProvisionedPermissionSet", PermissionSetArn=arn, ProvisioningStatus=_OLD),
            ]
            made.append(
                PermissionSet(
                    place=here,
                    arn=arn,
                    name=described["PermissionSet"]["Name"],
                    duration=described["PermissionSet"]["SessionDuration"],
                    managed_policies=tuple(policy["Arn"] for policy in managed["AttachedManagedPolicies"]),
                    customer_policies=tuple(
                        f"{policy.get('Path', '/')}{policy['Name']}"
                        for policy in customer["CustomerManagedPolicyReferences"]
                    ),
                    inline_policy=inline["InlinePolicy"] or None,
                    accounts=tuple(accounts["AccountIds"]),
                    behind=tuple(behind["AccountIds"]),
                )
            )
    return made


@collector(
    Assignment,
    per="account",
    reads=[*_INSTANCES, "sso-admin:ListAccountsForProvisionedPermissionSet", "sso-admin:ListAccountAssignments"],
)
def assignments(here: Place) -> Reading[Assignment]:
    """Of each permission set in each account that has it: without it there is nothing assigned."""
    made: list[Assignment] = []
    for one in (yield from _owned(here)):
        sets = one.sets or []
        had = yield [one.read("ListAccountsForProvisionedPermissionSet", PermissionSetArn=arn) for arn in sets]
        asked = [(arn, account) for arn, answer in zip(sets, had, strict=True) for account in answer["AccountIds"]]
        answers = yield [
            one.read("ListAccountAssignments", PermissionSetArn=arn, AccountId=account) for arn, account in asked
        ]
        made += [
            Assignment(
                place=here,
                account=told["AccountId"],
                permission_set=told["PermissionSetArn"],
                principal_type=told["PrincipalType"],
                principal=told["PrincipalId"],
            )
            for answer in answers
            for told in answer["AccountAssignments"]
        ]
    return made


@collector(Group, per="account", reads=[*_INSTANCES, "identitystore:ListGroups", "identitystore:ListGroupMemberships"])
def groups(here: Place) -> Reading[Group]:
    """The groups of the organization's directory."""
    made: list[Group] = []
    for one in (yield from _owned(here)):
        if one.sets is None:
            continue
        told = (yield one.directory("ListGroups"))["Groups"]
        answers = yield [one.directory("ListGroupMemberships", GroupId=group["GroupId"]) for group in told]
        made += [
            Group(
                place=here,
                id=group["GroupId"],
                name=group["DisplayName"],
                members=tuple(member["MemberId"]["UserId"] for member in answer["GroupMemberships"]),
            )
            for group, answer in zip(told, answers, strict=True)
        ]
    return made


@collector(User, per="account", reads=[*_INSTANCES, "identitystore:ListUsers"])
def users(here: Place) -> Reading[User]:
    """The users of the organization's directory."""
    made: list[User] = []
    for one in (yield from _owned(here)):
        if one.sets is not None:
            made += [
                User(
                    place=here,
                    id=user["UserId"],
                    name=user["UserName"],
                    emails=tuple(each["Value"] for each in user.get("Emails", ())),
                )
                for user in (yield one.directory("ListUsers"))["Users"]
            ]
    return made


def _owned(here: Place) -> _Asking:
    """The instances that the account owns, wherever they are; none of a member's.

    One that is being made or deleted takes no question yet, and an account instance refuses the one for its permission
    sets: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_DescribeInstance.html
    """
    answer = yield Read("organizations", "DescribeOrganization").or_none("AWSOrganizationsNotInUseException")
    if answer is not None and answer["Organization"]["MasterAccountId"] != here.account:
        return []
    listed = yield Read(_SERVICE, "ListInstances", RegionScope="ALL_REGIONS")
    found: list[_Found] = []
    for told in listed["Instances"]:
        if told["OwnerAccountId"] == here.account:
            sets = None
            if told["Status"] == "ACTIVE":
                asked = _Found(told, None).read("ListPermissionSets").or_none("ValidationException")
                answer = yield asked
                sets = None if answer is None else list(answer["PermissionSets"])
            found.append(_Found(told, sets))
    return found
