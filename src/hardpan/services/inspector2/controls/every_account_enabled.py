"""Inspector turns itself on in accounts that join the organization.

An account that is made tomorrow is scanned from its first day, with nobody to think of it.

Check by hand:
    aws inspector2 describe-organization-configuration --region REGION

Fix by hand:
    aws inspector2 update-organization-configuration --region REGION --auto-enable ec2=true,ecr=true,lambda=true

Edge cases:
    It is done in the account that administers Inspector, and reaches accounts that become members from then on: see
    control inspector2.every_account_covered for those that are there. Code of functions and of repositories stays as
    the administrator has set it. An Inspector policy of the organization overrides all this: choose one of the two.

Source: https://docs.aws.amazon.com/inspector/v2/APIReference/API_UpdateOrganizationConfiguration.html
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
    profile="team",
    catalogue="detect.inspector",
    joins=[Account, Region, Administration],
    passes=[
        (AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, ELSEWHERE, ADMINISTRATION, DESCRIBED),
    ],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, auto_enable={"ec2": True, "ecr": False}), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "Where Inspector is not administered from the account: see control inspector2.administrator. In a Region that "
        "was opted into, plan again once it is."
    ),
    cost="usage-priced in every account; free for the first 15 days of each",
)
def every_account_enabled(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "Inspector is not administered from this account"
        elif missing := found[0].not_for_new:
            yield f"new accounts are not scanned for {', '.join(missing)}"

    places = regions_of(snapshot, account, "inspector2")
    return everywhere(places, faults, "Inspector turns itself on in new accounts")
