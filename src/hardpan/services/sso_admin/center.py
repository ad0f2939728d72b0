"""IAM Identity Center as it is, beside what hardpan.yaml says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Place
from hardpan.snapshot import Snapshot

from ..organizations.facts import Membership
from ..organizations.standing import has_all_features, manages, unavailable
from .facts import Assignment, Group, Instance, PermissionSet, User

ENABLE_FIRST = "Enable IAM Identity Center first: see control sso_admin.organization_instance."


@dataclass(frozen=True)
class Center:
    """The organization's instance, seen from its management account."""

    have: Snapshot
    here: Place  # the management account
    instance: Instance

    @property
    def place(self) -> Place:
        """Where it is asked and changed."""
        return self.here.at(self.instance.region)

    @cached_property
    def permission_sets(self) -> dict[str, PermissionSet]:
        """By name, which no two have."""
        return {one.name: one for one in self.have.at(PermissionSet, self.here)}

    @cached_property
    def groups(self) -> dict[str, Group]:
        """By name, which no two have."""
        return {one.name: one for one in self.have.at(Group, self.here)}

    @cached_property
    def users(self) -> dict[str, User]:
        """By the name they sign in with, in lower case: to Identity Center `Ada` and `ada` are one."""
        return {one.name.lower(): one for one in self.have.at(User, self.here)}

    @cached_property
    def assigned(self) -> set[tuple[str, str, str]]:
        """Account, ARN of the permission set, and principal, of each assignment."""
        return {(one.account, one.permission_set, one.principal) for one in self.have.at(Assignment, self.here)}


def of_organization(have: Snapshot, here: Place) -> Center | None:
    """The organization's instance, once it can be used."""
    for one in have.at(Instance, here):
        if one.of_organization:
            return Center(have, here, one)
    return None


def centers(have: Snapshot) -> Iterator[Center]:
    """The instance of the organization that the account manages; nothing in any other account."""
    for found in have.all(Membership):
        if manages(found) and has_all_features(found) and (center := of_organization(have, found.place)):
            yield center


def center_or_verdict(account: Membership, have: Snapshot, want: Baseline) -> Center | Fail | NotApplicable:
    """The organization's instance, or why it cannot be judged."""
    if verdict := unavailable(account, want):
        return verdict
    return of_organization(have, account.place) or Fail("Identity Center is not enabled for the organization")
