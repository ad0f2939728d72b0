"""AWS has verified the phone number of the account's primary contact.

When root's password or MFA device is lost, AWS calls this number. One that was mistyped, or was never shown to be
yours, is found out on the day it is needed.

Check by hand:
    aws account get-contact-information --query VerificationStatus

Fix by hand:
    Console > your name, top right > Account > Contact information > Edit: choose Verify beside the phone number, and
    enter the code that AWS sends to it by text message.

Edge cases:
    The API has SendPhoneNumberVerification and VerifyPhoneNumber for it too; not every AWS CLI knows them yet.

Source: https://docs.aws.amazon.com/accounts/latest/reference/API_GetContactInformation.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Manual, Pass, Severity, Verdict, control

from ..examples import CONTACT
from ..facts import ContactInformation


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="acct.contact.primary",
    passes=[CONTACT],
    fails=[replace(CONTACT, phone_verification="UNVERIFIED"), replace(CONTACT, phone_verification="PENDING")],
    manual=[replace(CONTACT, phone_verification=None)],
    human=(
        "Console > your name, top right > Account > Contact information > Edit: if the phone number is marked as not "
        "verified, choose Verify, and enter the code that AWS sends to it by text message."
    ),
)
def phone_verified(account: ContactInformation) -> Verdict:
    if account.phone_verification is None:
        return Manual("AWS does not say whether the phone number was verified: look at the account page of the console")
    if account.phone_verification == "VERIFIED":
        return Pass("the phone number is verified")
    return Fail(f"the phone number is {account.phone_verification}")
