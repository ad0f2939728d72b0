"""Accounts that join the organization come into Detective's graph by themselves.

What happens in an account that is made tomorrow can be investigated from its first day, with nobody to think of it.

Check by hand:
    aws detective describe-organization-configuration --region REGION --graph-arn GRAPH_ARN

Fix by hand:
    aws detective update-organization-configuration --region REGION --graph-arn GRAPH_ARN --auto-enable

Edge cases:
    It is done in the account that administers Detective, and reaches accounts that join from then on: see control
    detective.every_account_covered for those that are there. A graph takes 1,200 members.

Source: https://docs.aws.amazon.com/detective/latest/APIReference/API_UpdateOrganizationConfiguration.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Place, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import everywhere, not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import ADMINISTRATION, ELSEWHERE, REGION
from ..facts import Administration


@control(
    section="threat-detection",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="detect.detective",
    joins=[Account, Region, Administration],
    passes=[
        (AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, ELSEWHERE, ADMINISTRATION, DESCRIBED),
    ],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, auto_enable=False), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "Where Detective is not administered from the account: see control detective.administrator. In a Region that "
        "was opted into, plan again once it is."
    ),
    cost="usage-priced by what is taken in of every account; free for the first 30 days of each",
)
def every_account_enabled(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "Detective is not administered from this account"
        elif not found[0].auto_enable:
            yield "new accounts do not come into the graph"

    places = regions_of(snapshot, account, "detective")
    return everywhere(places, faults, "new accounts come into the graph by themselves")
