"""What to ask SNS, and what the answers mean."""

from __future__ import annotations

import json
from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, Why, collector, lift

from .facts import AWS_MANAGED_KEY, Subscription, Topic

# An account may have thousands of topics, at two calls each. With more than this only Hardpan's own are looked into.
_FEW = 20
_OURS = "hardpan-"


@collector(
    Topic,
    per="region",
    reads=[
        "sns:ListTopics",
        "sns:GetTopicAttributes",
        "sns:ListSubscriptionsByTopic",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
    ],
)
def topics(here: Place) -> Reading[Topic]:
    """Every topic of the Region; those looked into with their policy, key and subscribers.

    Subscribers are asked for by topic, as ListSubscriptions shows none that another account made.
    """
    listed = (yield Read("sns", "ListTopics"))["Topics"]
    arns = sorted(topic["TopicArn"] for topic in listed)
    chosen = [arn for arn in arns if len(arns) <= _FEW or arn.rpartition(":")[2].startswith(_OURS)]
    found = [_not_read(here, arn, len(arns)) for arn in arns if arn not in chosen]
    attributes = yield [Read("sns", "GetTopicAttributes", TopicArn=arn) for arn in chosen]
    subscribers = yield [Read("sns", "ListSubscriptionsByTopic", TopicArn=arn) for arn in chosen]
    for arn, answer, subscribed in zip(chosen, attributes, subscribers, strict=True):
        values = answer["Attributes"]
        key = lift(lambda held: held or None, values.get("KmsMasterKeyId"))
        found.append(
            Topic(
                place=here,
                arn=arn,
                policy=lift(json.loads, values["Policy"]),
                key=key,
                key_policy=(yield from _key_policy(key)),
                subscriptions=lift(_subscriptions, subscribed["Subscriptions"]),
            )
        )
    return found


def _key_policy(key: Any) -> Any:
    """The policy of a customer's key; None for AWS's own."""
    if isinstance(key, Unreadable) or key is None or key.endswith(AWS_MANAGED_KEY):
        return key if isinstance(key, Unreadable) else None
    described = yield Read("kms", "DescribeKey", KeyId=key)
    metadata = described["KeyMetadata"]
    if isinstance(metadata, Unreadable):
        return metadata
    if metadata.get("KeyManager") == "AWS":
        return None
    # GetKeyPolicy takes no alias: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
    answer = yield Read("kms", "GetKeyPolicy", KeyId=metadata["Arn"], PolicyName="default")
    return lift(json.loads, answer["Policy"])


def _subscriptions(listed: list[dict[str, str]]) -> tuple[Subscription, ...]:
    """One that waits for its owner's answer has `PendingConfirmation` where its ARN will be."""
    found = {
        Subscription(
            protocol=one["Protocol"],
            email=one.get("Endpoint") if one["Protocol"].startswith("email") else None,
            confirmed=one["SubscriptionArn"].startswith("arn:"),
        )
        for one in listed
    }
    return tuple(sorted(found, key=lambda one: (one.protocol, one.email or "", one.confirmed)))


def _not_read(here: Place, arn: str, count: int) -> Topic:
    why = Unreadable(
        Why(
            "sns",
            "GetTopicAttributes",
            "sns:GetTopicAttributes",
            "NotRead",
            f"the Region has {count} topics; only those named {_OURS}* were looked into",
            here,
        )
    )
    hidden: Any = why
    return Topic(place=here, arn=arn, policy=hidden, key=hidden, key_policy=hidden, subscriptions=hidden)
