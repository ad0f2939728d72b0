"""GuardDuty watches what runs on machines, in clusters and in tasks.

An agent sees processes, files and connections: a shell that a web server started, a miner, a way out of a container.
GuardDuty installs it and keeps it up to date by itself.

Check by hand:
    aws guardduty get-detector --region REGION --detector-id DETECTOR_ID --query "Features[?Name=='RUNTIME_MONITORING']"

Fix by hand:
    aws guardduty update-detector --region REGION --detector-id DETECTOR_ID --features file://features.json

    features.json: [{"Name": "RUNTIME_MONITORING", "Status": "ENABLED", "AdditionalConfiguration": [{"Name": "EC2_AGENT_MANAGEMENT", "Status": "ENABLED"}, {"Name": "ECS_FARGATE_AGENT_MANAGEMENT", "Status": "ENABLED"}, {"Name": "EKS_ADDON_MANAGEMENT", "Status": "ENABLED"}]}]

Edge cases:
    The agent is put into workloads, and takes memory and processor time there: try it on some first, and leave out others by
    the tag GuardDutyManaged=false. It excludes EKS Runtime Monitoring, its predecessor. It is priced by processors.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR, REGION, WITH_PLANS
from ..facts import AGENTS, EKS_RUNTIME_MONITORING, RUNTIME_MONITORING, Detector


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.guardduty.plans",
    joins=[Detector],
    passes=[(REGION, WITH_PLANS)],
    fails=[
        (REGION,),
        (REGION, DETECTOR),
        (REGION, replace(WITH_PLANS, status="DISABLED")),
        (REGION, replace(WITH_PLANS, agents=AGENTS[:2])),
        (REGION, replace(DETECTOR, features={EKS_RUNTIME_MONITORING: "ENABLED"})),
    ],
    human=(
        "Where EKS Runtime Monitoring is on: turn on Runtime Monitoring with EKS_ADDON_MANAGEMENT first, then EKS "
        "Runtime Monitoring off, as https://docs.aws.amazon.com/guardduty/latest/ug/"
        "migrating-from-eksrunmon-to-runtime-monitoring.html says. Where the organization's policy decides: in the "
        "management account open AWS Organizations > Policies > GuardDuty policies."
    ),
    cost="usage-priced by the processors of what is watched; free for the first 30 days in a Region",
)
def runtime_monitoring(region: Region, snapshot: Snapshot) -> Verdict:
    detectors = snapshot.at(Detector, region.place)
    if not detectors:
        return Fail("GuardDuty is off here")
    found = detectors[0]
    if not found.is_on:
        return Fail("GuardDuty is suspended here")
    if found.watches_at_run_time:
        return Pass("Runtime Monitoring is on, and GuardDuty sees to its agents")
    if found.features.get(EKS_RUNTIME_MONITORING) == "ENABLED":
        return Fail("EKS Runtime Monitoring is on, which Runtime Monitoring takes the place of")
    if found.features.get(RUNTIME_MONITORING) != "ENABLED":
        return Fail("Runtime Monitoring is off")
    return Fail(f"nobody sees to agents: {', '.join(name for name in AGENTS if name not in found.agents)}")
