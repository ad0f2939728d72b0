"""Security Hub holds every resource against AWS's own standard.

It checks what is there, again and again, against rules that AWS writes and keeps up to date: the second opinion to this
tool's, on services that it does not look at.

Check by hand:
    aws securityhub describe-hub --region REGION
    aws securityhub get-enabled-standards --region REGION

Fix by hand:
    aws securityhub enable-security-hub --region REGION --no-enable-default-standards --control-finding-generator SECURITY_CONTROL
    aws securityhub batch-enable-standards --region REGION --standards-subscription-requests StandardsArn=arn:aws:securityhub:REGION::standards/aws-foundational-security-best-practices/v/1.0.0

Edge cases:
    The enterprise profile wants the CIS benchmark as well. Most checks need AWS Config to record: a standard without is
    INCOMPLETE, which passes here and is said. In an organization that is configured centrally, accounts have what the
    administrator's policy gives them, and cannot change it.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-settingup.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import HUB, REGION
from ..facts import Hub
from ..wanted import FOUNDATIONAL, standards

_ENTERPRISE = replace(EXAMPLE, profile="enterprise")


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    profile="team",
    catalogue="detect.securityhub",
    joins=[Hub],
    passes=[(REGION, HUB), (REGION, HUB, _ENTERPRISE), (REGION, replace(HUB, standards={FOUNDATIONAL: "INCOMPLETE"}))],
    fails=[
        (REGION,),
        (REGION, replace(HUB, standards={})),
        (REGION, replace(HUB, standards={FOUNDATIONAL: "DELETING"})),
        (REGION, replace(HUB, standards={FOUNDATIONAL: "READY"}), _ENTERPRISE),
    ],
    cost="usage-priced by checks; free for the first 30 days of an account in a Region",
)
def enabled(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    found = snapshot.at(Hub, region.place)
    if not found:
        return Fail("Security Hub is off")
    there = found[0].standards
    lacking = [name for name in standards(want.profile) if there.get(name) in (None, "DELETING", "FAILED")]
    if lacking:
        return Fail(f"not checked: {', '.join(lacking)}")
    if waiting := [name for name in standards(want.profile) if there[name] == "INCOMPLETE"]:
        return Pass(f"on, and for want of AWS Config checks next to nothing yet of {', '.join(waiting)}")
    return Pass(f"resources are checked against {', '.join(standards(want.profile))}")
