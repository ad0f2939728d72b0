"""What to ask EventBridge, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import FORWARDER, FORWARDER_PATH, EventForwarder, Rule, Target
from .pattern import canonical_of
from .signals import SIGNALS

_OURS = "hardpan-"


@collector(Rule, per="region", reads=["events:ListRules", "events:ListTargetsByRule"])
def rules(here: Place) -> Reading[Rule]:
    """Rules on the default bus. Targets take a call for each rule, so only rules that can matter are asked for them."""
    known = {signal.canonical for signal in SIGNALS}
    listed = (yield Read("events", "ListRules"))["Rules"]
    chosen = [
        rule
        for rule in sorted(listed, key=lambda rule: rule["Name"])
        if rule["Name"].startswith(_OURS) or canonical_of(rule.get("EventPattern")) in known
    ]
    answers = yield [Read("events", "ListTargetsByRule", Rule=rule["Name"]) for rule in chosen]
    return [
        Rule(
            place=here,
            arn=rule["Arn"],
            name=rule["Name"],
            pattern=rule.get("EventPattern"),
            schedule=rule.get("ScheduleExpression"),
            state=rule["State"],
            description=rule.get("Description"),
            role_arn=rule.get("RoleArn"),
            targets=lift(_targets, answer["Targets"]),
        )
        for rule, answer in zip(chosen, answers, strict=True)
    ]


@collector(EventForwarder, per="account", reads=["iam:GetRole", "iam:GetRolePolicy"])
def event_forwarder(here: Place) -> Reading[EventForwarder]:
    """Both questions answer NoSuchEntity where there is no such role, or no such policy in it."""
    role, policy = yield [
        Read("iam", "GetRole", RoleName=FORWARDER).or_none("NoSuchEntity"),
        Read("iam", "GetRolePolicy", RoleName=FORWARDER, PolicyName=FORWARDER).or_none("NoSuchEntity"),
    ]
    expected = here.at(None).arn("iam", f"role{FORWARDER_PATH}{FORWARDER}")
    return [
        EventForwarder(
            place=here,
            arn=expected if role is None else role["Role"]["Arn"],
            trust=None if role is None else role["Role"]["AssumeRolePolicyDocument"],
            permissions=None if policy is None else policy["PolicyDocument"],
        )
    ]


def _targets(listed: list[dict[str, Any]]) -> tuple[Target, ...]:
    found = [Target(id=one["Id"], arn=one["Arn"], role_arn=one.get("RoleArn")) for one in listed]
    return tuple(sorted(found, key=lambda target: target.id))
