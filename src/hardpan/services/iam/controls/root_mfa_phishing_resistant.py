"""Root signs in with a passkey or hardware key only.

A code from an app can be typed into a false sign-in page, and whoever has a copy of its seed makes codes too. A passkey
or FIDO2 key answers only to AWS's own page.

Check by hand:
    aws iam get-account-summary --query SummaryMap.AccountMFAEnabled
    aws iam list-virtual-mfa-devices --assignment-status Assigned --query 'VirtualMFADevices[].User.Arn'

Fix by hand:
    There is no API for it. Sign in to the console as root; your name at the top right, Security credentials; under
    Multi-factor authentication (MFA) assign a passkey or security key, better two; then choose the virtual device and
    Remove.

Edge cases:
    AWS shows root's keys and passkeys to root alone. That it has MFA, and that no virtual device is root's, is all
    the proof there is from elsewhere; a hardware token that shows codes passes too.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import HERE, NO_VIRTUAL_MFA, SUMMARY
from ..facts import AccountSummary, RootVirtualMfa

_APP = replace(NO_VIRTUAL_MFA, serials=(HERE.arn("iam", "mfa/root-account-mfa-device"),))


@control(
    section="root-user",
    severity=Severity.HIGH,
    catalogue="root.mfa.phishing-resistant",
    joins=[RootVirtualMfa],
    passes=[(SUMMARY, NO_VIRTUAL_MFA)],
    fails=[(SUMMARY, _APP), (replace(SUMMARY, root_has_mfa=False), NO_VIRTUAL_MFA)],
    not_applicable=[(replace(SUMMARY, root_has_mfa=False, root_has_password=False), NO_VIRTUAL_MFA)],
    human=(
        "Sign in to the console as root > your name at the top right > Security credentials > "
        "Multi-factor authentication (MFA) > Assign MFA device > Passkey or security key. When it works, choose the "
        "virtual device in the same list, then Remove."
    ),
)
def root_mfa_phishing_resistant(account: AccountSummary, snapshot: Snapshot) -> Verdict:
    virtual = [serial for found in snapshot.at(RootVirtualMfa, account.place) for serial in found.serials]
    if account.root_has_mfa:
        return Fail("root signs in with codes of an app") if virtual else Pass("root has MFA, and no virtual device")
    if not account.root_has_password:
        return NotApplicable("root has no password")
    return Fail("root has no MFA device")
