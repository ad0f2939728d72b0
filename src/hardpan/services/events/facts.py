"""What we know of EventBridge rules, and of the role that carries events to the home Region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardpan.model import Fact, Place, lift

from .pattern import canonical_of
from .signals import ALL_EVENTS, Signal

FORWARDER = "HardpanEventForwarder"
FORWARDER_PATH = "/hardpan/"


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a rule sends the events it matches."""

    id: str
    arn: str
    role_arn: str | None


@dataclass(frozen=True, kw_only=True)
class Rule(Fact):
    """A rule on the default bus that watches for one of our signals, whoever made it, or that bears our name."""

    arn: str
    name: str
    pattern: str | None  # as the rule has it; None for a rule that only keeps a schedule
    schedule: str | None
    state: str
    description: str | None
    role_arn: str | None
    targets: tuple[Target, ...]

    @property
    def resource(self) -> str:
        """The rule's ARN."""
        return self.arn

    def watches_for(self, signal: Signal) -> bool:
        """Its pattern asks for the same events as the signal's."""
        return bool(lift(canonical_of, self.pattern) == signal.canonical)

    def is_on_for(self, signal: Signal) -> bool:
        """It is enabled, for reads as well where the signal needs them."""
        return self.state == ALL_EVENTS or (self.state == "ENABLED" and not signal.read_only_too)


@dataclass(frozen=True, kw_only=True)
class Counting(Fact):
    """What counts refused calls in a Region where a rule watches for them and sends them to no other Region."""

    log_group: bool  # the one that takes them is there
    admitted: bool  # EventBridge may write to it
    alarm: bool  # goes off when there are many

    @property
    def is_complete(self) -> bool:
        """Whether many of them set off the alarm."""
        return self.log_group and self.admitted and self.alarm


@dataclass(frozen=True, kw_only=True)
class EventForwarder(Fact):
    """The role with which EventBridge puts events on a bus in another Region. There is always one of these."""

    arn: str  # where it does not exist: the ARN that it will have
    trust: dict[str, Any] | None  # None: there is no such role
    permissions: dict[str, Any] | None  # of its one inline policy

    @property
    def resource(self) -> str:
        """The role's ARN."""
        return self.arn

    def forwards_to(self, home: Place) -> bool:
        """Whether EventBridge can use it to put events on the home Region's bus."""
        return self.trust == forwarder_trust(home) and self.permissions == forwarder_permissions(home)


def default_bus(place: Place) -> str:
    """ARN of the default event bus in a Region."""
    return place.arn("events", "event-bus/default")


def forwarder_trust(place: Place) -> dict[str, Any]:
    """Who may take the role: EventBridge, on behalf of this account only.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
            }
        ],
    }


def forwarder_permissions(home: Place) -> dict[str, Any]:
    """What the role may do: put events on the home Region's default bus.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
    """
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "events:PutEvents", "Resource": default_bus(home)}],
    }
