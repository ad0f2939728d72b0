"""What to change so that alerts have a topic and a reader."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Place, Ref, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .alert_topic import find, is_looked_at, new_policy, widened
from .facts import EVENTS, Topic, alert_topic_arn
from .policy import lets_service


@operation(
    satisfies=["sns.alert_topic"],
    facts=[Topic],
    writes=[
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:Unsubscribe",
    ],
)
def alert_topic(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The topic that the baseline names, open to EventBridge, with the baseline's e-mail address subscribed.

    Confirming the subscription is left to whoever reads that mailbox. A topic's encryption is never changed.
    """
    for account in have.accounts:
        home = want.home(account.place)
        if not is_looked_at(home, have):
            continue
        topic = find(want, home, have)
        if topic is None:
            yield _create(want, home)
        elif not lets_service(topic.policy, EVENTS, "sns:Publish"):
            yield _open(want, topic)
        if want.alerts.email and (topic is None or topic.subscription_of(want.alerts.email) is None):
            yield _subscribe(want.alerts.email, want, home, topic)


def _create(want: Baseline, home: Place) -> Step:
    arn = alert_topic_arn(want, home)
    return Step(
        key=step_key("sns.alert_topic/create", home),
        place=home,
        write=Write(
            "sns",
            "CreateTopic",
            Name=want.alerts.topic,
            Attributes={"DisplayName": "Hardpan alerts", "Policy": json.dumps(new_policy(want, home))},
        ),
        because=f"no topic is named {want.alerts.topic}",
        resource=arn,
        after=f"topic {want.alerts.topic}, open to EventBridge",
        undo=(Write("sns", "DeleteTopic", TopicArn=arn),),
        cost_note="the first 1,000 e-mails a month are free",
    )


def _open(want: Baseline, topic: Topic) -> Step:
    return Step(
        key=step_key("sns.alert_topic/policy", topic.place),
        place=topic.place,
        write=_set_policy(topic.arn, json.dumps(widened(topic.policy, want, topic.place))),
        because=f"the policy of {topic.name} does not let EventBridge publish",
        resource=topic.arn,
        before="EventBridge may not publish",
        after="EventBridge may publish; the policy's other statements stay",
        undo=(_set_policy(topic.arn, json.dumps(topic.policy)),),
    )


def _subscribe(email: str, want: Baseline, home: Place, topic: Topic | None) -> Step:
    key, arn = step_key("sns.alert_topic/subscribe", home), alert_topic_arn(want, home)
    return Step(
        key=key,
        place=home,
        # The ARN is asked for because undo needs it; without ReturnSubscriptionArn a new subscription shows none.
        # https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
        write=Write("sns", "Subscribe", TopicArn=arn, Protocol="email", Endpoint=email, ReturnSubscriptionArn=True),
        because=f"{email} is not subscribed to {want.alerts.topic}",
        resource=arn,
        after=f"{email} is sent a link to confirm",
        needs=frozenset({step_key("sns.alert_topic/create", home)}),
        undo=() if topic is None else (Write("sns", "Unsubscribe", SubscriptionArn=Ref(key, "SubscriptionArn")),),
    )


def _set_policy(arn: str, policy: str) -> Write:
    return Write("sns", "SetTopicAttributes", TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
