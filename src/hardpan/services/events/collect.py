"""What to ask EventBridge, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .counted import ALARM, LOG_GROUP, admits, counts
from .facts import FORWARDER, FORWARDER_PATH, Counting, EventForwarder, Rule, Target
from .pattern import canonical_of
from .signals import DENIED_CALLS, SIGNALS

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


@collector(
    Counting,
    per="region",
    reads=[
        "events:ListRules",
        "events:ListTargetsByRule",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "cloudwatch:DescribeAlarms",
    ],
)
def counting(here: Place) -> Reading[Counting]:
    """Asked only where a rule watches for refused calls and hands them on to no event bus, which is at home."""
    nothing = [Counting(place=here, log_group=False, admitted=False, alarm=False)]
    names = [rule["Name"] for rule in (yield Read("events", "ListRules"))["Rules"]]
    if DENIED_CALLS.rule_name not in names:
        return nothing
    targets = (yield Read("events", "ListTargetsByRule", Rule=DENIED_CALLS.rule_name))["Targets"]
    if any(":event-bus/" in target["Arn"] for target in targets):
        return nothing
    groups, policies, alarms = yield [
        Read("logs", "DescribeLogGroups", logGroupNamePrefix=LOG_GROUP),
        Read("logs", "DescribeResourcePolicies"),
        Read("cloudwatch", "DescribeAlarms", AlarmNames=[ALARM]),
    ]
    return [
        Counting(
            place=here,
            log_group=lift(lambda found: any(one["logGroupName"] == LOG_GROUP for one in found), groups["logGroups"]),
            admitted=lift(
                lambda found: any(admits(one["policyDocument"]) for one in found), policies["resourcePolicies"]
            ),
            alarm=lift(lambda found: any(map(counts, found)), alarms["MetricAlarms"]),
        )
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
