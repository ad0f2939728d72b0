"""Somebody has vouched within the year for knowing how to reach AWS in an incident.

In the hour when nobody can sign in, the way to AWS must be written down somewhere that is not AWS: the form for those
without access, the support plan and what it promises, the address of AWS Trust & Safety.

Check by hand:
    aws support describe-severity-levels

    Answered: a paid plan with an API. Refused with SubscriptionRequiredException: none.

Fix by hand:
    Write a card and keep it off AWS: account number, root's e-mail address, support plan, the form for lost access
    (https://support.aws.amazon.com/#/contacts/aws-account-support), and trustandsafety@support.aws.com for abuse. Then
    write who did it, when, and where the card is, to hardpan.yaml under attestations.support_contact.

Source: https://docs.aws.amazon.com/security-ir/latest/userguide/understand-support-options.html
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hardpan.config import EXAMPLE, Attestation, Baseline
from hardpan.model import Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...attestation import verdict
from ..examples import PLAN
from ..facts import SupportPlan


def _attested(on: date) -> Baseline:
    return replace(EXAMPLE, support_contact=Attestation(by="Ada Example", on=on))


@control(
    section="incident-response",
    severity=Severity.LOW,
    catalogue="ir.support-plan",
    passes=[(PLAN, _attested(date(2026, 3, 1))), (replace(PLAN, paid=False), _attested(date(2026, 3, 1)))],
    fails=[(PLAN, _attested(date(2025, 3, 1))), (PLAN, _attested(date(2027, 3, 1)))],
    manual=[PLAN, replace(PLAN, paid=False)],
    human=(
        "Write a card and keep it off AWS: account number, root's e-mail address, the support plan (Console > Support "
        "> Your plan), the form for those who cannot sign in "
        "(https://support.aws.amazon.com/#/contacts/aws-account-support), and trustandsafety@support.aws.com. Then add "
        "support_contact with by, on (the date) and note (where the card is) to hardpan.yaml, under attestations."
    ),
)
def support_contact_attested(plan: SupportPlan, snapshot: Snapshot, want: Baseline) -> Verdict:
    told = str(plan)
    said = verdict(want.support_contact, snapshot.taken.date(), "attestations.support_contact")
    return replace(said, message=f"{said.message} ({told})")
