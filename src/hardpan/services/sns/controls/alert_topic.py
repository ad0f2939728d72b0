"""Alerts have a topic that takes events and an address subscribed to it.

Every alert of this baseline ends in one SNS topic in the home Region. Where the topic is missing, EventBridge may not
publish to it, or nobody is subscribed, the rules fire and no one hears.

Check by hand:
    aws sns get-topic-attributes --region HOME_REGION --topic-arn TOPIC_ARN
    aws sns list-subscriptions-by-topic --region HOME_REGION --topic-arn TOPIC_ARN

Fix by hand:
    aws sns create-topic --region HOME_REGION --name hardpan-alerts
    aws sns set-topic-attributes --region HOME_REGION --topic-arn TOPIC_ARN --attribute-name Policy --attribute-value file://policy.json
    aws sns subscribe --region HOME_REGION --topic-arn TOPIC_ARN --protocol email --notification-endpoint EMAIL

    policy.json holds a statement that allows sns:Publish on the topic to the service events.amazonaws.com.

Edge cases:
    The statement must not have a condition: EventBridge cannot meet one on a topic, and every alert would be lost
    without a trace. Nor can EventBridge use AWS's own key alias/aws/sns: leave the topic unencrypted, or encrypt it
    with a key of yours whose policy lets events.amazonaws.com use kms:GenerateDataKey and kms:Decrypt, again without
    a condition. A subscription nobody confirmed lapses after a few days and has to be made again.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
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


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.alert.channel",
    joins=[Topic],
    passes=[(ACCOUNT, TOPIC), (ACCOUNT, replace(TOPIC, subscriptions=(replace(CONFIRMED, confirmed=False),)))],
    fails=[
        (ACCOUNT, replace(TOPIC, arn=TOPIC.arn + "-old")),
        (ACCOUNT, replace(TOPIC, policy={"Statement": []})),
        (ACCOUNT, replace(TOPIC, key="alias/aws/sns")),
        (ACCOUNT, replace(TOPIC, subscriptions=())),
        (ACCOUNT, replace(TOPIC, subscriptions=()), replace(EXAMPLE, alerts=Alerts())),
    ],
    not_applicable=[(ACCOUNT, _ELSEWHERE)],
    human=(
        "Add `alerts: {email: YOU@EXAMPLE.COM}` to hardpan.yaml and plan again. If instead the finding says that the "
        "topic is encrypted: console > SNS > Topics > the alert topic > Edit > Encryption > turn it off, or choose a "
        "key of yours and let events.amazonaws.com use kms:GenerateDataKey and kms:Decrypt in that key's policy."
    ),
)
def alert_topic(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_looked_at(want.home(account.place), snapshot):
        return NotApplicable(f"this run does not look at the home Region {want.home_region}")
    topic = find(want, account.place, snapshot)
    if topic is None:
        return Fail(f"no topic is named {want.alerts.topic} in {want.home_region}")
    if topic.refuses_events:
        return Fail(f"{topic.name} does not take alerts: {topic.refuses_events}")
    if want.alerts.email and topic.subscription_of(want.alerts.email) is None:
        return Fail(f"{want.alerts.email} is not subscribed to {topic.name}")
    if not topic.subscriptions:
        return Fail(f"nobody is subscribed to {topic.name}: add alerts.email to hardpan.yaml")
    return Pass(f"{topic.name} takes events and has a subscriber")
