"""AWS knows whom to write to about security.

AWS writes to this address when it finds a key of yours in public, or sees your account attack others. Without it the
message goes to root's mailbox, which a well-kept account hardly ever opens.

Check by hand:
    aws account get-alternate-contact --alternate-contact-type SECURITY

Fix by hand:
    aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE --email-address EMAIL --phone-number PHONE

Edge cases:
    Without contacts.security in hardpan.yaml any security contact passes. A mailing list that several people read is
    better than one person's address.

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
    severity=Severity.HIGH,
    catalogue="acct.contact.security",
    passes=[ALTERNATES, (ALTERNATES, replace(EXAMPLE, security_contact=None))],
    fails=[
        replace(ALTERNATES, security=None),
        (replace(ALTERNATES, security=None), replace(EXAMPLE, security_contact=None)),
        (ALTERNATES, replace(EXAMPLE, security_contact=ALTERNATES.billing)),
    ],
    human=HUMAN.format(kind="security"),
)
def security_contact(account: AlternateContacts, want: Baseline) -> Verdict:
    return verdict("security", account.security, want.security_contact)
