"""Policies of an organization: their types, documents and places.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html, API_UpdatePolicy,
API_DeletePolicy, API_DescribePolicy, API_ListPolicies, API_EnablePolicyType, API_DisablePolicyType,
API_DescribeEffectivePolicy.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from hardpan.guardrails import effective

from .. import organization
from ..organization import Organization, Policy, policy_types, syntax
from ..organization.model import new_id
from ..registry import Answer, AwsError, Call
from .organizations import describe_root
from .organizations_desk import ANYBODY, DELEGATES, change, denied, invalid, need_all_features, page, read, violation
from .organizations_tags import as_mapping


@change("EnablePolicyType", by=DELEGATES)
def enable_type(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    _need_root(call, found)
    kind = call.parameters["PolicyType"]
    _refuse_while_changing(found, kind)
    if found.type_status(kind) == "ENABLED":
        raise AwsError("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled.")
    trust = policy_types.EVERY[kind].trust
    if trust is not None and not found.is_trusted(trust):
        raise violation("SERVICE_ACCESS_NOT_ENABLED", f"Enable service access for {trust} first.")
    policy_types.enable(found, kind, time.monotonic() + organization.directory(call.partition).pace.policy_type)
    return {"Root": describe_root(found)}


@change("DisablePolicyType", by=DELEGATES)
def disable_type(call: Call, found: Organization) -> Answer:
    _need_root(call, found)
    kind = call.parameters["PolicyType"]
    _refuse_while_changing(found, kind)
    need_enabled(found, kind)
    policy_types.disable(found, kind, time.monotonic() + organization.directory(call.partition).pace.policy_type)
    return {"Root": describe_root(found)}


@change("CreatePolicy", by=DELEGATES)
def create_policy(call: Call, found: Organization) -> Answer:
    """Of a type that is not enabled too: only attaching it is refused."""
    asked = call.parameters
    kind, name = asked["Type"], asked["Name"]
    if not found.has_all_features:
        raise AwsError(
            "PolicyTypeNotAvailableForOrganizationException",
            "You can't use the specified policy type with the feature set currently enabled for this organization.",
        )
    _refuse_document(kind, asked["Content"])
    _refuse_a_second(found, kind, name)
    if sum(policy.type == kind for policy in found.policies.values()) >= policy_types.EVERY[kind].in_all:
        raise violation("POLICY_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of policies.")
    tags = as_mapping(asked.get("Tags"))
    policy = Policy(new_id("p", 10), kind, name, asked["Description"], asked["Content"], tags=tags)
    found.policies[policy.id] = policy
    return {"Policy": _described(found, policy)}


@change("UpdatePolicy", by=DELEGATES)
def update_policy(call: Call, found: Organization) -> Answer:
    policy, asked = _own_policy(call, found), call.parameters
    if asked.get("Content"):
        _refuse_document(policy.type, asked["Content"])
    if asked.get("Name") and asked["Name"] != policy.name:
        _refuse_a_second(found, policy.type, asked["Name"])
    policy.name = asked.get("Name") or policy.name
    policy.description = asked.get("Description", policy.description)
    policy.content = asked.get("Content") or policy.content
    policy.updated = datetime.now(UTC)
    return {"Policy": _described(found, policy)}


@change("DeletePolicy", by=DELEGATES)
def delete_policy(call: Call, found: Organization) -> Answer:
    policy = _own_policy(call, found)
    if any(policy.id in names for names in found.attachments.values()):
        raise AwsError("PolicyInUseException", "The policy is attached to one or more entities. Detach it first.")
    del found.policies[policy.id]
    return {}


@read("DescribePolicy")
def describe_policy(call: Call, found: Organization) -> Answer:
    return {"Policy": _described(found, need_policy(call, found))}


@read("ListPolicies")
def list_policies(call: Call, found: Organization) -> Answer:
    kind = call.parameters["Filter"]
    return page(call, [summary(found, each) for each in found.policies.values() if each.type == kind], "Policies")


@read("DescribeEffectivePolicy", by=ANYBODY)
def describe_effective(call: Call, found: Organization) -> Answer:
    """A member asks about itself; the management account and delegated administrators about any account."""
    kind = call.parameters["PolicyType"]
    target = call.parameters.get("TargetId") or call.account
    if target == found.root or target in found.units:
        raise invalid("TARGET_NOT_SUPPORTED", "You can't perform the specified operation on that target entity.")
    administers = call.account == found.management or any(call.account in each for each in found.delegated.values())
    if target != call.account and not administers:
        raise denied()
    if target not in found.members:
        raise AwsError("TargetNotFoundException", "You specified a target that doesn't exist.")
    content = effective_of(found, target, kind)
    if content is None:
        raise AwsError("EffectivePolicyNotFoundException", "The account has no effective policy of this type.")
    updated = max(policy.updated for level in found.policies_over(target, kind) for policy in level)
    return {
        "EffectivePolicy": {
            "PolicyContent": json.dumps(content, separators=(",", ":")),
            "LastUpdatedTimestamp": updated,
            "TargetId": target,
            "PolicyType": kind,
        }
    }


def effective_of(found: Organization, account: str, kind: str) -> dict[str, Any] | None:
    """What the policies of a type come to in an account; None where there are none, or the type is off."""
    levels = found.policies_over(account, kind)
    if found.type_status(kind) != "ENABLED" or not any(levels):
        return None
    return effective([[json.loads(policy.content) for policy in level] for level in levels])


def need_policy(call: Call, found: Organization) -> Policy:
    """The policy a request names. Raises AwsError where there is none."""
    policy = found.policies.get(call.parameters["PolicyId"])
    if policy is None:
        raise AwsError("PolicyNotFoundException", "You specified a policy that doesn't exist.")
    return policy


def need_enabled(found: Organization, kind: str) -> None:
    if found.type_status(kind) != "ENABLED":
        raise AwsError(
            "PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types."
        )


def summary(found: Organization, policy: Policy) -> Answer:
    return {
        "Id": policy.id,
        "Arn": found.arn_of(policy.id),
        "Name": policy.name,
        "Description": policy.description,
        "Type": policy.type,
        "AwsManaged": policy.aws_managed,
    }


def _described(found: Organization, policy: Policy) -> Answer:
    return {"PolicySummary": summary(found, policy), "Content": policy.content}


def _own_policy(call: Call, found: Organization) -> Policy:
    policy = need_policy(call, found)
    if policy.aws_managed:
        raise invalid("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.")
    return policy


def _need_root(call: Call, found: Organization) -> None:
    if call.parameters["RootId"] != found.root:
        raise AwsError("RootNotFoundException", "You specified a root that doesn't exist.")


def _refuse_while_changing(found: Organization, kind: str) -> None:
    if found.type_status(kind) in ("PENDING_ENABLE", "PENDING_DISABLE"):
        raise AwsError(
            "PolicyChangesInProgressException", "Changes to the policy type are in progress. Try again later."
        )


def _refuse_document(kind: str, content: str) -> None:
    size = policy_types.EVERY[kind].size
    if len(content) > size:
        raise violation("POLICY_CONTENT_LIMIT_EXCEEDED", f"You have exceeded the maximum size of {size} characters.")
    try:
        syntax.check(kind, content)
    except ValueError:
        raise AwsError(
            "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy type.",
        ) from None


def _refuse_a_second(found: Organization, kind: str, name: str) -> None:
    if any(policy.name == name and policy.type == kind for policy in found.policies.values()):
        raise AwsError("DuplicatePolicyException", "A policy with the same name already exists.")
