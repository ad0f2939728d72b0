"""What we know of an organization: whose it is, what it allows services, who is where, and which policies hold.

All but Membership and Plan are of the management account alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

ALL_FEATURES = "ALL"
ON = ("ENABLED", "PENDING_ENABLE")  # states of a type of policy that is on, or on its way there


@dataclass(frozen=True, kw_only=True)
class Membership(Fact):
    """The organization that an account is in, as every account of it may know; None throughout where there is none.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    """

    organization: str | None  # o-...
    management_account: str | None
    feature_set: str | None  # ALL or CONSOLIDATED_BILLING


@dataclass(frozen=True, kw_only=True)
class Root(Fact):
    """The organization's root, and which types of policy can be attached below it."""

    id: str
    policy_types: dict[str, str]  # ENABLED, PENDING_ENABLE or PENDING_DISABLE; a type that is off is not named


@dataclass(frozen=True, kw_only=True)
class TrustedServices(Fact):
    """The services that may act in the organization's accounts."""

    principals: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RootAccess(Fact):
    """Which features of central root access are on.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
    """

    features: tuple[str, ...]  # RootCredentialsManagement, RootSessions


@dataclass(frozen=True, kw_only=True)
class Member(Fact):
    """An account of the organization, the management account included."""

    id: str
    name: str
    email: str
    state: str  # PENDING_ACTIVATION, ACTIVE, PENDING_CLOSURE, SUSPENDED or CLOSED
    parents: tuple[str, ...]  # ids from the root down

    @property
    def resource(self) -> str:
        """The twelve digits."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class Unit(Fact):
    """An organizational unit."""

    id: str
    path: str  # its name after those of the units above it: Workloads/Prod

    @property
    def resource(self) -> str:
        """The OU's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class Creation(Fact):
    """An account that is being made."""

    request: str  # car-...
    name: str

    @property
    def resource(self) -> str:
        """The request's id."""
        return self.request


@dataclass(frozen=True, kw_only=True)
class AccountQuota(Fact):
    """How many accounts the organization may have. Closed ones count until they are gone.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
    """

    accounts: int


@dataclass(frozen=True, kw_only=True)
class Administrator(Fact):
    """An account that administers services for the organization.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
    """

    id: str
    services: tuple[str, ...]

    @property
    def resource(self) -> str:
        """The twelve digits."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class InvalidPolicy(Fact):
    """What policies of a type come to in an account is not valid, and not fully enforced there.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsWithInvalidEffectivePolicy.html
    """

    account: str
    kind: str  # DECLARATIVE_POLICY_EC2 and so on
    faults: tuple[str, ...]  # in AWS's words; of a few accounts only


@dataclass(frozen=True, kw_only=True)
class PendingHandshake(Fact):
    """Somebody was asked to join the organization, or to let it pay for them, and has not answered yet."""

    id: str  # h-...
    action: str  # INVITE or TRANSFER_RESPONSIBILITY
    to: str  # account or e-mail address

    @property
    def resource(self) -> str:
        """The handshake's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class BillingTransfer(Fact):
    """Another organization's management account pays for this one and sees what it costs, or is asked to.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOutboundResponsibilityTransfers.html
    """

    id: str  # rt-...
    status: str  # REQUESTED or ACCEPTED
    to: str  # that management account

    @property
    def resource(self) -> str:
        """The transfer's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class ResourcePolicy(Fact):
    """Which of Organizations' own actions members may take; None where nobody has said.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
    """

    content: str | None


@dataclass(frozen=True, kw_only=True)
class Plan(Fact):
    """Which of AWS's plans the account is on, if it is in no organization; None where AWS knows of none.

    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html
    """

    kind: str | None  # FREE or PAID


@dataclass(frozen=True, kw_only=True)
class OrganizationPolicy(Fact):
    """A policy that somebody made, of a type that Hardpan attaches."""

    id: str
    kind: str  # SERVICE_CONTROL_POLICY and so on
    name: str
    targets: tuple[str, ...]  # ids of root, units and accounts that it is attached to
    content: str | None  # None where it is not Hardpan's

    @property
    def resource(self) -> str:
        """The policy's id."""
        return self.id
