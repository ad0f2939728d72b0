"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, MemberAccount, Organization
from hardpan.config import Unit as ConfiguredUnit
from hardpan.guardrails import Document, PolicyType
from hardpan.model import Account, Place

from .facts import (
    Administrator,
    BillingTransfer,
    InvalidPolicy,
    Member,
    Membership,
    OrganizationPolicy,
    PendingHandshake,
    Root,
    RootAccess,
    TrustedServices,
    Unit,
)
from .wanted import (
    ACCOUNT_MANAGEMENT,
    FEATURES,
    IAM,
    IDENTITY_CENTER,
    STACK_SETS,
    delegated,
    documents,
    kinds,
    parameters,
)

HERE = Place("111122223333")
MEMBERSHIP = Membership(place=HERE, organization="o-exampleorgid", management_account=HERE.account, feature_set="ALL")
IN_NONE = Membership(place=HERE, organization=None, management_account=None, feature_set=None)
AS_MEMBER = Membership(place=HERE, organization="o-exampleorgid", management_account="444455556666", feature_set="ALL")
BILLING_ONLY = Membership(
    place=HERE, organization="o-exampleorgid", management_account=HERE.account, feature_set="CONSOLIDATED_BILLING"
)
ROOT = Root(place=HERE, id="r-ab12", policy_types=dict.fromkeys(kinds("enterprise"), "ENABLED"))
TRUSTED = TrustedServices(place=HERE, principals=(ACCOUNT_MANAGEMENT, IAM))
ROOT_ACCESS = RootAccess(place=HERE, features=FEATURES)
MANAGEMENT = Member(
    place=HERE, id=HERE.account, name="management", email="aws@example.com", state="ACTIVE", parents=("r-ab12",)
)
SECURITY = Unit(place=HERE, id="ou-ab12-00000000", path="Security")
WORKLOADS = Unit(place=HERE, id="ou-ab12-11111111", path="Workloads")
SUSPENDED = Unit(place=HERE, id="ou-ab12-99999999", path="Suspended")
SHOP = Member(
    place=HERE,
    id="222233334444",
    name="shop",
    email="aws+shop@example.com",
    state="ACTIVE",
    parents=("r-ab12", WORKLOADS.id),
)
LOGS = Member(
    place=HERE,
    id="555566667777",
    name="security",
    email="aws+security@example.com",
    state="ACTIVE",
    parents=("r-ab12", SECURITY.id),
)
CLOSED = Member(
    place=HERE,
    id="333344445555",
    name="old",
    email="aws+old@example.com",
    state="SUSPENDED",
    parents=("r-ab12", SUSPENDED.id),
)
INVALID = InvalidPolicy(
    place=HERE, account=SHOP.id, kind="BACKUP_POLICY", faults=("plans/daily/rules: The plan has no rules.",)
)
INVITATION = PendingHandshake(place=HERE, id="h-examplehandshake", action="INVITE", to="999988887777")
TRANSFER = BillingTransfer(place=HERE, id="rt-exampletransfer", status="ACCEPTED", to="999988887777")
# A file that describes the organization of these examples.
DESCRIBED = replace(
    EXAMPLE,
    organization=Organization(
        units=(ConfiguredUnit(path="Security"), ConfiguredUnit(path="Workloads"), ConfiguredUnit(path="Suspended")),
        accounts=(
            MemberAccount(name="security", email="aws+security@example.com", unit="Security"),
            MemberAccount(name="shop", email="aws+shop@example.com", unit="Workloads"),
        ),
        log_archive="security",
        security_tooling="security",
    ),
)
ADMINISTRATOR = Administrator(place=HERE, id=LOGS.id, services=tuple(delegated(DESCRIBED)))
# The same, where the other account is for shared services.
SHARED = replace(DESCRIBED, organization=replace(DESCRIBED.organization, shared_services="shop"))
SHARED_ADMINISTRATOR = Administrator(place=HERE, id=SHOP.id, services=(IDENTITY_CENTER, STACK_SETS))
# The same account, where it is the one for security tooling.
TOOLING = Account(place=HERE, name="security")
AS_DESCRIBED = (MANAGEMENT, SECURITY, WORKLOADS, SUSPENDED, SHOP, LOGS)


def _as_made(found: list[tuple[PolicyType, Document]], target: str, label: str) -> tuple[OrganizationPolicy, ...]:
    return tuple(
        OrganizationPolicy(
            place=HERE,
            id=f"p-{label}{number:04}",
            kind=kind,
            name=document.name,
            targets=(target,),
            content=document.text,
        )
        for number, (kind, document) in enumerate(found)
    )


# Each guardrail of the root, as it should be, and each of the unit Workloads.
POLICIES = _as_made(documents(EXAMPLE, parameters(EXAMPLE, "o-exampleorgid"), []), ROOT.id, "root")
UNIT_POLICIES = _as_made(
    documents(DESCRIBED, parameters(DESCRIBED, "o-exampleorgid"), [], "Workloads"), WORKLOADS.id, "unit"
)
FOREIGN = OrganizationPolicy(
    place=HERE, id="p-foreign00", kind="SERVICE_CONTROL_POLICY", name="ours", targets=(ROOT.id,), content=None
)
