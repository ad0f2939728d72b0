"""Permissions boundaries of users, which the emulator knows of roles only.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html, API_CreateUser, API_GetUser.
"""

from __future__ import annotations

from typing import Any

from .. import identities
from ..registry import Answer, AwsError, Call, amend, guard, overlay
from .iam_root import iam, own_name


@guard("iam", "CreateUser", "CreateRole")
def refuse_a_boundary_that_is_not(call: Call) -> None:
    if named := call.parameters.get("PermissionsBoundary"):
        _policy(call, named)


@amend("iam", "CreateUser")
def begin_within_it(call: Call, answer: Answer) -> Answer:
    if named := call.parameters.get("PermissionsBoundary"):
        iam(call).users[call.parameters["UserName"]].permissions_boundary_arn = named
        answer["User"]["PermissionsBoundary"] = _told(named)
    return answer


@overlay("iam", "PutUserPermissionsBoundary")
def put_boundary(call: Call) -> Answer:
    user, named = _user(call), call.parameters["PermissionsBoundary"]
    _policy(call, named)
    user.permissions_boundary_arn = named
    return {}


@overlay("iam", "DeleteUserPermissionsBoundary")
def delete_boundary(call: Call) -> Answer:
    user = _user(call)
    if identities.boundary_of(user) is None:
        raise AwsError("NoSuchEntity", f"The user with name {user.name} has no permissions boundary.")
    user.permissions_boundary_arn = None
    return {}


@amend("iam", "GetUser")
def tell_the_boundary(call: Call, answer: Answer) -> Answer:
    user = iam(call).users.get(own_name(call))
    if user is not None and (named := identities.boundary_of(user)):
        answer["User"]["PermissionsBoundary"] = _told(named)
    return answer


def _user(call: Call) -> Any:
    name = call.parameters["UserName"]
    user = iam(call).users.get(name)
    if user is None:
        raise AwsError("NoSuchEntity", f"The user with name {name} cannot be found.")
    return user


def _policy(call: Call, named: str) -> None:
    """AWS: only a managed policy can be a boundary, and it must exist."""
    if named not in iam(call).managed_policies:
        raise AwsError("NoSuchEntity", f"Scope ARN: {named} does not exist or is not attachable.")


def _told(named: str) -> Answer:
    return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": named}
