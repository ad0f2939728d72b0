"""GuardDuty publishes every 15 minutes what it finds again.

A new finding is published within minutes. When it recurs, GuardDuty waits up to six hours, unless told otherwise, to
say so: time in which nobody hears that an attack goes on.

Check by hand:
    aws guardduty get-detector --region REGION --detector-id DETECTOR_ID --query FindingPublishingFrequency

Fix by hand:
    aws guardduty update-detector --region REGION --detector-id DETECTOR_ID --finding-publishing-frequency FIFTEEN_MINUTES

Edge cases:
    A member account has the frequency of its GuardDuty administrator, and only the administrator can change it.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR, REGION
from ..facts import FIFTEEN_MINUTES, Detector


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.guardduty.alerts",
    joins=[Detector],
    passes=[(REGION, DETECTOR)],
    fails=[(REGION, replace(DETECTOR, publishing_frequency="SIX_HOURS")), (REGION,)],
)
def frequent_publishing(region: Region, snapshot: Snapshot) -> Verdict:
    detectors = snapshot.at(Detector, region.place)
    if not detectors:
        return Fail("GuardDuty is off here")
    for detector in detectors:
        if detector.publishing_frequency != FIFTEEN_MINUTES:
            return Fail(f"findings are published again after {detector.publishing_frequency.lower()}")
    return Pass("findings are published every 15 minutes")
