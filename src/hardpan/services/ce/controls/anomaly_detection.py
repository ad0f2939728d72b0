"""Unusual cost of any service is noticed and told.

A budget sees the sum; anomaly detection learns what each service usually costs and sees the one that does not fit,
weeks before the sum shows it.

Check by hand:
    aws ce get-anomaly-monitors
    aws ce get-anomaly-subscriptions

Fix by hand:
    aws ce create-anomaly-monitor --anomaly-monitor MonitorName=hardpan,MonitorType=DIMENSIONAL,MonitorDimension=SERVICE
    aws ce create-anomaly-subscription --anomaly-subscription file://subscription.json

    subscription.json: SubscriptionName, MonitorArnList, Subscribers of Type EMAIL, Frequency DAILY, and a
    ThresholdExpression.

Edge cases:
    The API answers only once Cost Explorer has been opened in the console. Many accounts have a monitor that AWS made
    with nobody subscribed to it; it counts, and gets a subscriber. E-mail comes daily or weekly; at once needs SNS.

Source: https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import DETECTION, SUBSCRIPTION
from ..facts import AnomalyDetection


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="cost.anomaly-detection",
    passes=[DETECTION],
    fails=[
        replace(DETECTION, monitors=(), subscriptions=()),
        replace(DETECTION, subscriptions=()),
        replace(DETECTION, subscriptions=(replace(SUBSCRIPTION, has_reader=False),)),
        replace(DETECTION, subscriptions=(replace(SUBSCRIPTION, monitors=("another",)),)),
    ],
    human=(
        "Add `alerts: {email: YOU@EXAMPLE.COM}` to hardpan.yaml and plan again: anomalies need somebody to tell. Where "
        "the API refuses: Console > Billing and Cost Management > Cost Explorer, open it once and wait a day."
    ),
)
def anomaly_detection(account: AnomalyDetection) -> Verdict:
    if not account.monitors:
        return Fail("nothing watches for unusual cost")
    if not account.told:
        return Fail("unusual cost is noticed, but nobody is told")
    return Pass("unusual cost of any service is told")
