"""Whom an administrator is to have as members, and who is left out.

The account that is to administer cannot know the others before it does: until then the management account's snapshot
says who they are, and from then on its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Place, Read, Ref, is_planned
from hardpan.snapshot import Snapshot

from .account.facts import OptInRegion
from .administration import RegionalAdministrator, Service
from .organizations.layout import Governed, account_key, created_key, governed, numbers

# What `left_out` asks.
READS = ["organizations:ListAccounts", "account:GetRegionOptStatus"]


def left_out(here: Place, enabled: set[str], management: Any) -> Generator[Any, Any, dict[str, str]]:
    """E-mail addresses of active accounts that are no members, by number, less those that do not have the Region.

    Nobody can ask about Regions of the management account but itself.
    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-api-modes-of-operation.html
    """
    listed = yield Read("organizations", "ListAccounts").at(here.global_region)
    active = {one["Id"]: one["Email"] for one in listed["Accounts"] if one["State"] == "ACTIVE"}
    missing = sorted(active.keys() - enabled - {here.account})
    own = yield [_opted(here)] if missing else []
    may_lack_it = any(told["RegionOptStatus"] != "ENABLED_BY_DEFAULT" for told in own)
    asked = [name for name in missing if name != management] if may_lack_it else []
    answers = yield [_opted(here, AccountId=name) for name in asked]
    off = {name for name, told in zip(asked, answers, strict=True) if told["RegionOptStatus"] == "DISABLED"}
    return {name: active[name] for name in missing if name not in off}


def _opted(here: Place, **account: str) -> Read:
    return Read("account", "GetRegionOptStatus", RegionName=here.region, **account).at(here.global_region)


@dataclass(frozen=True)
class Joining:
    """A Region in which an account is to become the administrator, and the accounts that are to be its members then."""

    place: Place  # in the account that is to administer
    management: Place  # the same Region of the management account
    accounts: dict[str, str | Ref]  # e-mail addresses by number
    made_by: dict[str, str]  # keys of the steps that make some of them
    designated: str  # key of the step that designates the administrator

    def needs(self, number: str) -> frozenset[str]:
        """What comes before an account is made a member."""
        return frozenset({self.designated, *([self.made_by[number]] if number in self.made_by else ())})


def joining(service: Service, kind: type[RegionalAdministrator], want: Baseline, have: Snapshot) -> Iterator[Joining]:
    """From the management account: the Regions that nobody administers yet and the account for security tooling will.

    A Region that was opted into is left for when there is an administrator, who is told which accounts have it.
    """
    tooling = want.organization.security_tooling
    for here in governed(want, have) if tooling else ():
        assert tooling
        number = numbers(want, have)[tooling]
        found = list(have.all(kind, account=here.place.account))
        if any(one.account not in (None, number) for one in found):
            continue
        opted = {one.name for one in have.all(OptInRegion)}
        accounts, made_by = _accounts(here, tooling)
        for one in found:
            if one.account is None and one.place.region not in opted:
                yield Joining(
                    place=replace(one.place, account=number),
                    management=one.place,
                    accounts=accounts,
                    made_by=made_by,
                    designated=service.designated_key(one.place),
                )


def _accounts(here: Governed, tooling: str) -> tuple[dict[str, str | Ref], dict[str, str]]:
    """Accounts that are to be members, those of hardpan.yaml first and in its order; and what makes some of them.

    Where the one that is to administer is there already, accounts that are yet to be made are left for auto-enabling or
    the next plan, so that nobody waits for them. The management account's address is told with the organization.
    """
    by_number = {number: name for name, number in numbers(here.want, here.have).items()}
    listed = {one.name: one for one in here.want.organization.accounts if not one.close}
    known: dict[str, str | Ref] = {here.place.account: Ref(created_key(here.place), "Organization.MasterAccountEmail")}
    known |= {one.id: one.email for one in here.members if one.state == "ACTIVE"}
    made = {number for number, name in by_number.items() if is_planned(number) and name in listed}
    if any(name == tooling and number not in made for number, name in by_number.items()):
        made = set()
    known |= {number: listed[by_number[number]].email for number in made}
    order = [number for number in by_number if number in known]
    order += sorted(known.keys() - set(order))
    others = {number: known[number] for number in order if by_number.get(number) != tooling}
    return others, {number: account_key(by_number[number], here.place) for number in made}
