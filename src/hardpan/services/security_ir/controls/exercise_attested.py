"""Somebody has vouched within the year that an incident was rehearsed.

A plan that nobody has walked through has holes: the alert goes to somebody who left, the role cannot be assumed, the
guardrail that should freeze an account freezes the wrong one.

Check by hand:
    aws guardduty list-findings --detector-id DETECTOR_ID --finding-criteria '{"Criterion":{"service.additionalInfo.sample":{"Equals":["true"]}}}'

Fix by hand:
    aws guardduty create-sample-findings --detector-id DETECTOR_ID --finding-types UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS
    aws organizations move-account --account-id SANDBOX --source-parent-id SANDBOX_UNIT --destination-parent-id QUARANTINE_UNIT
    aws organizations move-account --account-id SANDBOX --source-parent-id QUARANTINE_UNIT --destination-parent-id SANDBOX_UNIT

    Once a year: make a sample finding and see that somebody is told; become the role for responders and look at the
    account; move an account that nobody needs into the unit Quarantine, see that nothing works there, and move it back.
    Then write who did it and when to hardpan.yaml under attestations.incident_exercise.

Source: https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_incident_response_run_game_days.html
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
    return replace(EXAMPLE, incident_exercise=Attestation(by="Ada Example", on=on))


@control(
    section="incident-response",
    severity=Severity.LOW,
    catalogue="ir.exercise",
    profile="team",
    passes=[(IN_NONE, _attested(date(2026, 3, 1))), (MEMBERSHIP, _attested(date(2026, 3, 1)))],
    fails=[(MEMBERSHIP, _attested(date(2025, 3, 1))), (IN_NONE, _attested(date(2027, 3, 1)))],
    manual=[MEMBERSHIP, IN_NONE],
    not_applicable=[(AS_MEMBER, _attested(date(2026, 3, 1)))],
    human=(
        "In an account that nobody needs: make a GuardDuty sample finding (Console > GuardDuty > Settings > Generate "
        "sample findings) and see that the alert arrives; assume the role for responders there; move the account into "
        "the unit Quarantine, see that nothing works, and move it back. Then add to hardpan.yaml, under attestations, "
        "incident_exercise with by, on (the date) and note (where the record is)."
    ),
)
def exercise_attested(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    said, today = want.incident_exercise, snapshot.taken.date()
    return elsewhere(account) or verdict(said, today, "attestations.incident_exercise")
