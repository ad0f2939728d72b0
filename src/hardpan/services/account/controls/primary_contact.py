"""The account's primary contact is the one hardpan.yaml names.

Its phone number is a way to recover root, and its name and address are whom AWS holds to be the customer. An account
whose contact is a former colleague, or a placeholder from the day it was opened, may not come back after a theft.

Check by hand:
    aws account get-contact-information

Fix by hand:
    aws account put-contact-information --contact-information file://contact.json

    contact.json holds FullName, AddressLine1, City, PostalCode, CountryCode and PhoneNumber, and what else AWS should
    keep: the command replaces the whole contact.

Edge cases:
    A new phone number has to be verified again: account.phone_verified. Without contacts.primary in hardpan.yaml there
    is nothing to compare with, and a person has to look.

Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-primary.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import Fail, Manual, Pass, Severity, Verdict, control

from ..examples import CONTACT
from ..facts import ContactInformation


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="acct.contact.primary",
    passes=[CONTACT, replace(CONTACT, details={**CONTACT.details, "WebsiteUrl": "https://example.com"})],
    fails=[replace(CONTACT, details={**CONTACT.details, "PhoneNumber": "+12065550100"})],
    manual=[(CONTACT, replace(EXAMPLE, primary_contact=None))],
    human=(
        "Console > your name, top right > Account > Contact information: make sure that name, address and phone number "
        "are yours. Then write them to hardpan.yaml under contacts.primary, and Hardpan holds them for you."
    ),
)
def primary_contact(account: ContactInformation, want: Baseline) -> Verdict:
    if want.primary_contact is None:
        return Manual(f"AWS knows {account.details['FullName']}: add contacts.primary to hardpan.yaml to compare with")
    differing = account.differing(want.primary_contact)
    if differing:
        return Fail(f"not as hardpan.yaml says: {', '.join(differing)}")
    return Pass(f"the contact is {account.details['FullName']}, as hardpan.yaml says")
