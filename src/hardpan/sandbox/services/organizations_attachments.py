"""Which policies are attached where.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html, API_DetachPolicy,
API_ListPoliciesForTarget, API_ListTargetsForPolicy.
"""

from __future__ import annotations

from .. import owner
from ..organization import Organization, policy_types
from ..registry import Answer, AwsError, Call
from .organizations_desk import DELEGATES, change, invalid, page, read, violation
from .organizations_policies import need_enabled, need_policy, summary


@change("AttachPolicy", by=DELEGATES)
def attach(call: Call, found: Organization) -> Answer:
    policy, target = need_policy(call, found), _target(call, found)
    need_enabled(found, policy.type)
    there = found.attachments.setdefault(target, [])
    if policy.id in there:
        raise AwsError(
            "DuplicatePolicyAttachmentException", "The selected policy is already attached to the specified target."
        )
    if len(found.attached(target, policy.type)) >= policy_types.EVERY[policy.type].per_target:
        raise violation(
            "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You have attached the maximum number of policies of this type to the specified target.",
        )
    there.append(policy.id)
    return {}


@change("DetachPolicy", by=DELEGATES)
def detach(call: Call, found: Organization) -> Answer:
    """At least one SCP stays on every node, and full access by RCP is there for good."""
    policy, target = need_policy(call, found), _target(call, found)
    if policy.id not in found.attachments.get(target, []):
        raise AwsError("PolicyNotAttachedException", "The policy isn't attached to the specified target.")
    if policy.id == policy_types.FULL_ACCESS[policy_types.RCP].id:
        raise invalid("NON_DETACHABLE_POLICY", "You can't detach this AWS managed policy.")
    if policy.type == policy_types.SCP and len(found.attached(target, policy_types.SCP)) == 1:
        raise violation(
            "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You cannot remove the last policy attached to the specified target. You must have at least one attached "
            "at all times.",
        )
    found.attachments[target].remove(policy.id)
    return {}


@read("ListPoliciesForTarget")
def list_for_target(call: Call, found: Organization) -> Answer:
    attached = found.attached(_target(call, found), call.parameters["Filter"])
    return page(call, [summary(found, policy) for policy in attached], "Policies")


@read("ListTargetsForPolicy")
def list_targets(call: Call, found: Organization) -> Answer:
    policy = need_policy(call, found)
    targets = [target for target, names in found.attachments.items() if policy.id in names]
    return page(call, [_described(found, target) for target in targets], "Targets")


def _target(call: Call, found: Organization) -> str:
    target: str = call.parameters["TargetId"]
    if target not in set(found.nodes()):
        raise AwsError("TargetNotFoundException", "You specified a target that doesn't exist.")
    return target


def _described(found: Organization, target: str) -> Answer:
    if target == found.root:
        kind, name = "ROOT", "Root"
    elif target in found.units:
        kind, name = "ORGANIZATIONAL_UNIT", found.units[target].name
    else:
        kind, name = "ACCOUNT", owner.of(target).account_name
    return {"TargetId": target, "Arn": found.arn_of(target), "Name": name, "Type": kind}
