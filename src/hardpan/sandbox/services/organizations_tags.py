"""Tags of accounts, OUs, the root, policies and the resource policy.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html, API_UntagResource,
API_ListTagsForResource.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..organization import Organization
from ..registry import Answer, AwsError, Call
from .organizations_desk import DELEGATES, change, invalid, page, read, violation

MOST_TAGS = 50


@change("TagResource", by=DELEGATES)
def tag(call: Call, found: Organization) -> Answer:
    _refuse_aws_own(call, found)
    tags = _tags_of(call, found)
    added = as_mapping(call.parameters["Tags"])
    if len(tags | added) > MOST_TAGS:
        raise violation("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource.")
    tags.update(added)
    return {}


@change("UntagResource", by=DELEGATES)
def untag(call: Call, found: Organization) -> Answer:
    _refuse_aws_own(call, found)
    tags = _tags_of(call, found)
    for key in call.parameters["TagKeys"]:
        tags.pop(key, None)
    return {}


@read("ListTagsForResource")
def list_tags(call: Call, found: Organization) -> Answer:
    return page(call, [{"Key": key, "Value": value} for key, value in _tags_of(call, found).items()], "Tags")


def as_mapping(tags: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags by key, as a request lists them. Raises AwsError for a key that is there twice or is AWS's."""
    keys = [each["Key"] for each in tags or ()]
    if len(set(keys)) != len(keys):
        raise invalid("DUPLICATE_TAG_KEY", "Tag keys must be unique among the tags attached to the same entity.")
    if any(key.lower().startswith("aws:") for key in keys):
        raise invalid("INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag.")
    return {each["Key"]: each["Value"] for each in tags or ()}


def _refuse_aws_own(call: Call, found: Organization) -> None:
    policy = found.policies.get(call.parameters["ResourceId"])
    if policy is not None and policy.aws_managed:
        raise invalid("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.")


def _tags_of(call: Call, found: Organization) -> dict[str, str]:
    name = call.parameters["ResourceId"]
    if name == found.root:
        return found.root_tags
    if found.resource_policy is not None and name == found.resource_policy.id:
        return found.resource_policy.tags
    tagged = found.members.get(name) or found.units.get(name) or found.policies.get(name)
    if tagged is None:
        raise AwsError("TargetNotFoundException", "You specified a target that doesn't exist.")
    return tagged.tags
