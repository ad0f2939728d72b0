"""What we know of an account as AWS's customer: its contacts and the Regions it opted into."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.config import Contact, PrimaryContact
from hardpan.model import Fact

# States of a Region that an account opted into, while anything can still run there or soon can.
OPEN = ("ENABLED", "ENABLING")


@dataclass(frozen=True, kw_only=True)
class ContactInformation(Fact):
    """The account's primary contact, and whether AWS has seen that its phone number is the owner's.

    https://docs.aws.amazon.com/accounts/latest/reference/API_GetContactInformation.html
    """

    details: dict[str, str]  # as the API spells it
    phone_verification: str | None  # VERIFIED, PENDING or UNVERIFIED; None where AWS does not say

    def differing(self, wanted: PrimaryContact) -> list[str]:
        """Members of the contact that are not as wanted, by the API's names."""
        return [name for name, value in as_details(wanted).items() if self.details.get(name) != value]

    def replaced_by(self, wanted: PrimaryContact) -> dict[str, str]:
        """The whole contact to put: AWS forgets what is left out, and an old second address line should go.

        Company and website stay where nothing else is wanted.
        """
        kept = {name: self.details[name] for name in ("CompanyName", "WebsiteUrl") if self.details.get(name)}
        return {**kept, **as_details(wanted)}


def as_details(wanted: PrimaryContact) -> dict[str, str]:
    """A primary contact as the API has it, without what is not said.

    https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html
    """
    said = {
        "FullName": wanted.full_name,
        "CompanyName": wanted.company,
        "AddressLine1": wanted.address_line,
        "City": wanted.city,
        "StateOrRegion": wanted.state,
        "PostalCode": wanted.postal_code,
        "CountryCode": wanted.country_code,
        "PhoneNumber": wanted.phone,
    }
    return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class AlternateContacts(Fact):
    """Whom AWS writes to beside root's mailbox; None where nobody is named.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
    """

    security: Contact | None
    billing: Contact | None
    operations: Contact | None


@dataclass(frozen=True, kw_only=True)
class OptInRegion(Fact):
    """A Region that is off until an account enables it, and is not off in this one."""

    name: str
    status: str  # ENABLED, ENABLING or DISABLING

    @property
    def resource(self) -> str:
        """The Region's code."""
        return self.name
