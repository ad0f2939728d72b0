"""Organizations: the organization itself, and its root.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html,
API_DescribeOrganization, API_DeleteOrganization, API_ListRoots.
"""

from __future__ import annotations

from .. import organization, owner
from ..organization import Organization, arrival, policy_types
from ..registry import Answer, AwsError, Call
from .organizations_desk import ANYBODY, before_any, change, page, read


@before_any("CreateOrganization")
def create(call: Call) -> Answer:
    """The caller's account becomes the management account, and leaves the Free plan for good.

    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html
    """
    there = organization.directory(call.partition)
    with there.lock:
        if there.of(call.account):
            raise AwsError("AlreadyInOrganizationException", "The AWS account is already a member of an organization.")
        found = there.found(call.account, call.partition, call.parameters.get("FeatureSet") or "ALL")
    owner.of(call.account).account_plan = "PAID"
    if found.has_all_features:
        arrival.make_linked_role(call.account, call.partition)
    return {"Organization": _described(found)}


@read("DescribeOrganization", by=ANYBODY)
def describe(_: Call, found: Organization) -> Answer:
    return {"Organization": _described(found)}


@change("DeleteOrganization")
def delete(call: Call, found: Organization) -> Answer:
    if len(found.members) > 1:
        raise AwsError(
            "OrganizationNotEmptyException", "To delete the organization you must first remove all member accounts."
        )
    there = organization.directory(call.partition)
    there.organizations.remove(found)
    for asked in [one for one in list(there.handshakes.values()) if one.organization == found.id]:
        del there.handshakes[asked.id]
    return {}


@read("ListRoots")
def list_roots(call: Call, found: Organization) -> Answer:
    return page(call, [describe_root(found)], "Roots")


def describe_root(found: Organization) -> Answer:
    kinds = [
        {"Type": kind, "Status": found.type_status(kind)} for kind in policy_types.EVERY if found.type_status(kind)
    ]
    return {"Id": found.root, "Arn": found.arn_of(found.root), "Name": "Root", "PolicyTypes": kinds}


def _described(found: Organization) -> Answer:
    return {
        "Id": found.id,
        "Arn": found.arn(f"organization/{found.id}"),
        "FeatureSet": found.feature_set,
        "MasterAccountId": found.management,
        "MasterAccountArn": found.arn_of(found.management),
        "MasterAccountEmail": owner.of(found.management).email,
        # "Do not use": it says that SCPs are available, whatever ListRoots says.
        "AvailablePolicyTypes": [{"Type": policy_types.SCP, "Status": "ENABLED"}] if found.has_all_features else [],
    }
