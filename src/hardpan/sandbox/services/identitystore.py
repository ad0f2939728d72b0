"""The directory of IAM Identity Center: groups and who is in them. Users: `identitystore_users`.

API reference: https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroup.html,
API_DescribeGroup, API_UpdateGroup, API_DeleteGroup, API_ListGroups, API_GetGroupId, API_CreateGroupMembership,
API_DescribeGroupMembership, API_DeleteGroupMembership, API_ListGroupMemberships, API_ListGroupMembershipsForMember,
API_GetGroupMembershipId, API_IsMemberInGroups. Members of the organization may read and not write:
https://docs.aws.amazon.com/singlesignon/latest/userguide/manage-your-identity-source.html
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from .. import organization, wire
from ..registry import Answer, AwsError, Call, overlay
from .sso_admin_center import Instance, center
from .sso_admin_desk import administers, invalid, listed

Handler: TypeAlias = Callable[[Call, Instance], Answer]

RESERVED = ("Administrator", "AWSAdministrators")


def read(*operations: str) -> Callable[[Handler], Handler]:
    """Register what answers these operations, for every account of the organization."""
    return _register(operations, writes=False)


def change(*operations: str) -> Callable[[Handler], Handler]:
    """Register what carries these operations out, for those who administer the directory."""
    return _register(operations, writes=True)


def _register(operations: tuple[str, ...], *, writes: bool) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        def answer(call: Call) -> Answer:
            with center(call.partition).lock:
                found = _asked(call)
                if not administers(call, found) and (writes or not _is_member(call, found)):
                    raise wire.denied(call.service, call.protocol, call.principal, f"identitystore:{call.operation}")
                return handler(call, found)

        overlay("identitystore", *operations)(answer)
        return handler

    return register


def _asked(call: Call) -> Instance:
    named = plain(call.parameters["IdentityStoreId"])
    for found in center(call.partition).instances:
        if found.store == named and found.region == call.region:
            return found
    raise missing("IDENTITY_STORE", named)


def _is_member(call: Call, found: Instance) -> bool:
    there = organization.of(call.account, call.partition)
    return found.of_organization and there is not None and there.management == found.owner


def plain(name: str) -> str:
    """An id, where a request may name a thing by its ARN too."""
    return name.rpartition("/")[2]


def missing(kind: str, name: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"{kind} not found.", ResourceType=kind, ResourceId=name)


def taken(what: str) -> AwsError:
    return AwsError("ConflictException", f"Duplicate {what}", Reason="UNIQUENESS_CONSTRAINT_VIOLATION")


def written(call: Call) -> Answer:
    """When and by whom something is written."""
    now = datetime.now(UTC)
    return {
        "CreatedAt": now,
        "UpdatedAt": now,
        "CreatedBy": call.principal,
        "UpdatedBy": call.principal,
        "Revision": "1",
    }


def revised(one: Answer, call: Call) -> None:
    """Note that something was changed."""
    one |= {"UpdatedAt": datetime.now(UTC), "UpdatedBy": call.principal, "Revision": str(int(one["Revision"]) + 1)}


@change("CreateGroup")
def create_group(call: Call, found: Instance) -> Answer:
    name = call.parameters.get("DisplayName")
    if not name:
        raise invalid("DisplayName is required")
    _refuse_name(found, name)
    made = {
        "IdentityStoreId": found.store,
        "GroupId": (new := found.new_id()),
        "GroupArn": f"arn:{found.partition}:identitystore:::group/{new}",
        "DisplayName": name,
        **({"Description": call.parameters["Description"]} if call.parameters.get("Description") else {}),
        **written(call),
    }
    found.groups[new] = made
    return made


def _refuse_name(found: Instance, name: str) -> None:
    if name in RESERVED:
        raise invalid(f"{name} is a reserved name")
    if any(group["DisplayName"] == name for group in found.groups.values()):
        raise taken("GroupDisplayName")


@read("DescribeGroup")
def describe_group(call: Call, found: Instance) -> Answer:
    return group(call, found)


@read("ListGroups")
def list_groups(call: Call, found: Instance) -> Answer:
    only = {each["AttributePath"]: each["AttributeValue"] for each in call.parameters.get("Filters") or ()}
    return listed(call, "Groups", [one for one in found.groups.values() if only.items() <= one.items()])


@read("GetGroupId")
def get_group_id(call: Call, found: Instance) -> Answer:
    asked = call.parameters["AlternateIdentifier"].get("UniqueAttribute") or {}
    for one in found.groups.values():
        if asked.get("AttributePath", "").lower() == "displayname" and one["DisplayName"] == asked["AttributeValue"]:
            return one
    raise missing("GROUP", str(asked.get("AttributeValue", "")))


@change("UpdateGroup")
def update_group(call: Call, found: Instance) -> Answer:
    one = group(call, found)
    for each in call.parameters["Operations"]:
        name, value = each["AttributePath"], each.get("AttributeValue")
        if name.lower() == "displayname":
            _refuse_name(found, value)
            one["DisplayName"] = value
        elif name.lower() == "description":
            one["Description"] = value
        else:
            raise invalid(f"{name} is no attribute of a group")
    revised(one, call)
    return one


@change("DeleteGroup")
def delete_group(call: Call, found: Instance) -> Answer:
    """Nobody is in it any more; assignments to it stay, and mean nobody."""
    gone = group(call, found)["GroupId"]
    del found.groups[gone]
    found.memberships = {name: pair for name, pair in found.memberships.items() if pair[0] != gone}
    return {}


@change("CreateGroupMembership")
def create_membership(call: Call, found: Instance) -> Answer:
    pair = (group(call, found)["GroupId"], _member(call, found))
    if pair in found.memberships.values():
        raise taken("GroupMembership")
    made = found.new_id()
    found.memberships[made] = pair
    return _membership(found, made)


@change("DeleteGroupMembership")
def delete_membership(call: Call, found: Instance) -> Answer:
    del found.memberships[_named(call, found)]
    return {}


@read("DescribeGroupMembership")
def describe_membership(call: Call, found: Instance) -> Answer:
    return _membership(found, _named(call, found))


@read("ListGroupMemberships")
def list_memberships(call: Call, found: Instance) -> Answer:
    of = group(call, found)["GroupId"]
    return listed(
        call, "GroupMemberships", [_membership(found, m) for m, (g, _) in found.memberships.items() if g == of]
    )


@read("ListGroupMembershipsForMember")
def list_memberships_of(call: Call, found: Instance) -> Answer:
    who = _member(call, found)
    return listed(
        call, "GroupMemberships", [_membership(found, m) for m, (_, u) in found.memberships.items() if u == who]
    )


@read("GetGroupMembershipId")
def get_membership_id(call: Call, found: Instance) -> Answer:
    pair = (group(call, found)["GroupId"], _member(call, found))
    for name, there in found.memberships.items():
        if there == pair:
            return _membership(found, name)
    raise missing("GROUP_MEMBERSHIP", pair[0])


@read("IsMemberInGroups")
def is_member(call: Call, found: Instance) -> Answer:
    who = _member(call, found)
    pairs = set(found.memberships.values())
    return {
        "Results": [
            {"GroupId": name, "MemberId": {"UserId": who}, "MembershipExists": (plain(name), who) in pairs}
            for name in call.parameters["GroupIds"]
        ]
    }


def group(call: Call, found: Instance) -> Answer:
    """The group that a request names."""
    named = plain(call.parameters["GroupId"])
    if named not in found.groups:
        raise missing("GROUP", named)
    return found.groups[named]


def _member(call: Call, found: Instance) -> str:
    named = plain(call.parameters["MemberId"]["UserId"])
    if named not in found.users:
        raise missing("USER", named)
    return named


def _named(call: Call, found: Instance) -> str:
    named = plain(call.parameters["MembershipId"])
    if named not in found.memberships:
        raise missing("GROUP_MEMBERSHIP", named)
    return named


def _membership(found: Instance, name: str) -> Answer:
    of, who = found.memberships[name]
    return {
        "IdentityStoreId": found.store,
        "MembershipId": name,
        "MembershipArn": f"arn:{found.partition}:identitystore:::membership/{name}",
        "GroupId": of,
        "MemberId": {"UserId": who},
    }
