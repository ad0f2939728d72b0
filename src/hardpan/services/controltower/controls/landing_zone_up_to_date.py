"""Control Tower's landing zone is of the latest version.

Each version brings corrected policies and newly governed services. Accounts and units can be enrolled only with what
fits the landing zone's version, and what Control Tower offers next mostly asks for the latest.

Check by hand:
    aws controltower get-landing-zone --landing-zone-identifier LANDING_ZONE_ARN --region HOME_REGION --query 'landingZone.[version,latestAvailableVersion]'

Fix by hand:
    aws controltower update-landing-zone --landing-zone-identifier LANDING_ZONE_ARN --landing-zone-version VERSION --manifest file://LANDING_ZONE.json --region HOME_REGION
    aws controltower get-landing-zone-operation --operation-identifier OPERATION_ID --region HOME_REGION

Edge cases:
    Hardpan never updates a landing zone: an update changes settings in every governed account, takes an hour, and
    cannot be taken back. Afterwards each registered unit is to be re-registered, so that its accounts follow. From 3.3
    to 4.0 read first what becomes of the bucket, the aggregators and the notifications, and switch no integration off
    on the way.

Source: https://docs.aws.amazon.com/controltower/latest/userguide/configuration-updates.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import LANDING_ZONE
from ..facts import LandingZone
from .landing_zone_in_sync import NONE


@control(
    section="account-architecture",
    severity=Severity.LOW,
    catalogue="org.ou.structure",
    passes=[LANDING_ZONE],
    fails=[replace(LANDING_ZONE, version="3.3")],
    not_applicable=[replace(LANDING_ZONE, latest_version=None)],
    none=NONE,
    human="In the management account: read what the versions between change, as key-changes-lz-v4.html of Control "
    "Tower's user guide tells for 4.0; then Console > Control Tower, in the landing zone's home Region > Landing zone "
    "settings > Versions > Update, and re-register every unit under Organization.",
)
def landing_zone_up_to_date(zone: LandingZone) -> Verdict:
    if zone.latest_version is None:
        return NotApplicable("Control Tower tells of no later version")
    if zone.version != zone.latest_version:
        return Fail(f"the landing zone is of version {zone.version}; there is {zone.latest_version}")
    return Pass(f"the landing zone is of version {zone.version}, the latest")
