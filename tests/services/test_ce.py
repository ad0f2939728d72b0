"""Cost Explorer: anomaly detection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Alerts
from hardpan.model import FactUnreadable, Ref
from hardpan.services.ce.collect import anomaly_detection
from hardpan.services.ce.examples import DETECTION, MONITOR, SUBSCRIPTION, WHOLE
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of

services.load()

WATCHED = {"MonitorArn": MONITOR, "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
TOLD = {
    "SubscriptionArn": SUBSCRIPTION.arn,
    "MonitorArnList": [MONITOR],
    "Subscribers": [{"Status": "DECLINED"}, {"Status": "CONFIRMED"}],
}
ANSWERS: dict[str, Any] = {
    "ce:GetAnomalyMonitors": {"AnomalyMonitors": [WATCHED, {**WATCHED, "MonitorType": "CUSTOM"}]},
    "ce:GetAnomalySubscriptions": {"AnomalySubscriptions": [TOLD]},
}


def test_monitors_of_every_service_are_read_with_who_is_told() -> None:
    assert drive(anomaly_detection(WHOLE), ANSWERS) == [DETECTION]


def test_subscriptions_that_may_not_be_read_leave_the_monitors_known() -> None:
    hidden = denied("ce:GetAnomalySubscriptions")
    (found,) = drive(anomaly_detection(WHOLE), ANSWERS | {"ce:GetAnomalySubscriptions": hidden})
    assert found.monitors == (MONITOR,)
    with pytest.raises(FactUnreadable):
        bool(found.told)


def test_a_monitor_that_is_there_is_adopted() -> None:
    (subscribe,) = steps_of("ce.anomaly_detection", EXAMPLE, Snapshot.of(replace(DETECTION, subscriptions=())))
    assert subscribe.write.parameters["AnomalySubscription"]["MonitorArnList"] == [MONITOR]


def test_a_monitor_and_its_subscription_are_made_and_unmade() -> None:
    empty = replace(DETECTION, monitors=(), subscriptions=())
    monitor, subscribe = steps_of("ce.anomaly_detection", EXAMPLE, Snapshot.of(empty))
    assert subscribe.write.parameters["AnomalySubscription"]["MonitorArnList"] == [Ref(monitor.key, "MonitorArn")]
    assert subscribe.needs == {monitor.key}


def test_nothing_is_made_twice_or_for_nobody() -> None:
    assert steps_of("ce.anomaly_detection", EXAMPLE, Snapshot.of(DETECTION)) == []
    nobody = replace(EXAMPLE, alerts=Alerts())
    assert steps_of("ce.anomaly_detection", nobody, Snapshot.of(replace(DETECTION, monitors=()))) == []
