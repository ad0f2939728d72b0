"""Macie looks for sensitive data in the buckets of S3 by itself.

It takes samples of objects every day and says where there are names, card numbers or keys, so that what has to be
protected best is known before somebody else finds it.

Check by hand:
    aws macie2 get-automated-discovery-configuration --region REGION

Fix by hand:
    aws macie2 update-automated-discovery-configuration --region REGION --status ENABLED
    aws macie2 update-automated-discovery-configuration --region REGION --status ENABLED --auto-enable-organization-members ALL

Edge cases:
    In the account that administers Macie for the organization it is to be on for ALL accounts; they cannot change it, and
    are judged there. Buckets can be excluded: aws macie2 update-classification-scope.

Source: https://docs.aws.amazon.com/macie/latest/user/discovery-asdd-account-enable.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import is_tooling
from ...offered import offered
from ...organizations.examples import DESCRIBED, TOOLING
from ..examples import DECIDED_ABOVE, DISCOVERY, ELSEWHERE, REGION
from ..facts import Discovery


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.macie",
    joins=[Account, Discovery],
    passes=[
        (REGION, DISCOVERY),
        (REGION, replace(DISCOVERY, auto_enable=None)),
        (REGION, TOOLING, DISCOVERY, DESCRIBED),
    ],
    fails=[
        (REGION,),
        (REGION, replace(DISCOVERY, status="DISABLED")),
        (REGION, TOOLING, replace(DISCOVERY, auto_enable="NEW"), DESCRIBED),
    ],
    not_applicable=[(ELSEWHERE,), (REGION, DECIDED_ABOVE)],
    human="Where the message says that another account decides, or that Macie is off: plan again once it administers "
    "this one.",
    cost="usage-priced by objects and what is inspected; free for the first 30 days of an account in a Region",
)
def automated_discovery(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not offered("macie2", region.place):
        return NotApplicable("AWS has no Macie here")
    found = snapshot.at(Discovery, region.place)
    if not found:
        return Fail("Macie is off")
    if found[0].administrator is not None:
        return NotApplicable(f"account {found[0].administrator} administers Macie and decides on it")
    if found[0].status != "ENABLED":
        return Fail("automated discovery is off")
    if is_tooling(snapshot, want) and found[0].auto_enable != "ALL":
        return Fail(f"automated discovery comes to {found[0].auto_enable or 'NONE'} of the organization's accounts")
    return Pass("automated discovery is on")
