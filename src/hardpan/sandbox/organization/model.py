"""An organization as one object: accounts and OUs in a tree, policies attached to them, services trusted.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_getting-started_concepts.html
"""

from __future__ import annotations

import secrets
import string
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .. import owner
from .landing_zone import LandingZone

_LETTERS = string.ascii_lowercase + string.digits
HANDSHAKES_LAST = timedelta(days=15)


def new_id(prefix: str, length: int) -> str:
    """An id as Organizations makes them: `o-a1b2c3d4e5`."""
    return f"{prefix}-{''.join(secrets.choice(_LETTERS) for _ in range(length))}"


@dataclass
class Member:
    """An account of the organization, the management account included."""

    id: str
    parent: str  # id of the root or an OU
    joined_method: str  # CREATED or INVITED
    joined: datetime
    tags: dict[str, str] = field(default_factory=dict)
    role: str | None = None  # the role Organizations made in it
    born: float = 0.0  # monotonic; until `ready` it answers strangely
    ready: float = 0.0

    @property
    def state(self) -> str:
        """ACTIVE, PENDING_CLOSURE or SUSPENDED: the account's, in whatever organization it is."""
        return owner.of(self.id).state


@dataclass
class Unit:
    """An organizational unit."""

    id: str
    name: str
    parent: str
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Policy:
    """A policy of any type."""

    id: str
    type: str
    name: str
    description: str
    content: str
    aws_managed: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class PolicyTypeState:
    """A policy type that is, or is about to be, enabled in the root."""

    enabled: bool
    settles_at: float  # monotonic

    @property
    def status(self) -> str | None:
        """ENABLED, PENDING_ENABLE, PENDING_DISABLE, or None for disabled."""
        settled = time.monotonic() >= self.settles_at
        if self.enabled:
            return "ENABLED" if settled else "PENDING_ENABLE"
        return None if settled else "PENDING_DISABLE"


@dataclass
class CreateRequest:
    """A request for a new account, and what became of it."""

    id: str
    name: str
    email: str
    role: str
    tags: dict[str, str]
    requested: datetime
    due: float  # monotonic
    completed: datetime | None = None
    account: str | None = None
    failure: str | None = None

    @property
    def state(self) -> str:
        if self.completed is None:
            return "IN_PROGRESS"
        return "FAILED" if self.failure else "SUCCEEDED"


@dataclass
class Handshake:
    """Something that an account, or the organization itself, is asked to agree to."""

    id: str
    organization: str
    action: str  # INVITE, ENABLE_ALL_FEATURES, APPROVE_ALL_FEATURES
    recipient: str  # account id
    notes: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    parent: str | None = None
    asked: datetime = field(default_factory=lambda: datetime.now(UTC))
    answered: str | None = None  # ACCEPTED, DECLINED, CANCELED
    target: tuple[str, str] = ("ACCOUNT", "")  # as the sender named the recipient: type and id

    @property
    def state(self) -> str:
        if self.answered:
            return self.answered
        if datetime.now(UTC) > self.asked + HANDSHAKES_LAST:
            return "EXPIRED"
        return "OPEN" if self.action == "INVITE" else "REQUESTED"


@dataclass
class Transfer:
    """Another organization's management account pays, or is asked to pay, for this one."""

    name: str
    target: str  # that management account
    email: str
    status: str  # REQUESTED, ACCEPTED, WITHDRAWN and so on
    id: str = field(default_factory=lambda: new_id("rt", 12))
    start: datetime = field(default_factory=lambda: datetime.now(UTC))
    end: datetime | None = None


@dataclass
class ResourcePolicy:
    """The one policy that delegates Organizations' own actions to members."""

    id: str
    content: str
    tags: dict[str, str]


@dataclass
class Organization:
    """One organization. `lock` guards it for moments, `lane` is held as long as a change takes."""

    id: str
    management: str  # account id
    partition: str
    feature_set: str  # ALL or CONSOLIDATED_BILLING
    finalized_at: float  # monotonic
    root: str = field(default_factory=lambda: new_id("r", 4))
    root_tags: dict[str, str] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    attachments: dict[str, list[str]] = field(default_factory=dict)  # target id -> policy ids, as they were attached
    policy_types: dict[str, PolicyTypeState] = field(default_factory=dict)
    trusted: dict[str, datetime] = field(default_factory=dict)  # service principal -> since
    delegated: dict[str, dict[str, datetime]] = field(default_factory=dict)  # service principal -> account -> since
    resource_policy: ResourcePolicy | None = None
    requests: dict[str, CreateRequest] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    root_features: set[str] = field(default_factory=set)  # of IAM: RootCredentialsManagement, RootSessions
    landing_zone: LandingZone | None = None  # of Control Tower
    lock: threading.RLock = field(default_factory=threading.RLock)
    lane: threading.Lock = field(default_factory=threading.Lock)

    @property
    def has_all_features(self) -> bool:
        return self.feature_set == "ALL"

    def active(self) -> list[Member]:
        """Accounts that are not closed, the management account included."""
        return [member for member in self.members.values() if member.state == "ACTIVE"]

    def is_trusted(self, service: str) -> bool:
        """Whether trusted access is on for a service principal."""
        return service in self.trusted

    def delegated_administrators(self, service: str) -> list[str]:
        """The accounts registered as administrators of a service."""
        return list(self.delegated.get(service, {}))

    def administers(self, account: str, service: str) -> bool:
        """Whether an account may act for the organization in a service: the management account or its delegate."""
        return account == self.management or account in self.delegated.get(service, {})

    def parent_of(self, node: str) -> str | None:
        """The id above an account or OU; None above the root."""
        found = self.members.get(node) or self.units.get(node)
        return found.parent if found else None

    def lineage(self, node: str) -> list[str]:
        """The ids from the root down to a node, itself included."""
        below = self.parent_of(node)
        return [*(self.lineage(below) if below else ()), node]

    def path(self, node: str) -> str:
        """Where a node is, as `aws:PrincipalOrgPaths` writes it."""
        return "/".join([self.id, *self.lineage(node), ""])

    def depth(self, node: str) -> int:
        """How many OUs deep a node is; the root is 0 deep."""
        return len([each for each in self.lineage(node) if each in self.units])

    def units_in(self, parent: str) -> list[Unit]:
        return [unit for unit in self.units.values() if unit.parent == parent]

    def accounts_in(self, parent: str) -> list[Member]:
        return [member for member in self.members.values() if member.parent == parent]

    def is_parent(self, node: str) -> bool:
        """Whether accounts and OUs can be in it."""
        return node == self.root or node in self.units

    def nodes(self) -> Iterator[str]:
        """Everything a policy can be attached to."""
        yield self.root
        yield from self.units
        yield from self.members

    def attached(self, target: str, kind: str | None = None) -> list[Policy]:
        """The policies attached directly to a node, of one type or of all, oldest attachment first."""
        found = [self.policies[name] for name in self.attachments.get(target, [])]
        return [policy for policy in found if kind in (None, policy.type)]

    def policies_over(self, account: str, kind: str) -> list[list[Policy]]:
        """The policies of a type from the root down to an account, a list for each level."""
        return [self.attached(node, kind) for node in self.lineage(account)]

    def type_status(self, kind: str) -> str | None:
        """ENABLED, PENDING_ENABLE, PENDING_DISABLE, or None for a policy type that is disabled."""
        found = self.policy_types.get(kind)
        return found.status if found else None

    def arn(self, resource: str) -> str:
        return f"arn:{self.partition}:organizations::{self.management}:{resource}"

    def arn_of(self, node: str) -> str:
        """ARN of the root, an OU, an account, or a policy."""
        if node == self.root:
            return self.arn(f"root/{self.id}/{node}")
        if node in self.policies:
            policy = self.policies[node]
            if policy.aws_managed:
                return f"arn:{self.partition}:organizations::aws:policy/{policy.type.lower()}/{node}"
            return self.arn(f"policy/{self.id}/{policy.type.lower()}/{node}")
        return self.arn(f"{'ou' if node in self.units else 'account'}/{self.id}/{node}")
