"""Somebody has vouched within the year that there is a plan for incidents.

The first hour of an incident is no time to find out who may decide, whom to call, and what to pull the plug on. A page
for each of the usual cases is enough, where everybody who may need it finds it, also when the account is locked.

Check by hand:
    aws account get-alternate-contact --alternate-contact-type SECURITY

Fix by hand:
    Write down: who decides and who takes over; how to reach each other when mail and chat cannot be trusted; how to
    reach AWS (support.support_contact_attested); and for a leaked key, use of the root user, a public bucket, mining of
    cryptocurrency and ransom each: how it shows, what to shut off first, how to keep evidence, how to get back to work.
    Read it through once a year. Then write who did it and when, and where the plan is, to hardpan.yaml under
    attestations.incident_plan.
    aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE --email-address EMAIL --phone-number PHONE

Source: https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_incident_response_develop_management_plans.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hardpan.config import EXAMPLE, Attestation, Baseline
from hardpan.model import Severity, Verdict, control
from hardpan.services.organizations.examples import AS_MEMBER, IN_NONE, MEMBERSHIP
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ...attestation import verdict
from ..once import elsewhere


def _attested(on: date) -> Baseline:
    return replace(EXAMPLE, incident_plan=Attestation(by="Ada Example", on=on))


@control(
    section="incident-response",
    severity=Severity.MEDIUM,
    catalogue="ir.plan",
    profile="team",
    passes=[(IN_NONE, _attested(date(2026, 3, 1))), (MEMBERSHIP, _attested(date(2026, 3, 1)))],
    fails=[(MEMBERSHIP, _attested(date(2025, 3, 1))), (IN_NONE, _attested(date(2027, 3, 1)))],
    manual=[MEMBERSHIP, IN_NONE],
    not_applicable=[(AS_MEMBER, _attested(date(2026, 3, 1)))],
    human=(
        "Write down who decides in an incident, how to reach each other and AWS, and for a leaked key, use of root, a "
        "public bucket, mining and ransom each what to do first; read it through with those who need it. Then add to "
        "hardpan.yaml, under attestations, incident_plan with by, on (the date) and note (where the plan is)."
    ),
)
def plan_attested(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    return elsewhere(account) or verdict(want.incident_plan, snapshot.taken.date(), "attestations.incident_plan")
