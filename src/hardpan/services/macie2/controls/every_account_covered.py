"""Macie watches the buckets of every account of the organization.

Auto-enabling reaches accounts that join later. Those that were there before, that were let go or in which Macie was
paused are ones whose buckets nobody watches.

Check by hand:
    aws macie2 list-members --region REGION --only-associated false

Fix by hand:
    aws macie2 create-member --region REGION --account accountId=ACCOUNT_ID,email=EMAIL
    aws macie2 update-member-session --region REGION --id ACCOUNT_ID --status ENABLED

Edge cases:
    Seen from the account that administers Macie. Closed accounts do not count, nor does an account in a Region that it
    has not opted into. The management account becomes a member only where it has turned Macie on itself.

Source: https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-notes.html
"""

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
    profile="enterprise",
    catalogue="detect.macie",
    joins=[Account, Region, Administration],
    passes=[(AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED)],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, left_out={SHOP.id: SHOP.email}), DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, paused=(SHOP.id,)), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human="Where Macie is not administered from the account: see control macie2.administrator.",
    cost="usage-priced in every account; free for the first 30 days of each",
)
def every_account_covered(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "Macie is not administered from this account"
        for one in found:
            yield from (f"{name} is left out" for name in sorted(one.left_out))
            yield from (f"Macie is paused in {name}" for name in one.paused)

    places = regions_of(snapshot, account, "macie2")
    return everywhere(places, faults, "every active account is a member")
