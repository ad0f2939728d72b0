"""What we know of SNS topics and their subscribers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Fact, Place

from .policy import lets_service

EVENTS = "events.amazonaws.com"
AWS_MANAGED_KEY = "alias/aws/sns"


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Where a topic's messages go."""

    protocol: str
    email: str | None  # None for other protocols: the address of a web hook is often its secret
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Topic(Fact):
    """A topic. One that was not looked into, as there are too many, has unreadable fields."""

    arn: str
    policy: dict[str, Any]
    key: str | None  # id, ARN or alias of the KMS key; None: not encrypted with one
    key_policy: dict[str, Any] | None  # None: no key, or AWS's own, whose policy nobody can change
    subscriptions: tuple[Subscription, ...]

    @property
    def resource(self) -> str:
        """The topic's ARN."""
        return self.arn

    @property
    def name(self) -> str:
        """The last part of the ARN."""
        return self.arn.rpartition(":")[2]

    @property
    def refuses_events(self) -> str | None:
        """Why EventBridge cannot publish here; None when it can."""
        if not lets_service(self.policy, EVENTS, "sns:Publish"):
            return "its policy does not let EventBridge publish (a statement with a condition does not count)"
        if self.key is None:
            return None
        if self.key_policy is None:
            return f"it is encrypted with AWS's own key ({self.key}), which EventBridge may not use"
        needed = ("kms:GenerateDataKey", "kms:Decrypt")
        if all(lets_service(self.key_policy, EVENTS, action) for action in needed):
            return None
        return f"the policy of its key {self.key} does not let EventBridge use the key"

    @property
    def has_listener(self) -> bool:
        """Somebody has confirmed a subscription."""
        return any(subscription.confirmed for subscription in self.subscriptions)

    def subscription_of(self, email: str) -> Subscription | None:
        """The subscription of an e-mail address, the confirmed one first."""
        found = [
            subscription
            for subscription in self.subscriptions
            if subscription.email is not None and subscription.email.casefold() == email.casefold()
        ]
        return max(found, key=lambda subscription: subscription.confirmed, default=None)


def alert_topic_arn(want: Baseline, place: Place) -> str:
    """ARN of the topic that alerts of the account at `place` go to, whether or not it exists."""
    return want.home(place).arn("sns", want.alerts.topic)
