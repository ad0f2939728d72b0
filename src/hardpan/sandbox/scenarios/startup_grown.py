"""A start-up's organization, grown by hand for three years: OUs of its own making, and something odd in each account.

The sandbox's own key is that of robin, who administers everything from the management account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import factory_new, messy_resources, personal_messy
from .organization_parts import Tree, attach_new, begin, deny, organization_trail, scp, units, work_as

if TYPE_CHECKING:
    from .world import World

NAME = "startup-grown"
DESCRIPTION = "Nine accounts of an organization made by hand: own OUs, trail and SCPs, one account closed, one messy."

AGE = 3 * 365.0  # days
LOGS, TOOLING = "200000000001", "200000000002"
SHOP, PAYMENTS = "200000000003", "200000000004"
SHOP_DEVELOPMENT, DATA_SCIENCE = "200000000005", "200000000006"
PROTOTYPE, LEGACY = "200000000007", "012345670008"
TREE: Tree = {"Shared": {}, "Live": {"Payments": {}}, "Dev & Test": {}, "Attic": {}}
ACCOUNTS = {  # id -> name, where
    LOGS: ("logs", "Shared"),
    TOOLING: ("tooling", "Shared"),
    SHOP: ("shop-live", "Live"),
    PAYMENTS: ("payments-live", "Live/Payments"),
    SHOP_DEVELOPMENT: ("shop-dev", "Dev & Test"),
    DATA_SCIENCE: ("data-science", "Dev & Test"),
    PROTOTYPE: ("prototype-2021", "Attic"),
    LEGACY: ("legacy", None),
}
OPTED_IN = "eu-central-2"
WATCHED = {SHOP: ("us-east-1", "eu-west-1"), PAYMENTS: ("us-east-1",)}
BUCKET = "acme-audit-logs"


def build(world: World) -> None:
    factory_new.build(world)
    work_as(world, "robin")
    root = begin(world, "acme", AGE)
    made = units(world, root, TREE)
    members = {
        account: world.create_account(name, f"aws+{name}@acme.example.com", account, made[where] if where else None)
        for account, (name, where) in ACCOUNTS.items()
    }
    for member in members.values():
        member.knobs.age_account(AGE - 100)
        member.knobs.age_membership(AGE - 100)
    world.client("organizations").enable_aws_service_access(ServicePrincipal="ram.amazonaws.com")
    world.client("ram").create_resource_share(name="network", allowExternalPrincipals=True)
    organization_trail(world, "acme-trail", members[LOGS], BUCKET, validate=False)
    own_policies(world, made)
    detectors(world, members)
    odd_accounts(members)
    world.client("organizations").close_account(AccountId=PROTOTYPE)


def own_policies(world: World, made: dict[str, str]) -> None:
    """One on an OU, one on an account, one that somebody forgot to attach."""
    kind = "SERVICE_CONTROL_POLICY"
    attach_new(world, kind, "nobody-leaves", scp(deny("organizations:LeaveOrganization")), made["Live"])
    attach_new(world, kind, "no-big-machines", scp(deny("ec2:PurchaseReservedInstancesOffering")), SHOP_DEVELOPMENT)
    away = {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}
    attach_new(world, kind, "only-our-regions", scp(deny("ec2:*", Condition=away)))


def detectors(world: World, members: dict[str, World]) -> None:
    """GuardDuty in some Regions of some accounts, each on its own."""
    world.client("guardduty", "us-east-1").create_detector(Enable=True)
    for account, watched in WATCHED.items():
        for region in watched:
            members[account].client("guardduty", region).create_detector(Enable=True)


def odd_accounts(members: dict[str, World]) -> None:
    """A role deleted, a Region opted into, a key of root's, and an account nobody has tidied."""
    iam = members[DATA_SCIENCE].client("iam")
    iam.detach_role_policy(
        RoleName="OrganizationAccountAccessRole", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    iam.delete_role(RoleName="OrganizationAccountAccessRole")
    members[SHOP_DEVELOPMENT].enable_regions(OPTED_IN)
    members[PAYMENTS].knobs.enrol_root_mfa("hardware")
    members[TOOLING].knobs.create_root_access_key(age_days=AGE - 100)
    legacy = members[LEGACY]
    personal_messy.root(legacy)
    personal_messy.administrator(legacy)
    personal_messy.forgotten_user(legacy)
    messy_resources.build(legacy)
