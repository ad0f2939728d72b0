"""What security services have in common: one account administers each for the organization, Region by Region.

The management account designates it, in every Region the same:
https://docs.aws.amazon.com/guardduty/latest/ug/delegated-admin-designate.html,
https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html,
https://docs.aws.amazon.com/inspector/latest/user/designating-admin.html,
https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-integrate.html,
https://docs.aws.amazon.com/detective/latest/userguide/accounts-orgs-transition.html
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hardpan.config import Baseline
from hardpan.model import Fact, Fail, NotApplicable, NotYet, Pass, Place, Read, Settled, Step, Verdict, Write, step_key
from hardpan.snapshot import Snapshot

from .offered import offered
from .organizations.facts import Administrator, Member, Membership
from .organizations.layout import Governed, account_key, governed, numbers, there
from .organizations.operations.features import TRUSTING, trust, trust_key
from .organizations.standing import manages, unavailable

_SHOWN = 3  # Regions that a message names
_FAULTS = 5  # and faults


@dataclass(frozen=True, kw_only=True)
class RegionalAdministrator(Fact):
    """Who administers a service for the organization in a Region, as its management account is told.

    Of an account in no organization nobody is asked, and of a member nothing is told.
    """

    account: str | None


@dataclass(frozen=True, kw_only=True)
class Service:
    """What AWS calls all this where the service is concerned."""

    name: str  # botocore's
    title: str
    principal: str
    enable: str = "EnableOrganizationAdminAccount"
    disable: str = "DisableOrganizationAdminAccount"
    ask: str = "ListOrganizationAdminAccounts"
    parameter: str  # that names the account, in requests
    listed: str  # the member of the answer that lists administrators
    account: str  # and in it, who
    status: str | None  # and how far that is; None where it does not say
    # What it answers to a designation that comes too early.
    not_yet: tuple[NotYet, ...]
    disables_by_number: bool = True  # whether the account is named when it is no longer to be the administrator
    undo_note: str = "members stay as they are, each on its own"

    @property
    def reads(self) -> list[str]:
        """What a collector of administrators asks."""
        return [DESCRIBE, f"{self.name}:{self.ask}"]

    @property
    def writes(self) -> list[str]:
        """What an operation that designates sends."""
        deregister = "organizations:DeregisterDelegatedAdministrator"
        return [*TRUSTING, deregister, f"{self.name}:{self.enable}", f"{self.name}:{self.disable}"]

    def designated_key(self, management: Place) -> str:
        """Key of the step that designates the administrator, in a Region of the management account."""
        return step_key(f"{self.name}.administrator/designate", management)


DESCRIBE = "organizations:DescribeOrganization"
T = TypeVar("T", bound=RegionalAdministrator)


def organization(here: Place) -> Generator[Read, Any, Any]:
    """What a Region's collector is told of the account's organization; None where it is in none."""
    asked = Read("organizations", "DescribeOrganization").at(here.global_region)
    answer = yield asked.or_none("AWSOrganizationsNotInUseException")
    return None if answer is None else answer["Organization"]


def administrator(here: Place, service: Service, kind: type[T]) -> Generator[Read, Any, list[T]]:
    """Who administers the service here. Only the management account is told, so that nobody else asks."""
    if not offered(service.name, here):
        return []
    told = yield from organization(here)
    if told is None:
        return [kind(place=here, account=None)]
    if told["MasterAccountId"] != here.account:
        return []
    listed = (yield Read(service.name, service.ask))[service.listed]
    return [kind(place=here, account=listed[0][service.account] if listed else None)]


def administered(
    service: Service,
    account: Membership,
    snapshot: Snapshot,
    want: Baseline,
    kind: type[RegionalAdministrator],
    *,
    only: str | None = None,
) -> Verdict:
    """Whether the account for security tooling administers the service in every Region, or in only one."""
    if verdict := unavailable(account, want):
        return verdict
    tooling = next((one for one in want.organization.accounts if one.name == want.organization.security_tooling), None)
    found = [one for one in snapshot.all(kind, account=account.place.account) if only in (None, one.place.region)]
    if tooling is None:
        return NotApplicable("hardpan.yaml names no account for security tooling")
    if not found:
        return NotApplicable(f"judged in {only}, which this run does not look at")
    meant = there(tooling, list(snapshot.at(Member, account.place)))
    if meant is None:
        return Fail(f"account {tooling.name} is not there")
    others: dict[str, list[str]] = {}
    for one in found:
        if one.account != meant.id:
            others.setdefault(one.account or "nobody", []).append(one.place.endpoint_region)
    if others:
        return Fail(
            "; ".join(f"{who} administers {service.title} {in_regions(where)}" for who, where in others.items())
        )
    return Pass(f"{tooling.name} ({meant.id}) administers {service.title} in {only or f'{len(found)} Regions'}")


def in_regions(names: Iterable[str]) -> str:
    """Regions, told so that a message stays short: `in eu-west-1, us-east-1, us-east-2 and 14 more`."""
    every = sorted(names)
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return f"in {', '.join(every[:_SHOWN])}{more}"


def designate(
    service: Service,
    kind: type[RegionalAdministrator],
    want: Baseline,
    have: Snapshot,
    *,
    only: str | None = None,
) -> Iterator[Step]:
    """Let the service into the organization, and the account for security tooling be its administrator.

    The home Region goes first, since that one tells Organizations. An administrator that is somebody else is left
    alone: one account is it in all Regions. With `only` it is designated in that Region.
    """
    tooling = want.organization.security_tooling
    for here in governed(want, have) if tooling else ():
        assert tooling
        number = numbers(want, have)[tooling]
        found = list(have.all(kind, account=here.place.account))
        if any(one.account not in (None, number) for one in found):
            continue
        missing = [one.place for one in found if one.account is None and only in (None, one.place.region)]
        missing.sort(key=lambda place: place.region != want.home_region)
        name = f"{service.name}.administrator"
        if missing and service.principal not in here.trusted:
            yield trust(service.principal, here, name)
        for place in missing:
            needs = {trust_key(service.principal, here.place, name), account_key(tooling, here.place)}
            named = {service.parameter: number} if service.disables_by_number else {}
            back = [Write(service.name, service.disable, **named)]
            if place != missing[0]:
                needs |= {service.designated_key(missing[0])}
            elif not _is_known(service, here):
                back.append(_deregistered(service, number))
            designated = _designated(service, place, number, tooling)
            yield replace(designated, needs=frozenset(needs), undo=tuple(back))


def _is_known(service: Service, here: Governed) -> bool:
    """Whether Organizations has an administrator of the service."""
    return any(service.principal in one.services for one in here.have.at(Administrator, here.place))


def _deregistered(service: Service, number: str) -> Write:
    """Takes back what Organizations is told by the first designation."""
    registered = {"AccountId": number, "ServicePrincipal": service.principal}
    return Write("organizations", "DeregisterDelegatedAdministrator", **registered)


def _designated(service: Service, place: Place, number: str, name: str) -> Step:
    return Step(
        key=service.designated_key(place),
        place=place,
        write=Write(service.name, service.enable, **{service.parameter: number}),
        because=f"nobody administers {service.title} for the organization",
        before="no administrator",
        after=f"administered from {name}",
        undo_note=service.undo_note,
        settled=Settled(
            Read(service.name, service.ask),
            f"{service.listed}[0].{service.status or service.account}",
            "ENABLED" if service.status else number,
            seconds=300,
        ),
        not_yet=service.not_yet,
    )


def is_tooling(have: Snapshot, want: Baseline) -> bool:
    """Whether the snapshot's account is the one for security tooling, which it is by its name."""
    return want.organization.security_tooling in [account.name for account in have.accounts if account.name]


def turns_on_itself(want: Baseline, have: Snapshot) -> bool:
    """Whether the account turns services on by itself: where nobody is to administer them, in the account that is to,
    and in the management account, which no administrator turns anything on in before.
    """
    if want.organization.security_tooling is None or is_tooling(have, want):
        return True
    return any(one.organization is None or manages(one) for one in have.all(Membership))


def not_the_tooling(account: Membership, snapshot: Snapshot, want: Baseline) -> NotApplicable | None:
    """Why what an administrator sets up is not judged in this account; None in the account for security tooling."""
    tooling = want.organization.security_tooling
    if not account.management_account and not want.organization.described:
        return NotApplicable("the account is in no organization")
    if tooling is None:
        return NotApplicable("hardpan.yaml names no account for security tooling")
    return None if is_tooling(snapshot, want) else NotApplicable(f"judged in account {tooling}")


def regions_of(snapshot: Snapshot, account: Membership, service: str = "") -> list[Place]:
    """The Regions of the run in this account; with a service, those that AWS has it in."""
    places = [region.place for region in snapshot.regions if region.place.account == account.place.account]
    return [place for place in places if not service or offered(service, place)]


def everywhere(places: list[Place], faults: Callable[[Place], Iterable[str]], good: str) -> Verdict:
    """Whether there is no fault in any of these Regions; each fault is told with the Regions that have it."""
    found: dict[str, list[str]] = {}
    for place in places:
        for fault in faults(place):
            found.setdefault(fault, []).append(place.endpoint_region)
    if not found:
        return Pass(f"{good}, in {len(places)} Regions")
    told = [f"{fault} {in_regions(where)}" for fault, where in found.items()]
    more = f"; and {len(told) - _FAULTS} more" if len(told) > _FAULTS else ""
    return Fail("; ".join(told[:_FAULTS]) + more)
