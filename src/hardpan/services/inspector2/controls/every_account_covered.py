"""Inspector scans every account of the organization.

Auto-enabling reaches accounts that join later. Those that were there before, that were let go or that turned a scan off
are ones whose weaknesses nobody is told of.

Check by hand:
    aws inspector2 list-members --region REGION
    aws inspector2 batch-get-account-status --region REGION --account-ids ACCOUNT_ID

Fix by hand:
    aws inspector2 associate-member --region REGION --account-id ACCOUNT_ID
    aws inspector2 enable --region REGION --account-ids ACCOUNT_ID --resource-types EC2 ECR LAMBDA

Edge cases:
    Seen from the account that administers Inspector. Closed accounts do not count, nor does an account in a Region that it
    has not opted into.

Source: https://docs.aws.amazon.com/inspector/latest/user/admin-member-relationship.html
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Place, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import everywhere, not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP, TOOLING
from ...organizations.facts import Membership
from ..examples import ADMINISTRATION, REGION
from ..facts import Administration


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="detect.inspector",
    joins=[Account, Region, Administration],
    passes=[(AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED)],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, left_out={SHOP.id: SHOP.email}), DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, unscanned={SHOP.id: ("LAMBDA",)}), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human="Where Inspector is not administered from the account: see control inspector2.administrator.",
    cost="usage-priced in every account; free for the first 15 days of each",
)
def every_account_covered(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "Inspector is not administered from this account"
        for one in found:
            yield from (f"{name} is left out" for name in sorted(one.left_out))
            yield from (
                f"{name} is not scanned for {', '.join(kinds)}" for name, kinds in sorted(one.unscanned.items())
            )

    places = regions_of(snapshot, account, "inspector2")
    return everywhere(places, faults, "every active account is a member and scanned")
