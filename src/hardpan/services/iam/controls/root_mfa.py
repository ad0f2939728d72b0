"""Root has an MFA device.

Root can do everything, close the account included, and no policy of the account holds it back. With a password alone,
whoever guesses it, phishes it or reads the mailbox that resets it owns the account.

Check by hand:
    aws iam get-account-summary --query SummaryMap.AccountMFAEnabled

Fix by hand:
    There is no API for it. Sign in to the console as root; open the menu of your name at the top right and choose
    Security credentials; under Multi-factor authentication (MFA) choose Assign MFA device; choose Passkey or security
    key; follow the steps. Do it again for a second device, and keep that one elsewhere.

Edge cases:
    A member account of an organization whose root has no password has nothing to protect. In GovCloud, root lives in
    the commercial account that belongs to it: check there.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import SUMMARY
from ..facts import AccountSummary


@control(
    section="root-user",
    severity=Severity.CRITICAL,
    catalogue="root.mfa",
    passes=[SUMMARY],
    fails=[replace(SUMMARY, root_has_mfa=False)],
    not_applicable=[replace(SUMMARY, root_has_mfa=False, root_has_password=False)],
    human=(
        "Sign in to the console as root > your name at the top right > Security credentials > "
        "Multi-factor authentication (MFA) > Assign MFA device > Passkey or security key. Assign a second device, and "
        "keep it in another place."
    ),
)
def root_mfa(account: AccountSummary) -> Verdict:
    if account.root_has_mfa:
        return Pass("root has an MFA device")
    if not account.root_has_password:
        return NotApplicable("root has no password")
    return Fail("root can sign in with its password alone")
