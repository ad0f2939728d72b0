"""AWS knows whom to write to about bills.

A card that expires and a bill that is ten times the last one are both told by mail first. An account suspended for an
unpaid bill is as unavailable as one that was broken into.

Check by hand:
    aws account get-alternate-contact --alternate-contact-type BILLING

Fix by hand:
    aws account put-alternate-contact --alternate-contact-type BILLING --name NAME --title TITLE --email-address EMAIL --phone-number PHONE

Edge cases:
    Without contacts.billing in hardpan.yaml any billing contact passes.

Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import Severity, Verdict, control

from ..alternate import HUMAN, verdict
from ..examples import ALTERNATES
from ..facts import AlternateContacts


@control(
    section="account-architecture",
    severity=Severity.LOW,
    catalogue="acct.contact.billing-operations",
    passes=[ALTERNATES, (ALTERNATES, replace(EXAMPLE, billing_contact=None))],
    fails=[
        replace(ALTERNATES, billing=None),
        (replace(ALTERNATES, billing=None), replace(EXAMPLE, billing_contact=None)),
        (ALTERNATES, replace(EXAMPLE, billing_contact=ALTERNATES.security)),
    ],
    human=HUMAN.format(kind="billing"),
)
def billing_contact(account: AlternateContacts, want: Baseline) -> Verdict:
    return verdict("billing", account.billing, want.billing_contact)
