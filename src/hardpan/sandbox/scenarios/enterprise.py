"""A company's organization: forty accounts in a deep tree, administered by a security account, root managed centrally.

The sandbox's own key is that of platform-admin, a user of the management account.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from . import factory_new
from .organization_parts import Tree, attach_new, begin, deny, organization_trail, scp, units, work_as

if TYPE_CHECKING:
    from .world import World

NAME = "enterprise"
DESCRIPTION = "An organization of forty accounts in a deep tree, with delegated administrators and central root access."

AGE = 5 * 365.0  # days
TREE: Tree = {
    "Security": {},
    "Infrastructure": {"Network": {}, "Shared": {}},
    "Workloads": {
        "Prod": {"Regulated": {"Cards": {}, "Health": {}}, "Open": {}},
        "NonProd": {"Test": {}, "Development": {}},
    },
    "Sandbox": {},
    "Transitional": {},
    "Suspended": {},
}
LOG_ARCHIVE, SECURITY_TOOLING = "300000000000", "300000000001"
NAMES = {
    "Security": ("log-archive", "security-tooling"),
    "Infrastructure/Network": ("network-hub", "dns", "egress"),
    "Infrastructure/Shared": ("images", "pipelines", "backup"),
    "Workloads/Prod/Regulated/Cards": ("cards-core", "cards-data", "cards-edge"),
    "Workloads/Prod/Regulated/Health": ("health-core", "health-data"),
    "Workloads/Prod/Open": ("web", "search", "orders", "catalogue", "media", "analytics"),
    "Workloads/NonProd/Test": ("cards-test", "health-test", "web-test", "orders-test", "search-test", "media-test"),
    "Workloads/NonProd/Development": ("cards-dev", "health-dev", "web-dev", "orders-dev", "search-dev", "media-dev"),
    "Sandbox": ("play-1", "play-2", "play-3", "play-4", "play-5"),
    "Transitional": ("bought-company",),
    "Suspended": ("old-shop", "old-crm"),
}
PLACED = {  # id -> name, where
    f"{300000000000 + number}": (name, where)
    for number, (where, name) in enumerate((where, name) for where, names in NAMES.items() for name in names)
}
ADMINISTERED = (
    "guardduty.amazonaws.com",
    "securityhub.amazonaws.com",
    "access-analyzer.amazonaws.com",
    "config.amazonaws.com",
    "iam.amazonaws.com",
    "account.amazonaws.com",
)


def build(world: World) -> None:
    factory_new.build(world)
    work_as(world, "platform-admin")
    world.knobs.enrol_root_mfa("hardware")
    world.knobs.raise_account_quota(100)
    root = begin(world, "management", AGE)
    made = units(world, root, TREE)
    central_root(world)
    members = accounts(world, made)
    administrators(world)
    organization_trail(world, "organization-trail", members[LOG_ARCHIVE], "enterprise-audit-logs", validate=True)
    policies(world, root, made)
    for account in [each for each, (_, where) in PLACED.items() if where == "Suspended"]:
        world.client("organizations").close_account(AccountId=account)


def central_root(world: World) -> None:
    """Before the accounts are made, so that none of them ever has a root password."""
    world.client("organizations").enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    world.client("iam").enable_organizations_root_credentials_management()
    world.client("iam").enable_organizations_root_sessions()


def accounts(world: World, made: dict[str, str]) -> dict[str, World]:
    members = {}
    for account, (name, where) in PLACED.items():
        members[account] = world.create_account(name, f"aws+{name}@enterprise.example.com", account, made[where])
        members[account].knobs.age_account(AGE - 30)
        members[account].knobs.age_membership(AGE - 30)
    return members


def administrators(world: World) -> None:
    organizations = world.client("organizations")
    for service in ADMINISTERED:
        organizations.enable_aws_service_access(ServicePrincipal=service)
        organizations.register_delegated_administrator(AccountId=SECURITY_TOOLING, ServicePrincipal=service)


def policies(world: World, root: str, made: dict[str, str]) -> None:
    organizations = world.client("organizations")
    for kind in ("RESOURCE_CONTROL_POLICY", "DECLARATIVE_POLICY_EC2", "TAG_POLICY"):
        organizations.enable_policy_type(RootId=root, PolicyType=kind)
    kind = "SERVICE_CONTROL_POLICY"
    attach_new(world, kind, "stay", scp(deny("organizations:LeaveOrganization")), root)
    attach_new(world, kind, "keep-the-logs", scp(deny("s3:DeleteObject", "s3:DeleteBucket")), made["Security"])
    attach_new(world, kind, "nothing", scp(deny("*")), made["Suspended"])
    plain = deny("s3:*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})
    attach_new(world, "RESOURCE_CONTROL_POLICY", "encrypted-transport", scp(plain), root)
    images = {"ec2_attributes": {"image_block_public_access": {"state": {"@@assign": "block_new_sharing"}}}}
    attach_new(world, "DECLARATIVE_POLICY_EC2", "private-images", json.dumps(images), root)
