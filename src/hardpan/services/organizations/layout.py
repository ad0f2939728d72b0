"""What there is to govern: the organization as it is, and where there is none yet, as hardpan.yaml makes it.

Whatever does not exist yet has an id all the same: that of the step that makes it, or a number that stands for it
(docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.config.baseline import MemberAccount
from hardpan.model import PLANNED_ORGANIZATION, Place, Ref, planned_account, step_key
from hardpan.snapshot import Snapshot

from ..controltower.facts import LandingZone
from ..controltower.zone import zone_of
from .facts import Member, Membership, Plan, Root, RootAccess, TrustedServices, Unit
from .standing import has_all_features, manages

OPEN = ("ACTIVE", "PENDING_ACTIVATION")  # states of an account that is to be used


@dataclass(frozen=True)
class Governed:
    """An organization with all features, there or to be made, seen from its management account."""

    want: Baseline
    have: Snapshot
    membership: Membership

    @property
    def place(self) -> Place:
        """The management account."""
        return self.membership.place

    @property
    def exists(self) -> bool:
        """Whether it is there."""
        return self.membership.organization is not None

    @property
    def organization(self) -> str:
        """Its id."""
        return self.membership.organization or PLANNED_ORGANIZATION

    @property
    def needs(self) -> frozenset[str]:
        """Keys of the steps that come before anything else in it."""
        return frozenset({created_key(self.place)})

    @property
    def root(self) -> str | Ref:
        """The root's id."""
        found = self._root
        return found.id if found else Ref(created_key(self.place), "settled.Roots[0].Id")

    @property
    def policy_types(self) -> dict[str, str]:
        """States of the types of policy that are on, or on their way; a new organization comes with one on.

        https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html
        """
        found = self._root
        return found.policy_types if found else {"SERVICE_CONTROL_POLICY": "ENABLED"}

    @property
    def _root(self) -> Root | None:
        return next(iter(self.have.at(Root, self.place)), None)

    @property
    def trusted(self) -> tuple[str, ...]:
        """The services that may act in its accounts."""
        return tuple(name for one in self.have.at(TrustedServices, self.place) for name in one.principals)

    @property
    def root_access(self) -> tuple[str, ...]:
        """The features of central root access that are on."""
        return tuple(name for one in self.have.at(RootAccess, self.place) for name in one.features)

    @property
    def members(self) -> list[Member]:
        """Its accounts, the management account among them."""
        return list(self.have.at(Member, self.place))

    @property
    def zone(self) -> LandingZone | None:
        """The landing zone of Control Tower that governs it, where there is one."""
        return zone_of(self.have, self.place)

    def unit(self, path: str) -> str | Ref:
        """The id of a unit of hardpan.yaml's, or a reference to the step that makes it."""
        return self.unit_ids.get(path) or Ref(unit_key(path, self.place), "OrganizationalUnit.Id")

    @property
    def unit_ids(self) -> dict[str, str]:
        """The ids of the units that are there, by path."""
        return {unit.path: unit.id for unit in self.have.at(Unit, self.place)}


def governed(want: Baseline, have: Snapshot) -> Iterator[Governed]:
    """The organization that the account manages, or is to manage; nothing in any other account."""
    for found in have.all(Membership):
        may_be_made = is_to_be_made(found, want) and not would_end_free_plan(found, want, have)
        if may_be_made or (manages(found) and has_all_features(found)):
            yield Governed(want, have, found)


def is_to_be_made(found: Membership, want: Baseline) -> bool:
    """Whether the account is in no organization, and hardpan.yaml describes one."""
    return found.organization is None and want.organization.described


def would_end_free_plan(found: Membership, want: Baseline, have: Snapshot) -> bool:
    """Whether an organization would move the account from AWS's Free plan to the Paid plan, which nobody has agreed to.

    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html
    """
    return not want.organization.paid_plan and any(plan.kind == "FREE" for plan in have.at(Plan, found.place))


def there(wanted: MemberAccount, members: list[Member]) -> Member | None:
    """The account that is meant: the one with its e-mail address, which is unique on AWS, or else with its name.

    The management account is never meant.
    """
    others = [one for one in members if one.id != one.place.account]
    by_address = (one for one in others if one.email.lower() == wanted.email.lower())
    by_name = (one for one in others if one.name == wanted.name and one.state in OPEN)
    return next(by_address, None) or next(by_name, None)


def numbers(want: Baseline, have: Snapshot) -> dict[str, str]:
    """Each account of organization.accounts by its name: its number, or what stands for it until there is one."""
    members = list(have.all(Member))
    found = {one.name: there(one, members) for one in want.organization.accounts}
    return {
        one.name: (here.id if (here := found[one.name]) else planned_account(number))
        for number, one in enumerate(want.organization.accounts, 1)
    }


def number_of(name: str, want: Baseline, have: Snapshot) -> str | None:
    """The number of an account of organization.accounts, or what stands for it, seen from any account.

    None where the run was not told which accounts there are: it is asked of the management account.
    """
    if name in have.numbers:
        return have.numbers[name]
    manages_it = any(is_to_be_made(found, want) or manages(found) for found in have.all(Membership))
    return numbers(want, have)[name] if manages_it else None


def created_key(place: Place) -> str:
    """Key of the step that makes the organization."""
    return step_key("organizations.organization/create", place)


def unit_key(path: str, place: Place) -> str:
    """Key of the step that makes a unit."""
    return step_key(f"organizations.units/create:{path}", place)


def placed_key(name: str, place: Place) -> str:
    """Key of the step that puts an account into its unit, whether it was there before or not."""
    return step_key(f"organizations.accounts/place:{name}", place)


def account_key(name: str, place: Place) -> str:
    """Key of the step that makes an account."""
    return step_key(f"organizations.accounts/create:{name}", place)
