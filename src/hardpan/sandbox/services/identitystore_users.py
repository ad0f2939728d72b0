"""The directory of IAM Identity Center: users. Passwords and MFA devices have no API.

API reference: https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateUser.html,
API_DescribeUser, API_UpdateUser, API_DeleteUser, API_ListUsers, API_GetUserId.
"""

from __future__ import annotations

from typing import Any

from ..registry import Answer, Call
from .identitystore import RESERVED, change, missing, plain, read, revised, taken, written
from .sso_admin_center import Instance
from .sso_admin_desk import invalid, listed

_KEPT = (
    "UserName",
    "Name",
    "DisplayName",
    "NickName",
    "ProfileUrl",
    "Emails",
    "Addresses",
    "PhoneNumbers",
    "UserType",
    "Title",
    "PreferredLanguage",
    "Locale",
    "Timezone",
)


@change("CreateUser")
def create_user(call: Call, found: Instance) -> Answer:
    """Identity Center wants a name to sign in with, one to show, and given and family names."""
    asked = call.parameters
    name = asked.get("Name") or {}
    lacking = [each for each in ("UserName", "DisplayName") if not asked.get(each)]
    lacking += [f"Name.{each}" for each in ("GivenName", "FamilyName") if not name.get(each)]
    if lacking:
        raise invalid(f"Required: {', '.join(lacking)}")
    _refuse_name(found, asked["UserName"])
    _refuse_addresses(found, asked.get("Emails"))
    new = found.new_id()
    found.users[new] = {
        "IdentityStoreId": found.store,
        "UserId": new,
        "UserArn": f"arn:{found.partition}:identitystore:::user/{new}",
        "UserStatus": "ENABLED",
        **{each: asked[each] for each in _KEPT if each in asked},
        **written(call),
    }
    return found.users[new]


def _refuse_name(found: Instance, name: str) -> None:
    if name in RESERVED:
        raise invalid(f"{name} is a reserved name")
    if any(user["UserName"].lower() == name.lower() for user in found.users.values()):
        raise taken("UserName")


def _refuse_addresses(found: Instance, emails: Any, own: str = "") -> None:
    given = {each["Value"].lower() for each in emails or ()}
    for user in found.users.values():
        if user["UserId"] != own and given & {each["Value"].lower() for each in user.get("Emails") or ()}:
            raise taken("EmailAddress")


@read("DescribeUser")
def describe_user(call: Call, found: Instance) -> Answer:
    return _user(call, found)


@read("ListUsers")
def list_users(call: Call, found: Instance) -> Answer:
    only = {each["AttributePath"]: each["AttributeValue"] for each in call.parameters.get("Filters") or ()}
    shown = [one for one in found.users.values() if all(one.get(name) == value for name, value in only.items())]
    return listed(call, "Users", shown)


@read("GetUserId")
def get_user_id(call: Call, found: Instance) -> Answer:
    asked = call.parameters["AlternateIdentifier"].get("UniqueAttribute") or {}
    path, value = asked.get("AttributePath", "").lower(), asked.get("AttributeValue")
    for one in found.users.values():
        addresses = [each["Value"] for each in one.get("Emails") or ()]
        if (path == "username" and one["UserName"] == value) or (path == "emails.value" and value in addresses):
            return one
    raise missing("USER", str(value))


@change("UpdateUser")
def update_user(call: Call, found: Instance) -> Answer:
    """Each operation sets one attribute, as `name.givenName`; without a value it takes it away."""
    one = _user(call, found)
    for each in call.parameters["Operations"]:
        _set(found, one, each["AttributePath"], each.get("AttributeValue"))
    revised(one, call)
    return one


def _set(found: Instance, one: Answer, path: str, value: Any) -> None:
    name, _, inner = path.partition(".")
    key = next((each for each in _KEPT if each.lower() == name.lower()), None)
    if key is None:
        raise invalid(f"{path} is no attribute of a user")
    if key == "UserName":
        _refuse_name(found, value)
    if key == "Emails":
        value = [_address(each) for each in value or ()]
        _refuse_addresses(found, value, one["UserId"])
    if key == "Name" and inner:
        one["Name"] = {**one["Name"], inner[:1].upper() + inner[1:]: value}
    elif value is None:
        one.pop(key, None)
    else:
        one[key] = value


def _address(given: Any) -> Answer:
    """An address of UpdateUser, whose keys begin in lower case."""
    return {name[:1].upper() + name[1:]: value for name, value in given.items()}


@change("DeleteUser")
def delete_user(call: Call, found: Instance) -> Answer:
    gone = _user(call, found)["UserId"]
    del found.users[gone]
    found.memberships = {name: pair for name, pair in found.memberships.items() if pair[1] != gone}
    return {}


def _user(call: Call, found: Instance) -> Answer:
    named = plain(call.parameters["UserId"])
    if named not in found.users:
        raise missing("USER", named)
    return found.users[named]
