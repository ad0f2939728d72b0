"""Detective takes in what happens in every account of the organization.

An intruder goes from account to account. One that is not in the graph is where the track ends.

Check by hand:
    aws detective list-members --region REGION --graph-arn GRAPH_ARN

Fix by hand:
    aws detective create-members --region REGION --graph-arn GRAPH_ARN --accounts AccountId=ACCOUNT_ID,EmailAddress=EMAIL

Edge cases:
    Seen from the account that administers Detective. Closed accounts do not count, nor does an account in a Region that it
    has not opted into. A member of which nothing is taken in is one whose volume is too high, or not known yet.

Source: https://docs.aws.amazon.com/detective/latest/APIReference/API_MemberDetail.html
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
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="detect.detective",
    joins=[Account, Region, Administration],
    passes=[(AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED)],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, left_out={SHOP.id: SHOP.email}), DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, held_back={SHOP.id: "VOLUME_UNKNOWN"}), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "VOLUME_UNKNOWN: AWS does not know yet how much an account would bring; look again in a day. VOLUME_TOO_HIGH: "
        "the graph is full; ask AWS Support for more. Where Detective is not administered from the account: see "
        "control detective.administrator."
    ),
    cost="usage-priced by what is taken in of every account; free for the first 30 days of each",
)
def every_account_covered(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "Detective is not administered from this account"
        for one in found:
            yield from (f"{name} is left out" for name in sorted(one.left_out))
            yield from (f"nothing is taken in of {name} ({why})" for name, why in sorted(one.held_back.items()))

    places = regions_of(snapshot, account, "detective")
    return everywhere(places, faults, "what happens in every active account is taken in")
