"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE
from hardpan.model import Place, Region
from hardpan.services.sns.examples import ACCOUNT, HOME, TOPIC

from .counted import log_group_arn
from .facts import (
    FORWARDER,
    FORWARDER_PATH,
    Counting,
    EventForwarder,
    Rule,
    Target,
    default_bus,
    forwarder_permissions,
    forwarder_trust,
)
from .signals import Signal

AWAY = HOME.at("us-east-1")  # the global Region too
IN_HOME = Region(place=HOME)
IN_AWAY = Region(place=AWAY)
FORWARDING = EventForwarder(
    place=HOME.at(None),
    arn=HOME.at(None).arn("iam", f"role{FORWARDER_PATH}{FORWARDER}"),
    trust=forwarder_trust(HOME),
    permissions=forwarder_permissions(HOME),
)
TO_TOPIC = Target(id="hardpan-alerts", arn=TOPIC.arn, role_arn=None)
TO_HOME = Target(id="hardpan-alerts", arn=default_bus(HOME), role_arn=FORWARDING.arn)
TO_BE_COUNTED = Target(id="hardpan-alerts", arn=log_group_arn(HOME), role_arn=None)
COUNTING = Counting(place=HOME, log_group=True, admitted=True, alarm=True)
TO_OTHER_TOPIC = Target(id="1", arn=AWAY.arn("sns", "security-team"), role_arn=None)
OTHER_TOPIC = replace(TOPIC, place=AWAY, arn=TO_OTHER_TOPIC.arn)


def rule_for(signal: Signal, place: Place) -> Rule:
    """The rule of a signal in a Region, as Hardpan makes it."""
    return Rule(
        place=place,
        arn=place.arn("events", f"rule/{signal.rule_name}"),
        name=signal.rule_name,
        pattern=signal.text,
        schedule=None,
        state=signal.state,
        description=None,
        role_arn=None,
        targets=(TO_TOPIC if place.region == EXAMPLE.home_region else TO_HOME,),
    )


def passing(signal: Signal) -> list[tuple[object, ...]]:
    """Scenes in which a signal of every Region is heard of."""
    here, away = rule_for(signal, HOME), rule_for(signal, AWAY)
    theirs = replace(away, name="security-alerts", targets=(TO_OTHER_TOPIC,))
    return [(IN_HOME, here), (IN_AWAY, away, FORWARDING), (IN_AWAY, theirs, OTHER_TOPIC)]


def failing(signal: Signal) -> list[tuple[object, ...]]:
    """Scenes in which it is not."""
    here, away = rule_for(signal, HOME), rule_for(signal, AWAY)
    return [
        (IN_HOME, replace(here, pattern='{"source":["aws.health"]}')),
        (IN_HOME, replace(here, state="DISABLED")),
        (IN_HOME, replace(here, targets=())),
        (IN_AWAY, away, replace(FORWARDING, trust=None, permissions=None)),
        (IN_AWAY, away, replace(FORWARDING, permissions=forwarder_permissions(HOME.at("eu-north-1")))),
        (IN_AWAY, replace(away, targets=(TO_OTHER_TOPIC,)), replace(OTHER_TOPIC, subscriptions=())),
    ]


def passing_account(signal: Signal) -> list[tuple[object, ...]]:
    """Scenes in which a signal of the global Region is heard of."""
    return [(ACCOUNT, rule_for(signal, AWAY), rule_for(signal, HOME), FORWARDING)]


def failing_account(signal: Signal) -> list[tuple[object, ...]]:
    """Scenes in which it is not."""
    here, away = rule_for(signal, HOME), rule_for(signal, AWAY)
    return [
        (ACCOUNT, away, replace(here, state="DISABLED"), FORWARDING),
        (ACCOUNT, replace(away, targets=()), here, FORWARDING),
        (ACCOUNT, away, here, replace(FORWARDING, trust={"Statement": []})),
    ]


def elsewhere(signal: Signal) -> list[tuple[object, ...]]:
    """A run narrowed to a Region in which nothing can be told."""
    return [(ACCOUNT, rule_for(signal, HOME))]
