"""OUs, and where accounts are among them.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html,
API_UpdateOrganizationalUnit, API_DeleteOrganizationalUnit, API_ListChildren, API_ListParents, API_MoveAccount.
"""

from __future__ import annotations

from ..organization import Organization, Unit, policy_types
from ..organization.model import new_id
from ..registry import Answer, AwsError, Call
from .organizations_desk import change, page, read, violation
from .organizations_tags import as_mapping

DEEPEST, MOST_UNITS = 5, 2_000


@change("CreateOrganizationalUnit")
def create_unit(call: Call, found: Organization) -> Answer:
    parent, name = need_parent(found, call.parameters["ParentId"]), call.parameters["Name"]
    _refuse_a_second(found, parent, name)
    if found.depth(parent) >= DEEPEST:
        raise violation("OU_DEPTH_LIMIT_EXCEEDED", f"You have exceeded the limit of {DEEPEST} levels of OUs.")
    if len(found.units) >= MOST_UNITS:
        raise violation("OU_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of OUs.")
    tags = as_mapping(call.parameters.get("Tags"))
    unit = Unit(new_id(f"ou-{found.root.removeprefix('r-')}", 8), name, parent, tags)
    found.units[unit.id] = unit
    policy_types.attach_defaults(found, unit.id)
    return {"OrganizationalUnit": _described(found, unit)}


@change("UpdateOrganizationalUnit")
def rename_unit(call: Call, found: Organization) -> Answer:
    unit, name = _unit(call, found), call.parameters.get("Name")
    if name and name != unit.name:
        _refuse_a_second(found, unit.parent, name)
        unit.name = name
    return {"OrganizationalUnit": _described(found, unit)}


@change("DeleteOrganizationalUnit")
def delete_unit(call: Call, found: Organization) -> Answer:
    """Closed accounts count: an OU that holds one is not empty."""
    unit = _unit(call, found)
    if found.units_in(unit.id) or found.accounts_in(unit.id):
        raise AwsError("OrganizationalUnitNotEmptyException", "The specified OU is not empty.")
    del found.units[unit.id]
    found.attachments.pop(unit.id, None)
    return {}


@read("DescribeOrganizationalUnit")
def describe_unit(call: Call, found: Organization) -> Answer:
    return {"OrganizationalUnit": _described(found, _unit(call, found))}


@read("ListOrganizationalUnitsForParent")
def list_units(call: Call, found: Organization) -> Answer:
    parent = need_parent(found, call.parameters["ParentId"])
    return page(call, [_described(found, unit) for unit in found.units_in(parent)], "OrganizationalUnits")


@read("ListChildren")
def list_children(call: Call, found: Organization) -> Answer:
    parent, kind = need_parent(found, call.parameters["ParentId"]), call.parameters["ChildType"]
    below = found.accounts_in(parent) if kind == "ACCOUNT" else found.units_in(parent)
    return page(call, [{"Id": each.id, "Type": kind} for each in below], "Children")


@read("ListParents")
def list_parents(call: Call, found: Organization) -> Answer:
    parent = found.parent_of(call.parameters["ChildId"])
    if parent is None:
        raise AwsError("ChildNotFoundException", "You specified a child that doesn't exist.")
    kind = "ROOT" if parent == found.root else "ORGANIZATIONAL_UNIT"
    return page(call, [{"Id": parent, "Type": kind}], "Parents")


@change("MoveAccount")
def move_account(call: Call, found: Organization) -> Answer:
    asked = call.parameters
    member = found.members.get(asked["AccountId"])
    if member is None:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    if not found.is_parent(asked["SourceParentId"]) or member.parent != asked["SourceParentId"]:
        raise AwsError("SourceParentNotFoundException", "You specified a source parent that doesn't exist.")
    if not found.is_parent(asked["DestinationParentId"]):
        raise AwsError("DestinationParentNotFoundException", "You specified a destination parent that doesn't exist.")
    if member.parent == asked["DestinationParentId"]:
        raise AwsError("DuplicateAccountException", "The account is already in the destination.")
    member.parent = asked["DestinationParentId"]
    return {}


def need_parent(found: Organization, parent: str) -> str:
    if not found.is_parent(parent):
        raise AwsError("ParentNotFoundException", "You specified parent that doesn't exist.")
    return parent


def _unit(call: Call, found: Organization) -> Unit:
    unit = found.units.get(call.parameters["OrganizationalUnitId"])
    if unit is None:
        raise AwsError(
            "OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist."
        )
    return unit


def _refuse_a_second(found: Organization, parent: str, name: str) -> None:
    if any(unit.name == name for unit in found.units_in(parent)):
        raise AwsError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")


def _described(found: Organization, unit: Unit) -> Answer:
    return {"Id": unit.id, "Arn": found.arn_of(unit.id), "Name": unit.name, "Path": found.path(unit.id)}
