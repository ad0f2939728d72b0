"""What to change so that Inspector scans every account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Settled, Step, Write, in_every_account, operation, step_key
from hardpan.snapshot import Snapshot

from ..account.facts import OptInRegion
from ..administration import designate, is_tooling, turns_on_itself
from ..enrolment import joining
from ..offered import offered
from ..organizations.facts import Administrator as Registered
from ..organizations.facts import Member, Membership, TrustedServices
from .administrators import INSPECTOR
from .facts import TYPES, Administration, Administrator, Scanning

_COST = (
    "usage-priced after a free trial of 15 days: about $1.25 a month for each machine, $0.09 for each new image and "
    "$0.01 for each later scan of it in eu-west-1 (second-hand prices of docs-b6y.pages.dev, November 2026); nothing "
    "where there is nothing to scan"
)
_STAYS = "what is scanned in the accounts stays so: in each, aws inspector2 disable"
# https://docs.aws.amazon.com/inspector/v2/APIReference/API_Enable.html
_ACCOUNTS_PER_CALL = 100
# The designation, or an association, has not taken effect yet.
_NOT_YET = (
    NotYet("AccessDeniedException", "administrator", seconds=120),
    NotYet("AccessDeniedException", "invoking account", seconds=120),
)
_TURNING = ["inspector2:Enable", "inspector2:Disable"]
_ASSOCIATING = ["inspector2:AssociateMember", "inspector2:DisassociateMember"]
_PERMISSIONS = ["iam:CreateServiceLinkedRole"]


@operation(
    satisfies=["inspector2.enabled"],
    facts=[Membership, Scanning],
    writes=_TURNING,
    permissions=_PERMISSIONS,
)
def scanning(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """What is not scanned, in every Region; members of an organization that is administered have it from there.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_Enable.html
    """
    for region in have.regions if turns_on_itself(want, have) else ():
        for found in have.at(Scanning, region.place):
            if found.lacking:
                yield _turned_on(found)


def scanning_key(place: Place) -> str:
    """Key of the step by which an account turns on scanning for itself."""
    return step_key("inspector2.scanning/enable", place)


def _turned_on(found: Scanning) -> Step:
    wanted = list(found.lacking)
    return Step(
        key=scanning_key(found.place),
        place=found.place,
        write=Write("inspector2", "Enable", resourceTypes=wanted),
        because=f"not scanned: {', '.join(wanted)}",
        before="not scanned",
        after=f"scanned: {', '.join(wanted)}",
        undo=(Write("inspector2", "Disable", resourceTypes=wanted),),
        undo_note="what Inspector found goes with it",
        monthly_cost_usd=None,
        cost_note=_COST,
        settled=_scanned([], wanted),
    )


def _scanned(accounts: list[str], kinds: Iterable[str]) -> Settled:
    """When these types are scanned in as many accounts, or in one's own where none is named."""
    asked = {"accountIds": accounts} if accounts else {}
    on = " && ".join(f"contains(['ENABLED', 'ENABLING'], resourceState.{TYPES[kind]}.status)" for kind in kinds)
    return Settled(
        Read("inspector2", "BatchGetAccountStatus", **asked),
        f"length(accounts[?{on}])",
        len(accounts) or 1,
        seconds=600,
    )


@operation(
    satisfies=["inspector2.administrator"],
    facts=[Membership, Member, TrustedServices, Registered, Administrator],
    writes=INSPECTOR.writes,
    after=["organizations.organization", "organizations.accounts", "inspector2.scanning"],
    permissions=[*_PERMISSIONS, "organizations:RegisterDelegatedAdministrator"],
    asked_by=["organization.security_tooling"],
)
def administrator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The account for security tooling, in each Region, once Inspector is on there.

    https://docs.aws.amazon.com/inspector/latest/user/designating-admin.html
    """
    for step in designate(INSPECTOR, Administrator, want, have):
        if step.place.region is None:
            yield step
        else:
            there = replace(step.place, account=step.write.parameters[INSPECTOR.parameter])
            yield replace(step, needs=step.needs | {scanning_key(there)})


@operation(
    satisfies=["inspector2.every_account_covered", "inspector2.enabled"],
    facts=[Membership, Member, Administrator, Scanning, OptInRegion],
    writes=["inspector2:Enable", *_ASSOCIATING],
    after=["inspector2.administrator", "inspector2.scanning"],
    permissions=[*_PERMISSIONS, "inspector2:GetMember"],
    asked_by=["organization.security_tooling"],
)
def members(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """With the administrator, all accounts that are there become its members, one by one, and are scanned in one go.

    Auto-enabling reaches new members alone. The management account turns it on for itself first.
    https://docs.aws.amazon.com/inspector/v2/APIReference/API_AssociateMember.html
    """
    for found in joining(INSPECTOR, Administrator, want, have):
        for number in found.accounts:
            needs = found.needs(number) | {scanning_key(found.place)}
            if number == found.management.account:
                needs |= {scanning_key(found.management)}
            yield _associated("inspector2.members", found.place, number, needs)
        others = [number for number in found.accounts if number != found.management.account]
        for names in _pieces(others):
            step = _enabled("inspector2.members", found.place, names, _offered(have, found.management))
            yield replace(step, needs=frozenset({found.designated, scanning_key(found.place)}))


def _offered(have: Snapshot, place: Place) -> tuple[str, ...]:
    """What can be scanned in a Region, as Inspector tells the account."""
    return next((found.offered for found in have.at(Scanning, place)), tuple(TYPES))


def _pieces(names: list[str]) -> list[list[str]]:
    return [names[start : start + _ACCOUNTS_PER_CALL] for start in range(0, len(names), _ACCOUNTS_PER_CALL)]


def _associated(name: str, place: Place, number: str, needs: frozenset[str]) -> Step:
    return Step(
        key=step_key(f"{name}/associate:{number}", place),
        place=place,
        write=Write("inspector2", "AssociateMember", accountId=number),
        because=f"{number} is no member",
        before="no member",
        after=f"{number} is a member",
        needs=needs,
        undo=(Write("inspector2", "DisassociateMember", accountId=number),),
        settled=Settled(
            Read("inspector2", "GetMember", accountId=number).or_none("ResourceNotFoundException"),
            "member.relationshipStatus",
            "ENABLED",
            seconds=300,
        ),
        not_yet=_NOT_YET,
    )


def _enabled(name: str, place: Place, accounts: list[str], kinds: tuple[str, ...]) -> Step:
    """What members do not have scanned. What they had before is not known, so that nothing is turned off again."""
    return Step(
        key=step_key(f"{name}/enable:{accounts[0]}", place),
        place=place,
        write=Write("inspector2", "Enable", accountIds=accounts, resourceTypes=list(kinds)),
        because=f"not scanned in every account: {', '.join(kinds)}",
        before="not scanned everywhere",
        after=f"{', '.join(kinds)} in {', '.join(accounts)}",
        follows=frozenset({in_every_account(f"{name}/associate", place)}),
        undo=None,
        undo_note=_STAYS,
        monthly_cost_usd=None,
        cost_note=_COST,
        settled=_scanned(accounts, kinds),
        not_yet=_NOT_YET,
        reaches=True,
    )


@operation(
    satisfies=["inspector2.every_account_enabled", "inspector2.every_account_covered", "inspector2.enabled"],
    facts=[Membership, Scanning, Administration, OptInRegion],
    writes=["inspector2:UpdateOrganizationConfiguration", *_TURNING, *_ASSOCIATING],
    after=["inspector2.administrator", "inspector2.scanning", "inspector2.members"],
    permissions=[*_PERMISSIONS, "inspector2:GetMember"],
    asked_by=["organization.security_tooling"],
)
def organization(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """New accounts are scanned of themselves, and those that the administrator knows to be left out are taken in.

    In a Region that is opted into the account must be known to be the administrator: others may not have the Region.
    https://docs.aws.amazon.com/inspector/v2/APIReference/API_UpdateOrganizationConfiguration.html
    """
    if not is_tooling(have, want):
        return
    (membership,) = have.all(Membership)
    opted = {one.name for one in have.all(OptInRegion)}
    for region in have.regions:
        found = next(iter(have.at(Administration, region.place)), None)
        if not offered("inspector2", region.place) or (found is None and region.name in opted):
            continue
        if found is None or found.not_for_new:
            management = replace(region.place, account=str(membership.management_account))
            kinds = _offered(have, region.place)
            yield _configured(region.place, found, kinds, INSPECTOR.designated_key(management))
        if found:
            yield from _taken_in(found, _offered(have, region.place))


def _configured(place: Place, found: Administration | None, kinds: tuple[str, ...], designated: str) -> Step:
    before = found.auto_enable if found else {TYPES[kind]: False for kind in kinds}
    wanted = {**before, **{TYPES[kind]: True for kind in kinds}}
    return Step(
        key=step_key("inspector2.organization/configure", place),
        place=place,
        write=Write("inspector2", "UpdateOrganizationConfiguration", autoEnable=wanted),
        because="Inspector does not turn itself on in new accounts",
        before=f"of themselves: {_named(before)}",
        after=f"of themselves: {_named(wanted)}",
        needs=frozenset({designated, scanning_key(place)}),
        undo=(Write("inspector2", "UpdateOrganizationConfiguration", autoEnable=before),),
        undo_note="what was turned on in accounts that joined meanwhile stays so",
        monthly_cost_usd=None,
        cost_note=_COST,
        not_yet=_NOT_YET,
    )


def _named(auto_enable: dict[str, bool]) -> str:
    return ", ".join(kind for kind, on in auto_enable.items() if on) or "nothing"


def _taken_in(found: Administration, offered_here: tuple[str, ...]) -> Iterator[Step]:
    """Accounts that are no members, and what members do not have scanned."""
    name, missing = "inspector2.organization", sorted(found.left_out)
    for number in missing:
        yield _associated(name, found.place, number, frozenset({scanning_key(found.place)}))
    for names in _pieces(missing):
        yield _enabled(name, found.place, names, offered_here)
    for kinds in dict.fromkeys(found.unscanned.values()):
        for names in _pieces(sorted(one for one, lacking in found.unscanned.items() if lacking == kinds)):
            back = Write("inspector2", "Disable", accountIds=names, resourceTypes=list(kinds))
            yield replace(_enabled(name, found.place, names, kinds), undo=(back,), undo_note="")
