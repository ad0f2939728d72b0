"""What to ask AWS Config, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..administration import DESCRIBE, organization
from .facts import LINKED_ROLE, Aggregator, Channel, LinkedRole, Recorder

_RECORDERS = "config:DescribeConfigurationRecorders"
_FAILED = "FAILURE"  # the model says Failure, the service FAILURE


@collector(Recorder, per="region", reads=[_RECORDERS, "config:DescribeConfigurationRecorderStatus"])
def recorders(here: Place) -> Reading[Recorder]:
    """The recorder, if there is one. A service's own has a service principal, and is asked for by it."""
    found = [one for one in (yield _recorders())["ConfigurationRecorders"] if not one.get("servicePrincipal")]
    if not found:
        return []
    told = (yield Read("config", "DescribeConfigurationRecorderStatus"))["ConfigurationRecordersStatus"]
    statuses = {one["name"]: one for one in told}
    return [
        Recorder(
            place=here,
            name=one["name"],
            role=one["roleARN"],
            group=one.get("recordingGroup", {}),
            mode=one.get("recordingMode", {}),
            recording=statuses[one["name"]]["recording"],
            error=lift(_error, statuses[one["name"]]),
        )
        for one in found
    ]


@collector(
    Channel,
    per="region",
    reads=[_RECORDERS, "config:DescribeDeliveryChannels", "config:DescribeDeliveryChannelStatus"],
)
def channels(here: Place) -> Reading[Channel]:
    """The delivery channel, asked for only where a recorder is, since without one it delivers nothing."""
    if not (yield _recorders())["ConfigurationRecorders"]:
        return []
    found = (yield Read("config", "DescribeDeliveryChannels"))["DeliveryChannels"]
    if not found:
        return []
    told = (yield Read("config", "DescribeDeliveryChannelStatus"))["DeliveryChannelsStatus"]
    statuses = {one["name"]: one for one in told}
    return [
        Channel(
            place=here,
            name=one["name"],
            bucket=one["s3BucketName"],
            settings=one,
            error=lift(_delivery_error, statuses[one["name"]]),
        )
        for one in found
    ]


def _recorders() -> Read:
    return Read("config", "DescribeConfigurationRecorders")


def _delivery_error(status: dict[str, Any]) -> str | None:
    """Of the files for the bucket; notifications are not what is kept."""
    history, snapshot = (status.get(f"config{kind}DeliveryInfo", {}) for kind in ("History", "Snapshot"))
    return _error(history) or _error(snapshot)


def _error(info: dict[str, Any]) -> str | None:
    if info.get("lastStatus", "").upper() != _FAILED:
        return None
    return str(info.get("lastErrorCode") or info.get("lastErrorMessage") or "for no reason that it tells")


@collector(LinkedRole, per="account", reads=["iam:GetRole"])
def linked_roles(here: Place) -> Reading[LinkedRole]:
    """The service-linked role."""
    found = yield Read("iam", "GetRole", RoleName=LINKED_ROLE).or_none("NoSuchEntity")
    return [] if found is None else [LinkedRole(place=here, arn=found["Role"]["Arn"])]


@collector(Aggregator, per="region", reads=[DESCRIBE, "config:DescribeConfigurationAggregators"])
def aggregators(here: Place) -> Reading[Aggregator]:
    """Those of the organization, of a member; an account in none, and the one that manages it, are not asked."""
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] == here.account:
        return []
    found = (yield Read("config", "DescribeConfigurationAggregators"))["ConfigurationAggregators"]
    return [
        Aggregator(
            place=here,
            name=one["ConfigurationAggregatorName"],
            arn=one["ConfigurationAggregatorArn"],
            all_regions=one["OrganizationAggregationSource"].get("AllAwsRegions", False),
        )
        for one in found
        if one.get("OrganizationAggregationSource")
    ]
