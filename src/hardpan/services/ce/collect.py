"""What to ask Cost Explorer, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import AnomalyDetection, AnomalySubscription


@collector(AnomalyDetection, per="account", reads=["ce:GetAnomalyMonitors", "ce:GetAnomalySubscriptions"])
def anomaly_detection(here: Place) -> Reading[AnomalyDetection]:
    """What watches the account's cost. Cost Explorer must have been opened once, or both requests are refused."""
    monitors, subscriptions = yield [Read("ce", "GetAnomalyMonitors"), Read("ce", "GetAnomalySubscriptions")]
    return [
        AnomalyDetection(
            place=here,
            monitors=lift(_by_service, monitors["AnomalyMonitors"]),
            subscriptions=lift(_subscriptions, subscriptions["AnomalySubscriptions"]),
        )
    ]


def _by_service(monitors: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(
        monitor["MonitorArn"]
        for monitor in monitors
        if (monitor["MonitorType"], monitor.get("MonitorDimension")) == ("DIMENSIONAL", "SERVICE")
    )


def _subscriptions(listed: list[dict[str, Any]]) -> tuple[AnomalySubscription, ...]:
    return tuple(
        AnomalySubscription(
            arn=found["SubscriptionArn"],
            monitors=tuple(found["MonitorArnList"]),
            has_reader=any(reader.get("Status") != "DECLINED" for reader in found["Subscribers"]),
        )
        for found in listed
    )
