"""What we know of IAM Identity Center: its instances, who is in its directory, and what whom is given where.

All of it is of the management account alone; instances also of an account in no organization.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class Instance(Fact):
    """An instance that the account owns: the organization's, or one of this account alone, without permission sets.

    https://docs.aws.amazon.com/singlesignon/latest/userguide/identity-center-instances.html
    """

    arn: str
    store: str  # id of its directory: d-...
    region: str
    status: str  # ACTIVE, or on its way there or away
    of_organization: bool

    @property
    def resource(self) -> str:
        """The instance's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class PermissionSet(Fact):
    """What somebody may do in an account."""

    arn: str
    name: str
    duration: str  # of a session, as AWS writes it: PT8H
    managed_policies: tuple[str, ...]  # ARNs, of AWS
    customer_policies: tuple[str, ...]  # names, with their paths, of policies that the accounts have themselves
    inline_policy: str | None
    accounts: tuple[str, ...]  # that have it
    behind: tuple[str, ...]  # of these, those that have it as it was before an edit

    @property
    def resource(self) -> str:
        """The permission set's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class Assignment(Fact):
    """A group or a user may use a permission set in an account."""

    account: str
    permission_set: str  # ARN
    principal_type: str  # GROUP or USER
    principal: str  # id in the directory


@dataclass(frozen=True, kw_only=True)
class Group(Fact):
    """A group of the directory, and who is in it."""

    id: str
    name: str
    members: tuple[str, ...]  # ids of users

    @property
    def resource(self) -> str:
        """The group's id."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class User(Fact):
    """A user of the directory."""

    id: str
    name: str  # to sign in with
    emails: tuple[str, ...]

    @property
    def resource(self) -> str:
        """The user's id."""
        return self.id
