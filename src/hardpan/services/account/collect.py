"""What to ask Account Management, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.config import Contact
from hardpan.model import Place, Read, Reading, collector, lift

from .facts import AlternateContacts, ContactInformation, OptInRegion

_KINDS = ("SECURITY", "BILLING", "OPERATIONS")


@collector(ContactInformation, per="account", reads=["account:GetContactInformation"])
def contact_information(here: Place) -> Reading[ContactInformation]:
    """The contact given when the account was made; every account has one."""
    answer = yield Read("account", "GetContactInformation")
    return [
        ContactInformation(
            place=here, details=answer["ContactInformation"], phone_verification=answer.get("VerificationStatus")
        )
    ]


@collector(AlternateContacts, per="account", reads=["account:GetAlternateContact"])
def alternate_contacts(here: Place) -> Reading[AlternateContacts]:
    """The three alternate contacts; one that nobody named answers ResourceNotFoundException."""
    answers = yield [
        Read("account", "GetAlternateContact", AlternateContactType=kind).or_none("ResourceNotFoundException")
        for kind in _KINDS
    ]
    security, billing, operations = (lift(_contact, answer) for answer in answers)
    return [AlternateContacts(place=here, security=security, billing=billing, operations=operations)]


def _contact(answer: dict[str, Any] | None) -> Contact | None:
    if answer is None:
        return None
    told = answer["AlternateContact"]
    return Contact(name=told["Name"], title=told["Title"], email=told["EmailAddress"], phone=told["PhoneNumber"])


@collector(OptInRegion, per="account", reads=["account:ListRegions"])
def opt_in_regions(here: Place) -> Reading[OptInRegion]:
    """The Regions somebody enabled. Those enabled by default cannot be turned off and are not asked for."""
    answer = yield Read("account", "ListRegions", RegionOptStatusContains=["ENABLED", "ENABLING", "DISABLING"])
    return [
        OptInRegion(place=here, name=region["RegionName"], status=region["RegionOptStatus"])
        for region in sorted(answer["Regions"], key=lambda region: str(region["RegionName"]))
    ]
