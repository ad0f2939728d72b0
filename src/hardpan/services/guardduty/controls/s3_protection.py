"""GuardDuty watches what is done with objects in S3.

CloudTrail's management events show who changed a bucket, not who read it empty. With S3 Protection GuardDuty sees
reads and deletions of objects as well, without your having to log and pay for data events.

Check by hand:
    aws guardduty get-detector --region REGION --detector-id DETECTOR_ID --query "Features[?Name=='S3_DATA_EVENTS']"

Fix by hand:
    aws guardduty update-detector --region REGION --detector-id DETECTOR_ID --features Name=S3_DATA_EVENTS,Status=ENABLED

Edge cases:
    It is priced by data events: a bucket with billions of requests a month is worth a waiver, or an estimate first.
    Where the organization's policy manages the feature, it can only be changed there.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/s3-protection.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR, REGION
from ..facts import S3_PROTECTION, Detector


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    catalogue="detect.guardduty.s3",
    joins=[Detector],
    passes=[(REGION, DETECTOR)],
    fails=[
        (REGION, replace(DETECTOR, features={S3_PROTECTION: "DISABLED"})),
        (REGION, replace(DETECTOR, features={S3_PROTECTION: "DISABLED"}, managed=(S3_PROTECTION,))),
        (REGION, replace(DETECTOR, status="DISABLED")),
        (REGION,),
    ],
    cost="usage-priced by S3 data events; free for the first 30 days in a Region",
    human=(
        "If the finding says that a policy of the organization decides: in the management account open AWS "
        "Organizations > Policies > GuardDuty policies and turn on S3 Protection in the one that covers the account."
    ),
)
def s3_protection(region: Region, snapshot: Snapshot) -> Verdict:
    detectors = snapshot.at(Detector, region.place)
    if not detectors:
        return Fail("GuardDuty is off here")
    for detector in detectors:
        if not detector.is_on:
            return Fail("GuardDuty is suspended here")
        if not detector.protects_s3:
            decided = "; a policy of the organization decides on it" if S3_PROTECTION in detector.managed else ""
            return Fail(f"S3 Protection is off{decided}")
    return Pass("S3 Protection is on")
