"""A share that is for the organization takes in nobody else.

A share that allows external principals can be given to any account there is, by whoever may change it: one typing error
in twelve digits is enough.

Check by hand:
    aws ram get-resource-shares --region REGION --resource-owner SELF --resource-share-status ACTIVE --query "resourceShares[?allowExternalPrincipals].[name,resourceShareArn]"

Fix by hand:
    aws ram update-resource-share --region REGION --resource-share-arn ARN --no-allow-external-principals

Edge cases:
    A share that accounts outside are part of is ram.shares_known's; once they are gone it is to be closed. An account in
    no organization can share only by allowing external principals, and is not asked about.

Source: https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing-update.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP
from ...organizations.facts import Membership
from ..examples import SHARE
from ..facts import ResourceShare
from ..wanted import is_inside


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="org.ram.internal-only",
    joins=[Membership],
    passes=[(SHARE, MEMBERSHIP), (SHARE, IN_NONE)],
    fails=[
        (replace(SHARE, open=True), MEMBERSHIP),
        (replace(SHARE, open=True), AS_MEMBER),
        (replace(SHARE, open=True), IN_NONE, DESCRIBED),
    ],
    not_applicable=[
        (replace(SHARE, open=True), IN_NONE),
        (replace(SHARE, open=True, outsiders=("999988887777",)), MEMBERSHIP),
    ],
    none="nothing is shared",
)
def shares_closed(share: ResourceShare, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not share.open:
        return Pass(f"{share.name} takes in accounts of the organization alone")
    if share.outsiders:
        return NotApplicable(f"{share.name} is shared with {', '.join(share.outsiders)}: see ram.shares_known")
    if not is_inside(share, snapshot, want):
        return NotApplicable("the account is in no organization")
    return Fail(f"{share.name} could be given to any account")
