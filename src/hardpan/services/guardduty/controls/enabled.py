"""GuardDuty is on in every enabled Region.

It reads the account's API calls, network flows and name look-ups, and tells when they look like an attack: a stolen
key used from elsewhere, a machine that mines coins. Intruders like Regions you never use, because nobody watches
there; in an idle Region GuardDuty costs next to nothing.

Check by hand:
    aws guardduty list-detectors --region REGION
    aws guardduty get-detector --region REGION --detector-id DETECTOR_ID

Fix by hand:
    aws guardduty create-detector --region REGION --enable --finding-publishing-frequency FIFTEEN_MINUTES --features Name=S3_DATA_EVENTS,Status=ENABLED Name=EKS_AUDIT_LOGS,Status=DISABLED Name=EBS_MALWARE_PROTECTION,Status=DISABLED Name=RDS_LOGIN_EVENTS,Status=DISABLED Name=LAMBDA_NETWORK_LOGS,Status=DISABLED Name=AI_PROTECTION,Status=DISABLED Name=AI_ANALYST,Status=DISABLED
    aws guardduty update-detector --region REGION --detector-id DETECTOR_ID --enable

Edge cases:
    Created without a list of features, a detector has every paid plan on. A member of an organization may find
    GuardDuty decided on by the organization's policy or by its delegated administrator: change it there.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR, REGION
from ..facts import Detector


@control(
    section="threat-detection",
    severity=Severity.CRITICAL,
    catalogue="detect.guardduty",
    joins=[Detector],
    passes=[(REGION, DETECTOR)],
    fails=[(REGION, replace(DETECTOR, status="DISABLED")), (REGION,)],
    cost="usage-priced; free for the first 30 days in a Region",
)
def enabled(region: Region, snapshot: Snapshot) -> Verdict:
    detectors = snapshot.at(Detector, region.place)
    if not detectors:
        return Fail("there is no detector")
    if all(detector.is_on for detector in detectors):
        return Pass("the detector is on")
    return Fail("the detector is suspended")
