"""Somebody has vouched within the year that root can be recovered.

The day root's MFA device is lost, or its password stolen, is a bad day to find that the mailbox belongs to someone who
left, or that the phone number was given up. AWS cannot tell; a person has to try.

Check by hand:
    aws iam get-account-summary --query SummaryMap.AccountMFAEnabled
    aws account get-contact-information --query ContactInformation.PhoneNumber

Fix by hand:
    Once a year: find the password where it is kept; sign in with the spare MFA device; make sure that the mailbox of
    root's e-mail address is yours and has MFA itself, and that the account's phone number is yours. Then write who did
    it and when, and where the proof is (never a secret), to hardpan.yaml under attestations.root_recovery.
    aws account get-contact-information

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hardpan.config import EXAMPLE, Attestation, Baseline
from hardpan.model import NotApplicable, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...attestation import verdict
from ..examples import SUMMARY
from ..facts import AccountSummary


def _attested(on: date) -> Baseline:
    return replace(EXAMPLE, root_recovery=Attestation(by="Ada Example", on=on))


@control(
    section="root-user",
    severity=Severity.MEDIUM,
    catalogue="root.recovery.attested",
    passes=[(SUMMARY, _attested(date(2026, 3, 1)))],
    fails=[(SUMMARY, _attested(date(2025, 3, 1))), (SUMMARY, _attested(date(2027, 3, 1)))],
    manual=[SUMMARY],
    not_applicable=[replace(SUMMARY, root_has_password=False)],
    human=(
        "Find root's password where it is kept; sign in to the console as root with the spare MFA device; make sure "
        "that the mailbox of root's e-mail address is yours and has MFA, and that the phone number under Account > "
        "Contact information is yours. Then add to hardpan.yaml, under attestations, root_recovery with by, on (the "
        "date) and note (where the proof is kept; never a secret)."
    ),
)
def root_recovery_attested(account: AccountSummary, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not account.root_has_password:
        return NotApplicable("root has no password; its organization recovers the account")
    return verdict(want.root_recovery, snapshot.taken.date(), "attestations.root_recovery")
