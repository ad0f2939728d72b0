"""No GuardDuty finding of high severity waits longer than a day.

Severity 7 and above means that something is being misused now. A finding older than a day that nobody has archived
was either not seen or not finished with, and hides the next one.

Check by hand:
    aws guardduty list-findings --region REGION --detector-id DETECTOR_ID --finding-criteria file://high-and-open.json

    high-and-open.json: {"Criterion": {"severity": {"GreaterThanOrEqual": 7}, "service.archived": {"Equals": ["false"]}}}

Fix by hand:
    Look into each finding and act on it; then say that it is dealt with:
    aws guardduty archive-findings --region REGION --detector-id DETECTOR_ID --finding-ids FINDING_ID

Edge cases:
    Sample findings and those that a drill provokes count as well: archive them. The age is that of the first time, so
    a finding that recurs for a week is a week old.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hardpan.model import Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR, FRESH_FINDING, REGION
from ..facts import Detector, HighFinding

_PATIENCE = timedelta(hours=24)


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.guardduty.clean",
    joins=[Detector, HighFinding],
    passes=[(REGION, DETECTOR), (REGION, DETECTOR, FRESH_FINDING)],
    fails=[(REGION, DETECTOR, replace(FRESH_FINDING, since=FRESH_FINDING.since - timedelta(days=30)))],
    not_applicable=[(REGION,)],
    human=(
        "Console > GuardDuty > Findings, in each Region named below: sort by severity, open each finding, follow "
        '"Remediating security issues" in its panel, and when it is dealt with choose Actions > Archive.'
    ),
)
def no_unhandled_findings(region: Region, snapshot: Snapshot) -> Verdict:
    if not snapshot.at(Detector, region.place):
        return NotApplicable("GuardDuty is off here")
    findings = snapshot.at(HighFinding, region.place)
    old = [finding for finding in findings if snapshot.taken - finding.since > _PATIENCE]
    if not old:
        return Pass(f"{len(findings)} high, none of them older than a day" if findings else "no open high finding")
    worst = max(old, key=lambda finding: (finding.severity, -finding.since.timestamp()))
    return Fail(
        f"{len(old)} of high severity {'waits' if len(old) == 1 else 'wait'} longer than a day: "
        f"{worst.type} since {worst.since:%Y-%m-%d}{' and others' if len(old) > 1 else ''}"
    )
