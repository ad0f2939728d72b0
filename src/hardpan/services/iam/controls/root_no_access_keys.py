"""Root has no access keys and no signing certificates.

A key of root's is everything the account is, in one line of text: no MFA is asked for, no policy limits it. Whatever
uses it can use a role.

Check by hand:
    aws iam get-account-summary --query 'SummaryMap.[AccountAccessKeysPresent,AccountSigningCertificatesPresent]'

Fix by hand:
    Only root can do it. Find out what uses the key (credential report, columns access_key_1_last_used_service and
    access_key_1_last_used_region) and give that a role. Then sign in to the console as root; your name at the top
    right, Security credentials; under Access keys choose Actions, Deactivate; after some days without complaint,
    Delete. Under X.509 Signing certificates delete those as well.

Edge cases:
    Whatever still uses the key stops when it is deactivated; activating it again is possible until it is deleted.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import SUMMARY
from ..facts import AccountSummary


@control(
    section="root-user",
    severity=Severity.CRITICAL,
    catalogue="root.no-access-keys",
    passes=[SUMMARY],
    fails=[replace(SUMMARY, root_has_access_keys=True), replace(SUMMARY, root_has_certificates=True)],
    human=(
        "Give what uses the key a role instead. Then sign in to the console as root > your name at the top right > "
        "Security credentials > Access keys > Actions > Deactivate, and some days later Delete; delete what is listed "
        "under X.509 Signing certificates too."
    ),
)
def root_no_access_keys(account: AccountSummary) -> Verdict:
    held = ["access keys"] if account.root_has_access_keys else []
    held += ["signing certificates"] if account.root_has_certificates else []
    return Fail(f"root has {' and '.join(held)}") if held else Pass("root has neither keys nor certificates")
