"""Inspector scans machines, images and functions for known weaknesses.

Most break-ins use a weakness that had a fix for weeks. Inspector knows what software runs where, and says which of it
has such a weakness as soon as that is published, without an agent to install or a scan to start.

Check by hand:
    aws inspector2 batch-get-account-status --region REGION

Fix by hand:
    aws inspector2 enable --region REGION --resource-types EC2 ECR LAMBDA

Edge cases:
    It costs nothing where there is nothing to scan, so that it is on in idle Regions too: what appears there is what
    nobody looks after. Code of functions and of repositories is not asked for. Where an account administers Inspector
    for the organization, it is turned on from there.

Source: https://docs.aws.amazon.com/inspector/latest/user/getting_started_tutorial.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...offered import offered
from ..examples import ELSEWHERE, REGION, SCANNING
from ..facts import Scanning


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="detect.inspector",
    joins=[Scanning],
    passes=[
        (REGION, SCANNING),
        (REGION, replace(SCANNING, statuses={**SCANNING.statuses, "ecr": "ENABLING"})),
        (REGION, replace(SCANNING, statuses={"ec2": "ENABLED", "ecr": "ENABLED"})),
    ],
    fails=[
        (REGION, replace(SCANNING, statuses={**SCANNING.statuses, "lambda": "DISABLED"})),
        (REGION, replace(SCANNING, statuses=dict.fromkeys(SCANNING.statuses, "DISABLED"))),
    ],
    not_applicable=[(ELSEWHERE,)],
    cost="usage-priced by machines, images and functions; free for the first 15 days of an account in a Region",
)
def enabled(region: Region, snapshot: Snapshot) -> Verdict:
    if not offered("inspector2", region.place):
        return NotApplicable("AWS has no Inspector here")
    (found,) = snapshot.at(Scanning, region.place)
    if found.lacking:
        return Fail(f"not scanned: {', '.join(found.lacking)}")
    return Pass("machines, images and functions are scanned")
