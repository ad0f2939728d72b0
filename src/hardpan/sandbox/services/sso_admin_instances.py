"""IAM Identity Center: instances, their tags and those of permission sets.

API reference: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListInstances.html,
API_DescribeInstance, API_CreateInstance, API_UpdateInstance, API_DeleteInstance, API_TagResource, API_UntagResource,
API_ListTagsForResource. No API enables the organization's: that is `enable`, what a person does in the console.
"""

from __future__ import annotations

from .. import organization
from ..enums import unknown_values
from ..registry import Answer, Call, overlay
from .iam_roles import LINKED
from .sso_admin_center import SERVICE, Instance, center
from .sso_admin_desk import conflict, denied, instance, invalid, listed, missing, tags_of
from .sso_admin_roles import iam, take_back


def enable(account: str, region: str, partition: str = "aws") -> Instance:
    """A person enables the organization's instance in the management account. Raises LookupError where AWS refuses."""
    found, there = organization.of(account, partition), center(partition)
    if found is None or found.management != account or not found.has_all_features:
        raise LookupError(f"{account} manages no organization with all features")
    with there.lock:
        if other := there.of_account(account):
            raise LookupError(f"Identity Center is already enabled in {other.region}")
        made = Instance(account, region, partition, of_organization=True)
        there.instances.append(made)
    found.trusted.setdefault(SERVICE, made.created)
    _make_linked_role(account, partition)
    return made


def _make_linked_role(account: str, partition: str) -> None:
    roles = iam(account, partition)
    if not any(role.name == LINKED[SERVICE] for role in roles.get_roles()):
        roles.create_service_linked_role(SERVICE, "", "").name = LINKED[SERVICE]


@overlay("sso-admin", "ListInstances")
def list_instances(call: Call) -> Answer:
    """The account's own instance, and the organization's, which every member sees."""
    if unknown_values(call):
        raise invalid("RegionScope is CURRENT_REGION or ALL_REGIONS")
    everywhere = call.parameters.get("RegionScope") == "ALL_REGIONS"
    shown = [
        _described(found)
        for found in center(call.partition).instances
        if (everywhere or found.region == call.region) and _sees(call, found)
    ]
    return listed(call, "Instances", shown)


def _sees(call: Call, found: Instance) -> bool:
    if call.account == found.owner:
        return True
    there = organization.of(call.account, call.partition)
    return found.of_organization and there is not None and there.management == found.owner


@instance("DescribeInstance")
def describe_instance(_: Call, found: Instance) -> Answer:
    return {**_described(found), "PermissionSetsEnabled": found.of_organization}


@overlay("sso-admin", "CreateInstance")
def create_instance(call: Call) -> Answer:
    """An account instance: of an account alone or of a member, one in all Regions, never of the management account."""
    there = organization.of(call.account, call.partition)
    if there is not None and there.management == call.account:
        raise denied(call)
    with center(call.partition).lock:
        if center(call.partition).of_account(call.account):
            raise conflict("An instance of IAM Identity Center already exists in this account.")
        made = Instance(call.account, call.region, call.partition, False, call.parameters.get("Name"), tags_of(call))
        center(call.partition).instances.append(made)
    return {"InstanceArn": made.arn}


@instance("UpdateInstance")
def update_instance(call: Call, found: Instance) -> Answer:
    if "Name" in call.parameters:
        found.name = call.parameters["Name"]
    return {}


@instance("DeleteInstance")
def delete_instance(call: Call, found: Instance) -> Answer:
    """Everything in it goes with it, and all access that it gave."""
    if call.account != found.owner:
        raise denied(call)
    for one in found.permission_sets.values():
        for account in list(one.provisioned):
            take_back(found, one, account)
    center(call.partition).instances.remove(found)
    return {}


@instance("TagResource")
def tag(call: Call, found: Instance) -> Answer:
    _tags(call, found).update(tags_of(call))
    return {}


@instance("UntagResource")
def untag(call: Call, found: Instance) -> Answer:
    for key in call.parameters["TagKeys"]:
        _tags(call, found).pop(key, None)
    return {}


@instance("ListTagsForResource")
def list_tags(call: Call, found: Instance) -> Answer:
    return listed(call, "Tags", [{"Key": key, "Value": value} for key, value in _tags(call, found).items()])


def _tags(call: Call, found: Instance) -> dict[str, str]:
    named: str = call.parameters["ResourceArn"]
    if named == found.arn:
        return found.tags
    if named in found.permission_sets:
        return found.permission_sets[named].tags
    raise missing(f"Could not find {named}")


def _described(found: Instance) -> Answer:
    shown: Answer = {
        "InstanceArn": found.arn,
        "IdentityStoreId": found.store,
        "OwnerAccountId": found.owner,
        "CreatedDate": found.created,
        "Status": "ACTIVE",
        "PrimaryRegion": found.region,
        "Regions": [
            {
                "RegionName": found.region,
                "Status": "ACTIVE",
                "AddedDate": found.created,
                "IsPrimaryRegion": True,
            }
        ],
    }
    return shown | ({"Name": found.name} if found.name else {})
