"""Permission sets of IAM Identity Center, and the policies in them. An edit reaches accounts by ProvisionPermissionSet.

API reference: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html,
API_UpdatePermissionSet, API_DeletePermissionSet, API_AttachManagedPolicyToPermissionSet,
API_AttachCustomerManagedPolicyReferenceToPermissionSet, API_PutInlinePolicyToPermissionSet,
API_PutPermissionsBoundaryToPermissionSet and their opposites. Quotas:
https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from ..registry import Answer, Call
from .sso_admin_center import Instance, PermissionSet
from .sso_admin_desk import (
    access,
    conflict,
    invalid,
    listed,
    missing,
    permission_set,
    quota,
    refuse_delegate,
    tags_of,
)
from .sso_admin_roles import seconds

MOST_SETS, MOST_POLICIES, LONGEST_INLINE = 2000, 20, 10_240
_NAME = re.compile(r"[\w+=,.@-]{1,32}", re.ASCII)


@access("CreatePermissionSet")
def create(call: Call, found: Instance) -> Answer:
    asked = call.parameters
    if not _NAME.fullmatch(asked["Name"]):
        raise invalid("Name must match [\\w+=,.@-]+ and have at most 32 characters")
    if any(one.name == asked["Name"] for one in found.permission_sets.values()):
        raise conflict(f"PermissionSet with name {asked['Name']} already exists.")
    if len(found.permission_sets) >= MOST_SETS:
        raise quota("You have reached the number of permission sets that IAM Identity Center allows.")
    made = PermissionSet(
        arn=f"arn:{found.partition}:sso:::permissionSet/{found.id}/ps-{secrets.token_hex(8)}",
        name=asked["Name"],
        description=asked.get("Description"),
        duration=_duration(asked.get("SessionDuration") or "PT1H"),
        relay_state=asked.get("RelayState"),
        tags=tags_of(call),
    )
    found.permission_sets[made.arn] = made
    return {"PermissionSet": _described(made)}


@access("DescribePermissionSet")
def describe(call: Call, found: Instance) -> Answer:
    return {"PermissionSet": _described(permission_set(call, found))}


@access("ListPermissionSets")
def list_sets(call: Call, found: Instance) -> Answer:
    return listed(call, "PermissionSets", list(found.permission_sets))


@access("UpdatePermissionSet")
def update(call: Call, found: Instance) -> Answer:
    """What is not named stays as it is."""
    one, asked = _edited(call, found), call.parameters
    one.duration = _duration(asked["SessionDuration"]) if "SessionDuration" in asked else one.duration
    one.description = asked.get("Description", one.description)
    one.relay_state = asked.get("RelayState", one.relay_state)
    one.revision += 1
    return {}


@access("DeletePermissionSet")
def delete(call: Call, found: Instance) -> Answer:
    one = _edited(call, found)
    if one.provisioned or any(each.permission_set == one.arn for each in found.assignments):
        raise conflict("PermissionSet has account assignments. Delete them first.")
    del found.permission_sets[one.arn]
    return {}


@access("AttachManagedPolicyToPermissionSet")
def attach_managed(call: Call, found: Instance) -> Answer:
    one, arn = _edited(call, found), call.parameters["ManagedPolicyArn"]
    if not re.fullmatch(rf"arn:{found.partition}:iam::aws:policy/[\w+=,.@/-]+", arn):
        raise invalid(f"{arn} is not the ARN of an AWS managed policy")
    if arn in one.managed:
        raise conflict(f"Policy with ARN {arn} is already attached to the PermissionSet.")
    _refuse_more(one)
    one.managed.append(arn)
    one.revision += 1
    return {}


@access("DetachManagedPolicyFromPermissionSet")
def detach_managed(call: Call, found: Instance) -> Answer:
    one, arn = _edited(call, found), call.parameters["ManagedPolicyArn"]
    if arn not in one.managed:
        raise missing(f"Policy with ARN {arn} is not attached to the PermissionSet.")
    one.managed.remove(arn)
    one.revision += 1
    return {}


@access("ListManagedPoliciesInPermissionSet")
def list_managed(call: Call, found: Instance) -> Answer:
    attached = permission_set(call, found).managed
    shown = [{"Name": arn.rpartition("/")[2], "Arn": arn} for arn in attached]
    return listed(call, "AttachedManagedPolicies", shown)


@access("AttachCustomerManagedPolicyReferenceToPermissionSet")
def attach_customer(call: Call, found: Instance) -> Answer:
    """Whether accounts have such a policy shows when they are to have the permission set."""
    one, named = _edited(call, found), _reference(call)
    if named in one.customer:
        raise conflict(f"Policy with name {named[0]} is already attached to the PermissionSet.")
    _refuse_more(one)
    one.customer.append(named)
    one.revision += 1
    return {}


@access("DetachCustomerManagedPolicyReferenceFromPermissionSet")
def detach_customer(call: Call, found: Instance) -> Answer:
    one, named = _edited(call, found), _reference(call)
    if named not in one.customer:
        raise missing(f"Policy with name {named[0]} is not attached to the PermissionSet.")
    one.customer.remove(named)
    one.revision += 1
    return {}


@access("ListCustomerManagedPolicyReferencesInPermissionSet")
def list_customer(call: Call, found: Instance) -> Answer:
    shown = [{"Name": name, "Path": path} for name, path in permission_set(call, found).customer]
    return listed(call, "CustomerManagedPolicyReferences", shown)


@access("PutInlinePolicyToPermissionSet")
def put_inline(call: Call, found: Instance) -> Answer:
    one, document = _edited(call, found), call.parameters["InlinePolicy"]
    if not _is_policy(document):
        raise invalid("The inline policy is not the JSON of a policy")
    if len("".join(document.split())) > LONGEST_INLINE:
        raise quota(f"The inline policy has more than {LONGEST_INLINE} characters.")
    one.inline = document
    one.revision += 1
    return {}


@access("GetInlinePolicyForPermissionSet")
def get_inline(call: Call, found: Instance) -> Answer:
    """Empty where there is none."""
    return {"InlinePolicy": permission_set(call, found).inline}


@access("DeleteInlinePolicyFromPermissionSet")
def delete_inline(call: Call, found: Instance) -> Answer:
    one = _edited(call, found)
    one.inline = ""
    one.revision += 1
    return {}


@access("PutPermissionsBoundaryToPermissionSet")
def put_boundary(call: Call, found: Instance) -> Answer:
    one, boundary = _edited(call, found), dict(call.parameters["PermissionsBoundary"])
    if len(boundary) != 1:
        raise invalid("A permissions boundary is one policy, of AWS or of the accounts")
    one.boundary = boundary
    one.revision += 1
    return {}


@access("GetPermissionsBoundaryForPermissionSet")
def get_boundary(call: Call, found: Instance) -> Answer:
    boundary = permission_set(call, found).boundary
    if boundary is None:
        raise missing("The PermissionSet has no permissions boundary.")
    return {"PermissionsBoundary": boundary}


@access("DeletePermissionsBoundaryFromPermissionSet")
def delete_boundary(call: Call, found: Instance) -> Answer:
    one = _edited(call, found)
    if one.boundary is None:
        raise missing("The PermissionSet has no permissions boundary.")
    one.boundary = None
    one.revision += 1
    return {}


def _edited(call: Call, found: Instance) -> PermissionSet:
    one = permission_set(call, found)
    refuse_delegate(call, found, *one.provisioned)
    return one


def _duration(given: str) -> str:
    try:
        seconds(given)
    except ValueError as error:
        raise invalid(str(error)) from error
    return given


def _refuse_more(one: PermissionSet) -> None:
    if len(one.managed) + len(one.customer) >= MOST_POLICIES:
        raise quota(f"A PermissionSet has at most {MOST_POLICIES} managed policies.")


def _reference(call: Call) -> tuple[str, str]:
    named: Any = call.parameters["CustomerManagedPolicyReference"]
    return named["Name"], named.get("Path") or "/"


def _is_policy(document: str) -> bool:
    try:
        read = json.loads(document)
    except ValueError:
        return False
    return isinstance(read, dict) and bool(read.get("Statement"))


def _described(one: PermissionSet) -> Answer:
    shown: Answer = {
        "Name": one.name,
        "PermissionSetArn": one.arn,
        "CreatedDate": one.created,
        "SessionDuration": one.duration,
    }
    more = {"Description": one.description, "RelayState": one.relay_state}
    return shown | {name: value for name, value in more.items() if value is not None}
