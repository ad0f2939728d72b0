"""Control Tower's landing zone is as Control Tower set it up.

Whatever somebody changes behind Control Tower's back it takes for drift: an account moved by hand, a policy of its own
edited or detached. Until that is put right its controls no longer mean what its console shows, and new accounts
cannot be enrolled.

Check by hand:
    aws controltower list-landing-zones --region HOME_REGION
    aws controltower get-landing-zone --landing-zone-identifier LANDING_ZONE_ARN --region HOME_REGION
    aws controltower list-enabled-controls --region HOME_REGION

Fix by hand:
    aws controltower reset-enabled-control --enabled-control-identifier ENABLED_CONTROL_ARN --region HOME_REGION
    aws controltower reset-landing-zone --landing-zone-identifier LANDING_ZONE_ARN --region HOME_REGION

Edge cases:
    Told in the management account and the landing zone's home Region alone. Hardpan never resets a landing zone: that
    replaces Control Tower's policies by their standard versions and brings the landing zone up to date, which takes
    half an hour and can change what is charged. Drift of single controls is named by unit. While Control Tower is at
    work (PROCESSING) look again later. It looks at policies once a day, so that a drift shows and goes late.

Source: https://docs.aws.amazon.com/controltower/latest/userguide/drift.html
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import IN_FORCE, LANDING_ZONE
from ..facts import EnabledControl, LandingZone

NONE = "Control Tower governs no organization that this account manages"


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.ou.structure",
    joins=[EnabledControl],
    passes=[(LANDING_ZONE, IN_FORCE), (LANDING_ZONE, replace(IN_FORCE, drift="NOT_CHECKING"))],
    fails=[
        (replace(LANDING_ZONE, drift="DRIFTED"), IN_FORCE),
        (replace(LANDING_ZONE, status="FAILED"), IN_FORCE),
        (LANDING_ZONE, replace(IN_FORCE, drift="DRIFTED")),
        (LANDING_ZONE, replace(IN_FORCE, status="FAILED")),
    ],
    none=NONE,
    human="In the management account: Console > Control Tower, in the landing zone's home Region. Organization shows "
    "what has drifted: undo what was changed by hand where that is possible, or choose Re-register OU for a unit. Then "
    "Landing zone settings > Reset, which needs half an hour in which no account is made or moved.",
)
def landing_zone_in_sync(zone: LandingZone, snapshot: Snapshot) -> Verdict:
    wrong = []
    if zone.status == "FAILED":
        wrong.append("the latest change of it failed")
    if zone.drift == "DRIFTED":
        wrong.append("it has drifted from what Control Tower set up")
    broken = [
        one for one in snapshot.at(EnabledControl, zone.place) if one.drift == "DRIFTED" or one.status == "FAILED"
    ]
    per_unit = Counter(one.target for one in broken)
    wrong += [f"{number} controls of {unit} have drifted or failed" for unit, number in sorted(per_unit.items())]
    if wrong:
        return Fail("; ".join(wrong))
    return Pass(f"landing zone {zone.version} in {zone.home_region} is {zone.status.lower()}, and nothing has drifted")
