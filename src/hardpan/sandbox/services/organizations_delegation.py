"""The resource policy of an organization: which of Organizations' own actions members may take.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html,
API_DescribeResourcePolicy, API_DeleteResourcePolicy. What may be delegated:
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
"""

from __future__ import annotations

from hardpan.policy import Policy, PolicyProblem, Statement

from ..organization import Organization
from ..organization.model import ResourcePolicy, new_id
from ..registry import Answer, AwsError, Call
from . import documents
from .organizations_desk import change, invalid, need_all_features, read
from .organizations_tags import as_mapping


@change("PutResourcePolicy")
def put_policy(call: Call, found: Organization) -> Answer:
    """Tags are for the first time: a policy that is there is tagged by TagResource."""
    need_all_features(found)
    content, tags = call.parameters["Content"], as_mapping(call.parameters.get("Tags"))
    _refuse_document(content)
    if found.resource_policy is None:
        found.resource_policy = ResourcePolicy(new_id("rp", 8), content, tags)
    elif tags:
        raise invalid("INVALID_LIST_MEMBER", "Tags can be given only when the resource policy is created.")
    found.resource_policy.content = content
    return {"ResourcePolicy": _described(found, found.resource_policy)}


@read("DescribeResourcePolicy")
def describe_policy(_: Call, found: Organization) -> Answer:
    return {"ResourcePolicy": _described(found, _need_policy(found))}


@change("DeleteResourcePolicy")
def delete_policy(_: Call, found: Organization) -> Answer:
    _need_policy(found)
    found.resource_policy = None
    return {}


def _need_policy(found: Organization) -> ResourcePolicy:
    if found.resource_policy is None:
        raise AwsError("ResourcePolicyNotFoundException", "We can't find a resource policy.")
    return found.resource_policy


def _refuse_document(content: str) -> None:
    statements = documents.statements(content)
    if not all("Principal" in statement for statement in statements):
        raise invalid("INVALID_PRINCIPAL", "You specified an invalid principal element in the policy.")
    try:
        policy = Policy.parse(content, use="resource")
    except PolicyProblem:
        raise invalid("INVALID_RESOURCE_POLICY_JSON", "The resource policy is not valid JSON of a policy.") from None
    for statement in policy.statements:
        _refuse_statement(statement)


def _refuse_statement(statement: Statement) -> None:
    action, resource = statement.action, statement.resource
    if resource is None or resource.but:
        raise invalid("INVALID_RESOURCE_POLICY_JSON", "A statement of the resource policy is not whole.")
    if action.but or not all(named.lower().startswith("organizations:") for named in action.values):
        raise invalid(
            "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY", "The resource policy names an action that can't be delegated."
        )


def _described(found: Organization, policy: ResourcePolicy) -> Answer:
    arn = found.arn(f"resourcepolicy/{found.id}/{policy.id}")
    return {"ResourcePolicySummary": {"Id": policy.id, "Arn": arn}, "Content": policy.content}
