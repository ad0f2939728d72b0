"""What to change so that unusual cost is noticed and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Place, Ref, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import AnomalyDetection

NAME = "hardpan"


@operation(
    satisfies=["ce.anomaly_detection"],
    facts=[AnomalyDetection],
    writes=[
        "ce:CreateAnomalyMonitor",
        "ce:DeleteAnomalyMonitor",
        "ce:CreateAnomalySubscription",
        "ce:DeleteAnomalySubscription",
    ],
)
def anomaly_detection(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A monitor of every service, unless there is one, and a daily e-mail about what it finds."""
    if not want.alerts.email:
        return
    for account in have.all(AnomalyDetection):
        if account.monitors and account.told:
            continue
        monitor: str | Ref
        if account.monitors:
            monitor = account.monitors[0]
        else:
            create = _monitor(account.place)
            yield create
            monitor = Ref(create.key, "MonitorArn")
        yield _subscription(account.place, monitor, want)


def _monitor(place: Place) -> Step:
    key = step_key("ce.anomaly_detection/monitor", place)
    watched = {"MonitorName": NAME, "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
    return Step(
        key=key,
        place=place,
        write=Write("ce", "CreateAnomalyMonitor", AnomalyMonitor=watched),
        because="nothing watches for unusual cost",
        after="every service's cost is watched",
        undo=(Write("ce", "DeleteAnomalyMonitor", MonitorArn=Ref(key, "MonitorArn")),),
    )


def _subscription(place: Place, monitor: str | Ref, want: Baseline) -> Step:
    key = step_key("ce.anomaly_detection/subscription", place)
    asked: dict[str, Any] = {
        "SubscriptionName": NAME,
        "MonitorArnList": [monitor],
        "Subscribers": [{"Type": "EMAIL", "Address": want.alerts.email}],
        "Frequency": "DAILY",
        "ThresholdExpression": {
            "Dimensions": {
                "Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                "MatchOptions": ["GREATER_THAN_OR_EQUAL"],
                "Values": [str(want.budget.anomaly_usd)],
            }
        },
    }
    return Step(
        key=key,
        place=place,
        write=Write("ce", "CreateAnomalySubscription", AnomalySubscription=asked),
        because="nobody is told of unusual cost",
        after=f"{want.alerts.email} is told daily of anomalies of ${want.budget.anomaly_usd} or more",
        needs=frozenset({step_key("ce.anomaly_detection/monitor", place)}),
        undo=(Write("ce", "DeleteAnomalySubscription", SubscriptionArn=Ref(key, "SubscriptionArn")),),
    )
