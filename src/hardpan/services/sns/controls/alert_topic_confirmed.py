"""Somebody has confirmed that alerts reach them.

SNS sends nothing to an address until its owner follows the link in the confirmation mail. An alert topic with a
subscription that waits is an alarm without a bell.

Check by hand:
    aws sns list-subscriptions-by-topic --region HOME_REGION --topic-arn TOPIC_ARN

Fix by hand:
    Open the mail "AWS Notification - Subscription Confirmation" and follow its link. To have it sent again:
    aws sns subscribe --region HOME_REGION --topic-arn TOPIC_ARN --protocol email --notification-endpoint EMAIL

Edge cases:
    Mail filters of companies follow links by themselves, and may confirm, or unsubscribe, for you. Without
    `alerts.email` in hardpan.yaml any confirmed subscriber will do, a chat channel for instance.

Source: https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Alerts, Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..alert_topic import find, is_looked_at
from ..examples import ACCOUNT, CONFIRMED, TOPIC
from ..facts import Topic

_ELSEWHERE = replace(TOPIC, place=TOPIC.place.at("us-east-1"), arn=TOPIC.arn.replace("eu-west-1", "us-east-1"))
_PENDING = replace(TOPIC, subscriptions=(replace(CONFIRMED, confirmed=False),))
_OTHERS = replace(TOPIC, subscriptions=(replace(CONFIRMED, protocol="https", email=None),))


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.alert.channel",
    joins=[Topic],
    passes=[(ACCOUNT, TOPIC), (ACCOUNT, _OTHERS, replace(EXAMPLE, alerts=Alerts()))],
    fails=[
        (ACCOUNT, _PENDING),
        (ACCOUNT, _OTHERS),
        (ACCOUNT, replace(TOPIC, subscriptions=())),
        (ACCOUNT, replace(TOPIC, arn=TOPIC.arn + "-old")),
        (ACCOUNT, _PENDING, replace(EXAMPLE, alerts=Alerts())),
    ],
    not_applicable=[(ACCOUNT, _ELSEWHERE)],
    human=(
        'Open the mailbox of alerts.email (hardpan.yaml), find the mail "AWS Notification - Subscription '
        'Confirmation" and follow "Confirm subscription". Look among the spam; the link is good for a few days, after '
        "which `hardpan apply` has it sent again."
    ),
)
def alert_topic_confirmed(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_looked_at(want.home(account.place), snapshot):
        return NotApplicable(f"this run does not look at the home Region {want.home_region}")
    topic = find(want, account.place, snapshot)
    if topic is None:
        return Fail(f"there is no topic {want.alerts.topic} to confirm a subscription to")
    if want.alerts.email:
        subscription = topic.subscription_of(want.alerts.email)
        if subscription is None:
            return Fail(f"{want.alerts.email} is not subscribed to {topic.name}")
        if not subscription.confirmed:
            return Fail(f"{want.alerts.email} has not confirmed its subscription to {topic.name}")
        return Pass(f"{want.alerts.email} has confirmed")
    if topic.has_listener:
        return Pass(f"{topic.name} has a confirmed subscriber")
    return Fail(f"no subscriber of {topic.name} has confirmed")
