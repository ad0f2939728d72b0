"""AWS knows whom to write to about operations.

Notices of retired hardware, ended versions and planned maintenance go to this address. What nobody reads becomes an
outage on the day.

Check by hand:
    aws account get-alternate-contact --alternate-contact-type OPERATIONS

Fix by hand:
    aws account put-alternate-contact --alternate-contact-type OPERATIONS --name NAME --title TITLE --email-address EMAIL --phone-number PHONE

Edge cases:
    Without contacts.operations in hardpan.yaml any operations contact passes.

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
    passes=[ALTERNATES, (ALTERNATES, replace(EXAMPLE, operations_contact=None))],
    fails=[
        replace(ALTERNATES, operations=None),
        (replace(ALTERNATES, operations=None), replace(EXAMPLE, operations_contact=None)),
        (ALTERNATES, replace(EXAMPLE, operations_contact=ALTERNATES.security)),
    ],
    human=HUMAN.format(kind="operations"),
)
def operations_contact(account: AlternateContacts, want: Baseline) -> Verdict:
    return verdict("operations", account.operations, want.operations_contact)
