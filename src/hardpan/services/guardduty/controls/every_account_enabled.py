"""GuardDuty turns itself on in every account of the organization, new ones included.

An account that is made tomorrow is watched from its first minutes, with nobody to think of it; and no account can turn
GuardDuty off, since that is the administrator's to decide.

Check by hand:
    aws guardduty describe-organization-configuration --region REGION --detector-id DETECTOR_ID

Fix by hand:
    aws guardduty update-organization-configuration --region REGION --detector-id DETECTOR_ID --auto-enable-organization-members ALL --features Name=S3_DATA_EVENTS,AutoEnable=ALL

Edge cases:
    It is done in the account that administers GuardDuty. AWS takes up to 24 hours to reach every account. Paid plans
    other than S3 Protection stay as the administrator has set them. A GuardDuty policy of the organization overrides all
    this: choose one of the two.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/set-guardduty-auto-enable-preferences.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, Pass, Place, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import in_regions, not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import ADMINISTRATION, REGION
from ..facts import S3_PROTECTION, Administration


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.guardduty.org-auto-enable",
    joins=[Account, Region, Administration],
    passes=[(AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED)],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, auto_enable="NEW"), DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(ADMINISTRATION, features={S3_PROTECTION: "NEW"}), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "Where GuardDuty is not administered from the account: see control guardduty.administrator. In a Region that "
        "was opted into, plan again once it is. Where an organization's policy manages GuardDuty: AWS Organizations > "
        "Policies > GuardDuty policies, in the management account."
    ),
    cost="usage-priced in every account; free for the first 30 days of each",
)
def every_account_enabled(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict
    wrong: dict[str, list[str]] = {}
    places = regions_of(snapshot, account)
    for place in places:
        wrong.setdefault(_fault(snapshot, place), []).append(place.endpoint_region)
    wrong.pop("", None)
    if wrong:
        return Fail("; ".join(f"{fault} {in_regions(where)}" for fault, where in wrong.items()))
    return Pass(f"GuardDuty with S3 Protection turns itself on in every account, in {len(places)} Regions")


def _fault(snapshot: Snapshot, place: Place) -> str:
    found = snapshot.at(Administration, place)
    if not found:
        return "GuardDuty is not administered from this account"
    if found[0].auto_enable != "ALL":
        return f"turned on of itself for {found[0].auto_enable} accounts"
    return "" if found[0].is_complete else "S3 Protection does not come to every account"
