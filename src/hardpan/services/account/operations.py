"""What to change so that AWS reaches the right people and unused Regions are off."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline, Contact
from hardpan.model import NotYet, Place, Read, Risk, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import AlternateContacts, ContactInformation, OptInRegion
from .regions import unused

_NEW_NUMBER = "the old phone number has to be verified again"
_WRITES = ["account:PutAlternateContact", "account:DeleteAlternateContact"]


@operation(satisfies=["account.primary_contact"], facts=[ContactInformation], writes=["account:PutContactInformation"])
def primary_contact(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The primary contact that hardpan.yaml names, whole: no line of an old address stays behind."""
    if want.primary_contact is None:
        return
    for found in have.all(ContactInformation):
        differing = found.differing(want.primary_contact)
        if differing:
            yield Step(
                key=step_key("account.primary_contact/put", found.place),
                place=found.place,
                write=_put(found.replaced_by(want.primary_contact)),
                because=f"the primary contact is not as hardpan.yaml says: {', '.join(differing)}",
                before=found.details["FullName"],
                after=want.primary_contact.full_name,
                undo=(_put(found.details),),
                undo_note=_NEW_NUMBER if "PhoneNumber" in differing else "",
            )


def _put(details: dict[str, str]) -> Write:
    return Write("account", "PutContactInformation", ContactInformation=details)


@operation(satisfies=["account.security_contact"], facts=[AlternateContacts], writes=_WRITES)
def security_contact(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The security contact that hardpan.yaml names."""
    for found in have.all(AlternateContacts):
        yield from _alternate("security", found.place, found.security, want.security_contact)


@operation(satisfies=["account.billing_contact"], facts=[AlternateContacts], writes=_WRITES)
def billing_contact(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The billing contact that hardpan.yaml names."""
    for found in have.all(AlternateContacts):
        yield from _alternate("billing", found.place, found.billing, want.billing_contact)


@operation(satisfies=["account.operations_contact"], facts=[AlternateContacts], writes=_WRITES)
def operations_contact(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The operations contact that hardpan.yaml names."""
    for found in have.all(AlternateContacts):
        yield from _alternate("operations", found.place, found.operations, want.operations_contact)


def _alternate(kind: str, place: Place, found: Contact | None, wanted: Contact | None) -> Iterator[Step]:
    if wanted is None or found == wanted:
        return
    name = kind.upper()
    none = Write("account", "DeleteAlternateContact", AlternateContactType=name)
    yield Step(
        key=step_key(f"account.{kind}_contact/put", place),
        place=place,
        write=_put_alternate(name, wanted),
        because=f"the {kind} contact is not as hardpan.yaml says" if found else f"AWS has no {kind} contact",
        before=found.email if found else "none",
        after=wanted.email,
        undo=(_put_alternate(name, found) if found else none,),
    )


def _put_alternate(kind: str, contact: Contact) -> Write:
    return Write(
        "account",
        "PutAlternateContact",
        AlternateContactType=kind,
        Name=contact.name,
        Title=contact.title,
        EmailAddress=contact.email,
        PhoneNumber=contact.phone,
    )


@operation(
    satisfies=["account.unused_regions_off"],
    facts=[OptInRegion],
    writes=["account:DisableRegion", "account:EnableRegion"],
    permissions=["account:GetRegionOptStatus"],
    consent="resources in the Regions turned off stay and cost, but nobody reaches them until the Region is on again",
)
def unused_regions_off(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Opt-in Regions that hardpan.yaml does not allow are off, and the plan changes nothing else in them.

    Disabling takes minutes to hours, which nothing waits for; an undo waits ten minutes for the Region to be back.
    https://docs.aws.amazon.com/accounts/latest/reference/API_DisableRegion.html
    """
    for account in have.accounts:
        for region in unused(want, have, account.id):
            yield Step(
                key=step_key(f"account.unused_regions_off/disable:{region.name}", account.place),
                place=account.place,
                write=Write("account", "DisableRegion", RegionName=region.name),
                because=f"{region.name} is enabled and nobody means to use it",
                resource=region.name,
                before=region.status.lower(),
                after="disabled",
                undo=(Write("account", "EnableRegion", RegionName=region.name),),
                undo_note="enabling a Region again takes minutes to hours",
                risk=Risk.DESTRUCTIVE,
                ends=account.place.at(region.name),
                settled=Settled(
                    Read("account", "GetRegionOptStatus", RegionName=region.name),
                    "RegionOptStatus == 'ENABLED'",
                    equals=False,
                    seconds=600,
                ),
                # A Region that is being turned off cannot be turned on, nor the other way round, until that is done.
                not_yet=(NotYet("ConflictException", seconds=600),),
            )
