"""GuardDuty looks at clusters, databases, functions and volumes as well.

What it sees without is the network and the API. An attack inside a cluster, with a stolen password of a database, or by
malware on a volume shows in neither.

Check by hand:
    aws guardduty get-detector --region REGION --detector-id DETECTOR_ID --query Features

Fix by hand:
    aws guardduty update-detector --region REGION --detector-id DETECTOR_ID --features Name=EKS_AUDIT_LOGS,Status=ENABLED Name=EBS_MALWARE_PROTECTION,Status=ENABLED Name=RDS_LOGIN_EVENTS,Status=ENABLED Name=LAMBDA_NETWORK_LOGS,Status=ENABLED

Edge cases:
    Each is priced by what it looks at, and costs nothing where there is nothing of the kind. A plan that GuardDuty does
    not tell of is not offered in the Region. In a member of an organization the administrator decides; AWS takes up to a
    day until what it decides has come to every account.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR, REGION, WITH_PLANS
from ..facts import PLANS, Detector


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.guardduty.plans",
    joins=[Detector],
    passes=[(REGION, WITH_PLANS), (REGION, replace(DETECTOR, features={"S3_DATA_EVENTS": "ENABLED"}))],
    fails=[
        (REGION,),
        (REGION, DETECTOR),
        (REGION, replace(WITH_PLANS, status="DISABLED")),
        (REGION, replace(WITH_PLANS, features={**WITH_PLANS.features, "RDS_LOGIN_EVENTS": "DISABLED"})),
        (REGION, replace(DETECTOR, managed=("EBS_MALWARE_PROTECTION",))),
    ],
    human=(
        "Where the organization's policy decides: in the management account open AWS Organizations > Policies > "
        "GuardDuty policies and turn the plans on in the one that covers the account."
    ),
    cost="usage-priced by what each plan looks at; free for the first 30 days in a Region",
)
def protection_plans(region: Region, snapshot: Snapshot) -> Verdict:
    detectors = snapshot.at(Detector, region.place)
    if not detectors:
        return Fail("GuardDuty is off here")
    if not detectors[0].is_on:
        return Fail("GuardDuty is suspended here")
    if off := detectors[0].plans_off:
        decided = "; a policy of the organization decides on them" if detectors[0].managed else ""
        return Fail(f"off: {', '.join(PLANS[name] for name in off)}{decided}")
    return Pass("every plan that looks at what is there is on")
