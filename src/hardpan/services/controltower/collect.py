"""What to ask Control Tower, and what the answers mean.

Only the management account is told anything, and only in the landing zone's home Region. Where the organization does
not trust Control Tower there is no landing zone, and nothing is asked.
https://docs.aws.amazon.com/controltower/latest/userguide/getting-started-apis.html
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, collector

from .facts import SERVICE, EnabledBaseline, EnabledControl, LandingZone

_ZONE = (
    "organizations:DescribeOrganization",
    "organizations:ListAWSServiceAccessForOrganization",
    "ec2:DescribeRegions",
    "controltower:ListLandingZones",
)
_Asking = Generator[Any, Any, Any]


@collector(LandingZone, per="account", reads=[*_ZONE, "controltower:GetLandingZone"])
def landing_zones(here: Place) -> Reading[LandingZone]:
    """The one that there is."""
    arn = yield from _zone(here)
    if arn is None:
        return []
    home = _region(arn)
    told = (yield Read("controltower", "GetLandingZone", landingZoneIdentifier=arn).at(home))["landingZone"]
    settings = told.get("manifest") or {}
    return [
        LandingZone(
            place=here,
            arn=arn,
            home_region=home,
            version=told["version"],
            latest_version=told.get("latestAvailableVersion"),
            status=told["status"],
            drift=(told.get("driftStatus") or {}).get("status"),
            governed_regions=tuple(sorted(settings.get("governedRegions", ()))),
            log_archive=_account(settings, "centralizedLogging"),
            audit=_account(settings, "securityRoles"),
            enrols_by_itself="INHERITANCE_DRIFT" in (told.get("remediationTypes") or ()),
        )
    ]


def _account(settings: dict[str, Any], integration: str) -> str | None:
    """https://docs.aws.amazon.com/controltower/latest/userguide/lz-api-launch.html"""
    account = (settings.get(integration) or {}).get("accountId")
    return str(account) if account else None


@collector(
    EnabledBaseline, per="account", reads=[*_ZONE, "controltower:ListBaselines", "controltower:ListEnabledBaselines"]
)
def enabled_baselines(here: Place) -> Reading[EnabledBaseline]:
    """Those of units, and of accounts as children of these."""
    arn = yield from _zone(here)
    if arn is None:
        return []
    known, answer = yield [
        Read("controltower", "ListBaselines").at(_region(arn)),
        Read("controltower", "ListEnabledBaselines", includeChildren=True).at(_region(arn)),
    ]
    names = {one["arn"]: one["name"] for one in known["baselines"]}
    return [
        EnabledBaseline(
            place=here,
            arn=one["arn"],
            name=names.get(one["baselineIdentifier"]),
            target=_last(one["targetIdentifier"]),
            status=one["statusSummary"]["status"],
        )
        for one in answer["enabledBaselines"]
    ]


@collector(EnabledControl, per="account", reads=[*_ZONE, "controltower:ListEnabledControls"])
def enabled_controls(here: Place) -> Reading[EnabledControl]:
    """Of all units at once."""
    arn = yield from _zone(here)
    if arn is None:
        return []
    answer = yield Read("controltower", "ListEnabledControls").at(_region(arn))
    return [
        EnabledControl(
            place=here,
            arn=one["arn"],
            control=_last(one["controlIdentifier"]),
            target=_last(one["targetIdentifier"]),
            status=one["statusSummary"]["status"],
            drift=(one.get("driftStatusSummary") or {}).get("driftStatus"),
        )
        for one in answer["enabledControls"]
    ]


def _zone(here: Place) -> _Asking:
    """The landing zone's ARN; None where there is none, or this account does not manage the organization.

    No answer tells where home is, so that every Region is asked. One that gives an ARN is enough; where none does and
    one gives no answer at all, it is not known.
    """
    read = Read("organizations", "DescribeOrganization").or_none("AWSOrganizationsNotInUseException")
    answer = yield read
    told = None if answer is None else answer["Organization"]
    if told is None or told["MasterAccountId"] != here.account or told["FeatureSet"] != "ALL":
        return None
    trusted = yield Read("organizations", "ListAWSServiceAccessForOrganization")
    if SERVICE not in [one["ServicePrincipal"] for one in trusted["EnabledServicePrincipals"]]:
        return None
    enabled = yield Read("ec2", "DescribeRegions").at(here.global_region)
    names = sorted(one["RegionName"] for one in enabled["Regions"])
    answers = yield [Read("controltower", "ListLandingZones").at(name) for name in names]
    readable = [one for one in answers if not isinstance(one, Unreadable)]
    arns = [zone["arn"] for one in readable for zone in one["landingZones"]]
    if arns:
        return arns[0]
    for hidden in answers:
        bool(hidden)  # what hides a Region hides whether there is a landing zone
    return None


def _region(arn: str) -> str:
    """Of a landing zone, which is its home."""
    return arn.split(":")[3]


def _last(identifier: str) -> str:
    """The last part of an ARN: an account, a unit, a control."""
    return identifier.rpartition("/")[2]
