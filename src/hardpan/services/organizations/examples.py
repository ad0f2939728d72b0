"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.config import EXAMPLE
from hardpan.model import Place

from .facts import Member, Membership, OrganizationPolicy, Root, RootAccess, TopUnit, TrustedServices
from .wanted import ACCOUNT_MANAGEMENT, FEATURES, IAM, documents, kinds, parameters

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
MANAGEMENT = Member(place=HERE, id=HERE.account, name="management", state="ACTIVE", parents=("r-ab12",))
SUSPENDED = TopUnit(place=HERE, id="ou-ab12-99999999", name="Suspended")
SHOP = Member(place=HERE, id="222233334444", name="shop", state="ACTIVE", parents=("r-ab12", "ou-ab12-11111111"))
CLOSED = Member(place=HERE, id="333344445555", name="old", state="SUSPENDED", parents=("r-ab12", SUSPENDED.id))
# Each guardrail of the root, as it should be.
POLICIES = tuple(
    OrganizationPolicy(
        place=HERE, id=f"p-{number:08}", kind=kind, name=document.name, at_root=True, content=document.text
    )
    for number, (kind, document) in enumerate(documents(EXAMPLE, parameters(EXAMPLE, "o-exampleorgid"), []))
)
FOREIGN = OrganizationPolicy(
    place=HERE, id="p-foreign00", kind="SERVICE_CONTROL_POLICY", name="ours", at_root=True, content=None
)
