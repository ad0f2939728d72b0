"""Macie turns itself on in accounts that join the organization.

An account that is made tomorrow has its buckets watched from its first day, with nobody to think of it.

Check by hand:
    aws macie2 describe-organization-configuration --region REGION

Fix by hand:
    aws macie2 update-organization-configuration --region REGION --auto-enable

Edge cases:
    It is done in the account that administers Macie, and reaches accounts that join from then on: see control
    macie2.every_account_covered for those that are there, and macie2.automated_discovery for what looks into buckets.

Source: https://docs.aws.amazon.com/macie/latest/APIReference/admin-configuration.html
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
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.macie",
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
        "Where Macie is not administered from the account: see control macie2.administrator. In a Region that was "
        "opted into, plan again once it is."
    ),
    cost="usage-priced in every account; free for the first 30 days of each",
)
def every_account_enabled(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "Macie is not administered from this account"
        elif not found[0].auto_enable:
            yield "new accounts do not get Macie"

    places = regions_of(snapshot, account, "macie2")
    return everywhere(places, faults, "Macie turns itself on in new accounts")
