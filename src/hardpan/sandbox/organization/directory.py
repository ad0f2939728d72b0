"""All organizations of a partition, and the work that AWS does for them in the background."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from moto.backends import get_backend

from .. import owner
from ..registry import Call
from . import arrival, policy_types
from .model import CreateRequest, Handshake, Member, Organization, new_id
from .pace import Pace

# The emulator keeps its memory by account; what belongs to no single one is kept under this.
_NOBODY = "000000000000"
_finding = threading.Lock()


@dataclass
class Directory:
    """Which account is in which organization."""

    organizations: list[Organization] = field(default_factory=list)
    handshakes: dict[str, Handshake] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    forthcoming: list[str] = field(default_factory=list)  # ids that the next new accounts get, where a scenario says so
    lock: threading.RLock = field(default_factory=threading.RLock)

    def of(self, account: str) -> Organization | None:
        return next((found for found in self.organizations if account in found.members), None)

    def found(self, account: str, partition: str, feature_set: str) -> Organization:
        """Make an account the management account of a new organization."""
        now = time.monotonic()
        made = Organization(new_id("o", 10), account, partition, feature_set, finalized_at=now + self.pace.finalizing)
        made.members[account] = Member(account, made.root, "INVITED", datetime.now(UTC))
        if made.has_all_features:
            policy_types.enable(made, policy_types.SCP, settles_at=now)
        self.organizations.append(made)
        return made

    def new_account_id(self) -> str:
        if self.forthcoming:
            return self.forthcoming.pop(0)
        return f"{secrets.randbelow(10**12):012}"


def directory(partition: str = "aws") -> Directory:
    """The directory of a partition, kept beside the emulator's memory so that it is reset with it."""
    with _finding:
        kept: dict[str, object] = vars(get_backend("organizations")[_NOBODY][partition])
        found = kept.setdefault("as_on_aws", Directory())
    assert isinstance(found, Directory)
    return found


def of(account: str, partition: str = "aws") -> Organization | None:
    """The organization that an account is in; None for an account that is in none."""
    return directory(partition).of(account)


# They know a new account first; the other services one third later.
_FIRST_TO_KNOW = frozenset({"account", "ec2", "iam", "organizations", "sts"})


def readiness(account: str, partition: str, service: str) -> str:
    """How a service answers an account: `ready`, or `closed`, or not yet: first `unknown`, then `unsubscribed`."""
    if owner.of(account).state == "SUSPENDED":
        return "closed"
    organization = of(account, partition)
    if organization is None:
        return "ready"
    member, now = organization.members[account], time.monotonic()
    third = (member.ready - member.born) / 3
    if now >= member.ready + (0 if service in _FIRST_TO_KNOW else third):
        return "ready"
    return "unknown" if now < member.ready - third else "unsubscribed"


def may_be_entered(account: str, partition: str) -> bool:
    """Whether roles of an account can be assumed: not of a closed one, nor in the first moments of a new one."""
    if owner.of(account).state == "SUSPENDED":
        return False
    organization = of(account, partition)
    if organization is None:
        return True
    member = organization.members[account]
    return time.monotonic() >= member.born + (member.ready - member.born) / 3


def settle(call: Call) -> None:
    """Finish what is due. Every request does so before it is answered, as nothing runs in the background here."""
    there = directory(call.partition)
    now = time.monotonic()
    if not any(request.completed is None and request.due <= now for request in _requests(there)):
        return
    with there.lock:
        for organization in there.organizations:
            for request in list(organization.requests.values()):
                if request.completed is None and request.due <= now:
                    _complete(there, organization, request, call)


def _requests(there: Directory) -> list[CreateRequest]:
    return [request for organization in list(there.organizations) for request in list(organization.requests.values())]


def _complete(there: Directory, organization: Organization, request: CreateRequest, call: Call) -> None:
    with organization.lock:
        request.failure = request.failure or _why_not(organization, request)
        if request.failure is None:
            member = arrival.create(organization, request, there.new_account_id(), there.pace.newborn)
            request.account = member.id
            arrival.welcome(organization, call.elsewhere(member.id))
        request.completed = datetime.now(UTC)


def _why_not(organization: Organization, request: CreateRequest) -> str | None:
    """https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html"""
    if not arrival.is_address(request.email):
        return "INVALID_EMAIL"
    if owner.account_of(request.email) is not None:
        return "EMAIL_ALREADY_EXISTS"
    if not owner.of(organization.management).has_payment_method:
        return "MISSING_PAYMENT_INSTRUMENT"
    # Closed accounts count until they are gone for good, 90 days later.
    if len(organization.members) >= owner.of(organization.management).account_quota:
        return "ACCOUNT_LIMIT_EXCEEDED"
    return None
