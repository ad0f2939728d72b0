"""What a request to Organizations needs: an action on each account, OU, root and policy that it names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
Which accounts may ask at all is the service's own rule, in its handlers, as is the organization's resource policy.
"""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.policy.request import Value

from .. import organization
from ..organization import Organization
from ..registry import Call
from .asked import Asked, about, text

_NAMING = ("PolicyId", "TargetId", "RootId", "ParentId", "AccountId", "ResourceId", "OrganizationalUnitId")
# For whose role CreateOrganization needs iam:CreateServiceLinkedRole.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services-using_slrs.html
_SERVICE = "organizations.amazonaws.com"
_NAMING_MORE = ("SourceParentId", "DestinationParentId")


def asked(call: Call) -> Iterator[Asked]:
    found = organization.of(call.account, call.partition)
    keys = _keys(call, found)
    for resource in _resources(call, found) if found else ["*"]:
        yield about(call, resource, keys=keys)
    if call.operation == "CreateOrganization" and text(call, "FeatureSet") != "CONSOLIDATED_BILLING":
        role = f"arn:{call.partition}:iam::{call.account}:role/aws-service-role/{_SERVICE}/*"
        linked = {"iam:AWSServiceName": _SERVICE}
        yield Asked(action="iam:CreateServiceLinkedRole", resource=role, owner=call.account, keys=linked)


def _resources(call: Call, found: Organization) -> list[str]:
    named = [name for parameter in (*_NAMING, *_NAMING_MORE) if (name := text(call, parameter))]
    known = [name for name in named if name in found.policies or name in found.members or found.is_parent(name)]
    return [found.arn_of(name) for name in known] or ["*"]


def _keys(call: Call, found: Organization | None) -> dict[str, Value]:
    policy = found.policies.get(text(call, "PolicyId") or text(call, "ResourceId") or "") if found else None
    kind = policy.type if policy else text(call, "Type") or text(call, "PolicyType") or text(call, "Filter")
    sent = {"organizations:PolicyType": kind, "organizations:ServicePrincipal": text(call, "ServicePrincipal")}
    return {key: value for key, value in sent.items() if value}
