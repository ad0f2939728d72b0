"""What IAM refuses and the emulator lets through: deleting what is in use, policies that are none.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html, API_DeleteGroup, API_DeletePolicy,
API_ListEntitiesForPolicy, API_GetAccountPasswordPolicy.
"""

from __future__ import annotations

import json
from typing import Any

from ..registry import Answer, AwsError, Call, amend, guard
from .iam_root import iam
from .iam_service_credentials import held_by
from .paging import page


def conflict(what: str) -> AwsError:
    return AwsError("DeleteConflict", f"Cannot delete entity, must {what} first.")


def malformed(why: str) -> AwsError:
    return AwsError("MalformedPolicyDocument", why)


@guard("iam", "DeleteUser")
def refuse_to_delete_a_user_with_anything(call: Call) -> None:
    user = iam(call).users.get(call.parameters["UserName"])
    if user is None:
        return
    in_use = {
        "delete login profile": user.password,
        "delete access keys": user.access_keys,
        "delete MFA device": user.mfa_devices,
        "delete signing certificates": user.signing_certificates,
        "delete SSH public keys": user.ssh_public_keys,
        "delete service specific credentials": held_by(call, user.name),
        "remove users from group": iam(call).get_groups_for_user(user.name),
    }
    for what, there in in_use.items():
        if there:
            raise conflict(what)


@guard("iam", "DeleteGroup")
def refuse_to_delete_a_group_with_anything(call: Call) -> None:
    group = iam(call).groups.get(call.parameters["GroupName"])
    if group is None:
        return
    if group.users:
        raise conflict("remove users from group")
    if group.managed_policies:
        raise conflict("detach all policies")
    if group.policies:
        raise conflict("delete policies")


@guard("iam", "DeletePolicy")
def refuse_to_delete_a_policy_in_use(call: Call) -> None:
    policy = iam(call).managed_policies.get(call.parameters["PolicyArn"])
    if policy is None:
        return
    if policy.attachment_count:
        raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise AwsError(
            "DeleteConflict",
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            "The default version is deleted with the policy.",
        )


@guard("iam", "ListEntitiesForPolicy")
def refuse_a_policy_that_is_not(call: Call) -> None:
    arn = call.parameters["PolicyArn"]
    if arn not in iam(call).managed_policies:
        raise AwsError("NoSuchEntity", f"Policy {arn} was not found.")


@guard("iam", "PutUserPolicy", "PutGroupPolicy", "PutRolePolicy", "CreatePolicy", "CreatePolicyVersion")
def refuse_what_is_no_policy(call: Call) -> None:
    for statement in read_statements(call.parameters["PolicyDocument"]):
        if statement.get("Effect") not in ("Allow", "Deny"):
            raise malformed("Syntax errors in policy.")


@amend("iam", "GetAccountPasswordPolicy")
def leave_out_no_expiry(_: Call, answer: Answer) -> Answer:
    if not answer["PasswordPolicy"].get("MaxPasswordAge"):
        answer["PasswordPolicy"].pop("MaxPasswordAge", None)
    return answer


@amend("iam", "GetAccountAuthorizationDetails")
def name_the_policies(call: Call, answer: Answer) -> Answer:
    for detail in answer.get("Policies", []):
        policy = iam(call).managed_policies[detail["Arn"]]
        detail |= {"PolicyName": policy.name, "PolicyId": policy.id}
    return answer


@amend("iam", "ListUsers")
def go_page_by_page(call: Call, answer: Answer) -> Answer:
    shown, more = page(answer.get("Users", []), call.parameters, size="MaxItems", token="Marker")  # noqa: S106
    return {"Users": shown, "IsTruncated": bool(more), **more}


def read_statements(document: str) -> list[dict[str, Any]]:
    """The statements of a policy document. Raises AwsError for what is none."""
    try:
        policy = json.loads(document)
    except ValueError:
        raise malformed("Syntax errors in policy.") from None
    if not isinstance(policy, dict) or not policy.get("Statement"):
        raise malformed("Syntax errors in policy.")
    found = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    if not all(isinstance(statement, dict) for statement in found):
        raise malformed("Syntax errors in policy.")
    return found
