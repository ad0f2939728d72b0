"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.config import EXAMPLE, PrimaryContact
from hardpan.model import Account, Place

from .facts import AlternateContacts, ContactInformation, OptInRegion, as_details

WHOLE = Place("111122223333")
ACCOUNT = Account(place=WHOLE, name=None)


def _contact(wanted: PrimaryContact | None) -> ContactInformation:
    return ContactInformation(place=WHOLE, details=as_details(wanted) if wanted else {}, phone_verification="VERIFIED")


CONTACT = _contact(EXAMPLE.primary_contact)
ALTERNATES = AlternateContacts(
    place=WHOLE,
    security=EXAMPLE.security_contact,
    billing=EXAMPLE.billing_contact,
    operations=EXAMPLE.operations_contact,
)
OPT_IN = OptInRegion(place=WHOLE, name="af-south-1", status="ENABLED")
