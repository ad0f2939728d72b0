"""IAM Identity Center as one object for each instance: who is in its directory, what they may become, and where.

An organization instance is the organization's, enabled in the management account by a person; an account instance is
of one account and holds no permission sets.
https://docs.aws.amazon.com/singlesignon/latest/userguide/identity-center-instances.html
"""

from __future__ import annotations

import secrets
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from moto.backends import get_backend

from ..registry import Answer

SERVICE = "sso.amazonaws.com"
# The emulator keeps its memory by account and Region; what is no single account's is kept here.
_NOBODY, _NOWHERE = "000000000000", "us-east-1"


@dataclass
class PermissionSet:
    """What somebody may do in an account; `revision` tells an edit from what accounts have of it."""

    arn: str
    name: str
    description: str | None
    duration: str
    relay_state: str | None
    tags: dict[str, str]
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    managed: list[str] = field(default_factory=list)  # ARNs
    customer: list[tuple[str, str]] = field(default_factory=list)  # names and paths
    inline: str = ""
    boundary: Answer | None = None
    revision: int = 1
    provisioned: dict[str, int] = field(default_factory=dict)  # account -> the revision that it has


@dataclass(frozen=True)
class Assignment:
    """A principal of the directory may use a permission set in an account."""

    account: str
    permission_set: str  # ARN
    principal_type: str  # USER or GROUP
    principal: str


@dataclass
class Request:
    """Something that Identity Center does in the background, to one account or to all that have a permission set."""

    kind: str  # CREATE, DELETE or PROVISION
    accounts: list[str]
    permission_set: str
    due: float  # monotonic
    assignment: Assignment | None = None
    target: str | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    done: bool = False
    failure: str | None = None

    @property
    def status(self) -> str:
        if not self.done:
            return "IN_PROGRESS"
        return "FAILED" if self.failure else "SUCCEEDED"


@dataclass
class Instance:
    """An instance, with its directory."""

    owner: str
    region: str
    partition: str
    of_organization: bool
    name: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    id: str = field(default_factory=lambda: f"ssoins-{secrets.token_hex(8)}")
    store: str = field(default_factory=lambda: f"d-{secrets.token_hex(5)}")
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    permission_sets: dict[str, PermissionSet] = field(default_factory=dict)  # by ARN
    assignments: list[Assignment] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    groups: dict[str, Answer] = field(default_factory=dict)  # as described, by id
    users: dict[str, Answer] = field(default_factory=dict)
    memberships: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> group, user

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:sso:::instance/{self.id}"

    def new_id(self) -> str:
        """An id as the directory gives them."""
        return f"{self.store.removeprefix('d-')}-{uuid.uuid4()}"


@dataclass
class Center:
    """Every instance of a partition."""

    instances: list[Instance] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def of_account(self, account: str) -> Instance | None:
        """The instance that an account owns; it owns one at most."""
        return next((one for one in self.instances if one.owner == account), None)


_finding = threading.Lock()


def center(partition: str = "aws") -> Center:
    """All instances of a partition, kept beside the emulator's memory so that they are reset with it."""
    with _finding:
        kept: dict[str, object] = vars(get_backend("sso-admin")[_NOBODY][_NOWHERE])
        found = kept.setdefault(f"as_on_aws_in_{partition}", Center())
    assert isinstance(found, Center)
    return found
