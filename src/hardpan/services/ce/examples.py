"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import AnomalyDetection, AnomalySubscription

WHOLE = Place("111122223333")
MONITOR = WHOLE.arn("ce", "anomalymonitor/1")
SUBSCRIPTION = AnomalySubscription(arn=WHOLE.arn("ce", "anomalysubscription/1"), monitors=(MONITOR,), has_reader=True)
DETECTION = AnomalyDetection(place=WHOLE, monitors=(MONITOR,), subscriptions=(SUBSCRIPTION,))
