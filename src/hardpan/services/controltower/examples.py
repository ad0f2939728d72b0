"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from ..organizations.examples import LOGS, SHOP, WORKLOADS
from ..organizations.examples import MEMBERSHIP as _MEMBERSHIP
from .facts import EnabledBaseline, EnabledControl, LandingZone

HERE = _MEMBERSHIP.place
LANDING_ZONE = LandingZone(
    place=HERE,
    arn=f"arn:aws:controltower:eu-west-1:{HERE.account}:landingzone/1A2B3C4D5E6F7G8H",
    home_region="eu-west-1",
    version="4.0",
    latest_version="4.0",
    status="ACTIVE",
    drift="IN_SYNC",
    governed_regions=("eu-central-1", "eu-west-1"),
    log_archive=LOGS.id,
    audit=SHOP.id,
    enrols_by_itself=False,
)
_ENABLED = f"arn:aws:controltower:eu-west-1:{HERE.account}:enabledbaseline/XA"
OF_UNIT = EnabledBaseline(
    place=HERE, arn=f"{_ENABLED}1", name="AWSControlTowerBaseline", target=WORKLOADS.id, status="SUCCEEDED"
)
OF_SHOP = EnabledBaseline(
    place=HERE, arn=f"{_ENABLED}2", name="AWSControlTowerBaseline", target=SHOP.id, status="SUCCEEDED"
)
OF_LOGS = EnabledBaseline(place=HERE, arn=f"{_ENABLED}3", name="LogArchiveBaseline", target=LOGS.id, status="SUCCEEDED")
ENROLLED = (OF_UNIT, OF_SHOP, OF_LOGS)
IN_FORCE = EnabledControl(
    place=HERE,
    arn=f"arn:aws:controltower:eu-west-1:{HERE.account}:enabledcontrol/XA4",
    control="AWS-GR_CONFIG_ENABLED",
    target=WORKLOADS.id,
    status="SUCCEEDED",
    drift="IN_SYNC",
)
