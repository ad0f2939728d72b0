"""Macie watches the buckets of S3.

It keeps an inventory of every bucket, and tells within minutes when one becomes public, is shared with strangers or loses
its encryption.

Check by hand:
    aws macie2 get-macie-session --region REGION

Fix by hand:
    aws macie2 enable-macie --region REGION --status ENABLED --finding-publishing-frequency FIFTEEN_MINUTES
    aws macie2 update-macie-session --region REGION --status ENABLED

Edge cases:
    Paused counts as off. AWS does not have Macie in every Region: buckets there are not watched. Where an account
    administers Macie for the organization, it is turned on from there; a member cannot resume it itself.

Source: https://docs.aws.amazon.com/macie/latest/user/getting-started.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...offered import offered
from ..examples import ELSEWHERE, REGION, SESSION
from ..facts import Session


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.macie",
    joins=[Session],
    passes=[(REGION, SESSION)],
    fails=[(REGION,), (REGION, replace(SESSION, status="PAUSED"))],
    not_applicable=[(ELSEWHERE,)],
    cost="usage-priced by buckets; free for the first 30 days of an account in a Region",
)
def enabled(region: Region, snapshot: Snapshot) -> Verdict:
    if not offered("macie2", region.place):
        return NotApplicable("AWS has no Macie here")
    found = snapshot.at(Session, region.place)
    if not found:
        return Fail("Macie is off")
    return Pass("Macie is on") if found[0].status == "ENABLED" else Fail("Macie is paused")
