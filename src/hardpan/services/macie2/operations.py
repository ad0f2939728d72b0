"""What to change so that Macie watches the buckets of every account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Ref, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..account.facts import OptInRegion
from ..administration import designate, is_tooling, turns_on_itself
from ..enrolment import joining
from ..offered import offered
from ..organizations.facts import Administrator as Registered
from ..organizations.facts import Member, Membership, TrustedServices
from .administrators import MACIE
from .facts import Administration, Administrator, Discovery, Session

# https://docs.aws.amazon.com/macie/latest/user/account-mgmt-costs.html
_COST = "usage-priced by buckets, in every account, after a free trial of 30 days each: https://aws.amazon.com/macie/pricing"
_DISCOVERY_COST = (
    "usage-priced by objects and by what is inspected, in every account it comes to, after a free trial of 30 days "
    "each: https://aws.amazon.com/macie/pricing"
)
_STAYS = "Macie stays on in the accounts: in each, aws macie2 disable-macie"
# Macie that has just been turned on, or an administrator that has just been designated.
_NOT_YET = (
    NotYet("AccessDeniedException", "not enabled", seconds=120),
    NotYet("AccessDeniedException", "administrator", seconds=120),
)
_PERMISSIONS = ["iam:CreateServiceLinkedRole"]
_JOINING = ["macie2:CreateMember", "macie2:DisassociateMember", "macie2:DeleteMember"]


def session_key(place: Place) -> str:
    """Key of the step by which an account turns Macie on for itself."""
    return step_key("macie2.session/enable", place)


@operation(
    satisfies=["macie2.enabled"],
    facts=[Membership, Session, Discovery],
    writes=["macie2:EnableMacie", "macie2:DisableMacie", "macie2:UpdateMacieSession"],
    permissions=_PERMISSIONS,
)
def session(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Macie in every Region that has it; members of an organization that is administered have it from there.

    What is paused in a member only its administrator can resume.
    https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-relationships.html
    """
    for region in have.regions if turns_on_itself(want, have) else ():
        if not offered("macie2", region.place):
            continue
        found = have.at(Session, region.place)
        if not found:
            yield _enabled(region.place)
        elif found[0].status == "PAUSED" and not any(
            one.administrator is not None for one in have.at(Discovery, region.place)
        ):
            yield _resumed(region.place)


def _enabled(place: Place) -> Step:
    return Step(
        key=session_key(place),
        place=place,
        write=Write("macie2", "EnableMacie", status="ENABLED", findingPublishingFrequency="FIFTEEN_MINUTES"),
        because="Macie is off",
        before="off",
        after="on",
        undo=(Write("macie2", "DisableMacie"),),
        undo_note="its findings and settings go with it",
        monthly_cost_usd=None,
        cost_note=_COST,
    )


def _resumed(place: Place) -> Step:
    return Step(
        key=step_key("macie2.session/resume", place),
        place=place,
        write=Write("macie2", "UpdateMacieSession", status="ENABLED"),
        because="Macie is paused",
        before="paused",
        after="on",
        undo=(Write("macie2", "UpdateMacieSession", status="PAUSED"),),
        monthly_cost_usd=None,
        cost_note=_COST,
    )


@operation(
    satisfies=["macie2.administrator"],
    facts=[Membership, Member, TrustedServices, Registered, Administrator],
    writes=MACIE.writes,
    after=["organizations.organization", "organizations.accounts", "macie2.session"],
    permissions=[*_PERMISSIONS, "organizations:RegisterDelegatedAdministrator"],
    asked_by=["organization.security_tooling"],
)
def administrator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The account for security tooling, in each Region that has Macie, once it is on there.

    It would be turned on by the designation too, and then stay on when that is taken back.
    https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-integrate.html
    """
    for step in designate(MACIE, Administrator, want, have):
        if step.place.region is None:
            yield step
        else:
            there = replace(step.place, account=step.write.parameters[MACIE.parameter])
            yield replace(step, needs=step.needs | {session_key(there)})


@operation(
    satisfies=["macie2.every_account_covered", "macie2.enabled"],
    facts=[Membership, Member, Administrator, OptInRegion],
    writes=_JOINING,
    after=["macie2.administrator", "macie2.session"],
    permissions=[*_PERMISSIONS, "macie2:GetMember"],
    asked_by=["organization.security_tooling"],
)
def members(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """With the administrator, all accounts that are there become its members, and get Macie by that.

    The management account turns it on for itself first.
    https://docs.aws.amazon.com/macie/latest/APIReference/members.html
    """
    for found in joining(MACIE, Administrator, want, have):
        for number, email in found.accounts.items():
            own = {session_key(found.management)} if number == found.management.account else set()
            yield _joined("macie2.members", found.place, number, email, found.needs(number) | own)


def _joined(name: str, place: Place, number: str, email: str | Ref, needs: frozenset[str] = frozenset()) -> Step:
    return Step(
        key=step_key(f"{name}/join:{number}", place),
        place=place,
        write=Write("macie2", "CreateMember", account={"accountId": number, "email": email}),
        because=f"{number} is no member",
        before="no member",
        after=f"{number} is a member, with Macie on",
        needs=needs,
        undo=(Write("macie2", "DisassociateMember", id=number), Write("macie2", "DeleteMember", id=number)),
        undo_note=_STAYS,
        monthly_cost_usd=None,
        cost_note=_COST,
        settled=_is_member(number),
        not_yet=_NOT_YET,
        reaches=True,
    )


def _is_member(number: str) -> Settled:
    asked = Read("macie2", "GetMember", id=number).or_none("ResourceNotFoundException")
    return Settled(asked, "relationshipStatus", "Enabled", seconds=300)


@operation(
    satisfies=["macie2.every_account_enabled", "macie2.every_account_covered", "macie2.enabled"],
    facts=[Membership, Administration, OptInRegion],
    writes=["macie2:UpdateOrganizationConfiguration", "macie2:UpdateMemberSession", *_JOINING],
    after=["macie2.administrator", "macie2.members"],
    permissions=[*_PERMISSIONS, "macie2:GetMember"],
    asked_by=["organization.security_tooling"],
)
def organization(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """New accounts get Macie of themselves, and those that the administrator knows to be left out are taken in.

    In a Region that is opted into the account must be known to be the administrator: others may not have the Region.
    """
    for region, found, designated in _administered(want, have):
        if found is None or not found.auto_enable:
            yield _configured(region, designated)
        if found:
            for number, email in sorted(found.left_out.items()):
                yield _joined("macie2.organization", region, number, email)
            yield from (_resumed_in(region, number) for number in found.paused)


def _administered(want: Baseline, have: Snapshot) -> Iterator[tuple[Place, Administration | None, str]]:
    """Regions that the account administers or is to, how they are configured, and what designates it."""
    if not is_tooling(have, want):
        return
    (membership,) = have.all(Membership)
    opted = {one.name for one in have.all(OptInRegion)}
    for region in have.regions:
        found = next(iter(have.at(Administration, region.place)), None)
        if offered("macie2", region.place) and (found is not None or region.name not in opted):
            management = replace(region.place, account=str(membership.management_account))
            yield region.place, found, MACIE.designated_key(management)


def _configured(place: Place, designated: str) -> Step:
    return Step(
        key=step_key("macie2.organization/configure", place),
        place=place,
        write=Write("macie2", "UpdateOrganizationConfiguration", autoEnable=True),
        because="Macie does not turn itself on in new accounts",
        before="new accounts without",
        after="new accounts with Macie",
        needs=frozenset({designated}),
        undo=(Write("macie2", "UpdateOrganizationConfiguration", autoEnable=False),),
        undo_note="accounts that joined meanwhile keep Macie",
        monthly_cost_usd=None,
        cost_note=_COST,
        not_yet=_NOT_YET,
    )


def _resumed_in(place: Place, number: str) -> Step:
    return Step(
        key=step_key(f"macie2.organization/resume:{number}", place),
        place=place,
        write=Write("macie2", "UpdateMemberSession", id=number, status="ENABLED"),
        because=f"Macie is paused in {number}",
        before="paused",
        after="on",
        undo=(Write("macie2", "UpdateMemberSession", id=number, status="PAUSED"),),
        monthly_cost_usd=None,
        cost_note=_COST,
        settled=_is_member(number),
        reaches=True,
    )


@operation(
    satisfies=["macie2.automated_discovery"],
    facts=[Membership, Discovery, Administration, OptInRegion],
    writes=["macie2:UpdateAutomatedDiscoveryConfiguration"],
    after=["macie2.session", "macie2.organization"],
)
def discovery(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Automated discovery: for ALL in the account that administers Macie, for the account itself where nobody does.

    https://docs.aws.amazon.com/macie/latest/user/discovery-asdd-account-enable.html
    """
    if want.organization.security_tooling is None:
        for region in have.regions:
            if offered("macie2", region.place):
                yield from _discovering(region.place, have, frozenset({session_key(region.place)}))
        return
    for place, _, designated in _administered(want, have):
        yield from _discovering(place, have, frozenset({designated, session_key(place)}), "ALL")


def _discovering(place: Place, have: Snapshot, needs: frozenset[str], whom: str | None = None) -> Iterator[Step]:
    found = next(iter(have.at(Discovery, place)), None)
    if found and found.administrator is not None:
        return  # which decides on it
    before = (found.status or "DISABLED", found.auto_enable or "NONE") if found else ("DISABLED", "NONE")
    if before[0] == "ENABLED" and whom in (None, before[1]):
        return
    yield Step(
        key=step_key("macie2.discovery/enable", place),
        place=place,
        write=_discovered("ENABLED", whom),
        because="nobody looks for sensitive data in the buckets",
        before=" ".join(before) if whom else before[0],
        after=f"ENABLED for {whom} accounts" if whom else "ENABLED",
        needs=needs,
        undo=(_discovered(before[0], before[1] if whom else None),),
        undo_note="members in which it was turned on keep it, unless it is off for their administrator" if whom else "",
        monthly_cost_usd=None,
        cost_note=_DISCOVERY_COST,
        not_yet=_NOT_YET,
        reaches=whom is not None,
    )


def _discovered(status: str, whom: str | None) -> Write:
    more = {"autoEnableOrganizationMembers": whom} if whom else {}
    return Write("macie2", "UpdateAutomatedDiscoveryConfiguration", status=status, **more)
