"""GuardDuty watches every account of the organization.

Auto-enabling says what is to be; this looks at what is. An account that was let go, that left and came back, or that AWS
has not reached, is one where an attack is seen by nobody.

Check by hand:
    aws guardduty list-members --region REGION --detector-id DETECTOR_ID --only-associated false
    aws organizations list-accounts

Fix by hand:
    aws guardduty create-members --region REGION --detector-id DETECTOR_ID --account-details AccountId=ACCOUNT_ID,Email=EMAIL

Edge cases:
    Seen from the account that administers GuardDuty. Closed accounts do not count, nor does an account in a Region that it
    has not opted into. The management account becomes a member only where it has a detector of its own.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_accounts.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import in_regions, not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP, TOOLING
from ...organizations.facts import Membership
from ..examples import ADMINISTRATION, REGION
from ..facts import Administration

_SHOWN = 5


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.coverage",
    joins=[Account, Region, Administration],
    passes=[(AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED)],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, left_out={SHOP.id: SHOP.email}), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human="Where GuardDuty is not administered from the account: see control guardduty.administrator.",
)
def every_account_covered(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict
    places = regions_of(snapshot, account)
    missed: dict[str, list[str]] = {}
    nowhere: list[str] = []
    for place in places:
        found = snapshot.at(Administration, place)
        nowhere += [] if found else [place.endpoint_region]
        for one in found:
            for name in one.left_out:
                missed.setdefault(name, []).append(place.endpoint_region)
    if nowhere:
        return Fail(f"GuardDuty is not administered from this account {in_regions(nowhere)}")
    if missed:
        shown = [f"{name} is left out {in_regions(where)}" for name, where in sorted(missed.items())]
        more = f"; and {len(shown) - _SHOWN} accounts more" if len(shown) > _SHOWN else ""
        return Fail("; ".join(shown[:_SHOWN]) + more)
    return Pass(f"every active account is a member, in {len(places)} Regions")
