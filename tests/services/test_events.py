"""EventBridge: signals, rules and the way to the home Region."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import OPERATIONS, FactUnreadable, Place, Read
from hardpan.services.events.collect import counting, event_forwarder, rules
from hardpan.services.events.counted import ALARM, LOG_GROUP, admits, alarm, counts, policy
from hardpan.services.events.examples import (
    AWAY,
    COUNTING,
    FORWARDING,
    IN_HOME,
    OTHER_TOPIC,
    TO_BE_COUNTED,
    TO_HOME,
    TO_OTHER_TOPIC,
    rule_for,
)
from hardpan.services.events.facts import Rule, Target, default_bus, forwarder_permissions, forwarder_trust
from hardpan.services.events.pattern import canonical, canonical_of
from hardpan.services.events.signals import (
    ALARMED,
    BREAK_GLASS,
    DENIED_CALLS,
    GUARDDUTY_HIGH,
    IAM_CHANGES,
    ROOT,
    SIGNALS,
    Signal,
)
from hardpan.services.iam.own_roles import BREAK_GLASS as OWN
from hardpan.services.iam.own_roles import RESPONDER
from hardpan.services.sns.examples import HOME, TOPIC
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

THIRD = HOME.at("eu-north-1")
NOTHING = Snapshot.of(TOPIC, replace(FORWARDING, trust=None, permissions=None), replace(OTHER_TOPIC, subscriptions=()))
# What Organizations reports without anyone having called it:
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
NOTICES = {"AccountJoinedOrganization", "AccountDepartedOrganization", "ResponsibilityTransferAccepted"}
# What CloudTrail calls a sign-in, and what S3 does where its API has another name for it:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
NAMED_BY_CLOUDTRAIL = {
    "ConsoleLogin",
    "DeleteAccountPublicAccessBlock",
    "DeleteBucketPublicAccessBlock",
    "PutAccountPublicAccessBlock",
    "PutBucketPublicAccessBlock",
}
SERVICES = {"access-analyzer": "accessanalyzer"}


def every_rule() -> list[Rule]:
    return [
        rule_for(signal, place)
        for place, signal in product((HOME, AWAY, THIRD), SIGNALS)
        if signal.everywhere or place != THIRD
    ]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.key)
def test_every_event_named_is_an_operation_of_a_service_named(signal: Signal) -> None:
    session = botocore.session.get_session()
    sources = [name.partition(".")[0] for name in signal.pattern["detail"].get("eventSource", [])]
    known = {
        operation
        for source in sources
        for operation in session.get_service_model(SERVICES.get(source, source)).operation_names
    }
    assert set(signal.pattern["detail"].get("eventName", [])) - known <= NOTICES | NAMED_BY_CLOUDTRAIL


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.key)
def test_every_pattern_is_short_enough_and_rests_on_a_page(signal: Signal) -> None:
    assert len(signal.text) <= 2048  # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    assert json.loads(signal.text) == signal.pattern
    assert signal.source.startswith("https://docs.aws.amazon.com/")


def test_no_two_signals_ask_for_the_same() -> None:
    assert len({signal.canonical for signal in SIGNALS}) == len({signal.key for signal in SIGNALS}) == len(SIGNALS)


def test_the_order_of_alternatives_does_not_matter_but_that_of_a_comparison_does() -> None:
    assert canonical({"b": ["x", "y"], "a": [{"prefix": "p"}]}) == canonical({"a": [{"prefix": "p"}], "b": ["y", "x"]})
    assert canonical({"a": [{"numeric": [">=", 7, "<", 9]}]}) != canonical({"a": [{"numeric": ["<", 7, ">=", 9]}]})
    assert canonical({"a": ["x"]}) != canonical({"a": ["x", "y"]})
    assert canonical_of("no json") is None
    assert canonical_of(None) is None


def listed(signal: Signal, name: str) -> dict[str, str]:
    return {"Name": name, "Arn": HOME.arn("events", f"rule/{name}"), "EventPattern": signal.text, "State": "ENABLED"}


def test_targets_are_asked_for_only_where_a_rule_can_matter() -> None:
    found = [
        listed(GUARDDUTY_HIGH, "security"),
        {"Name": "nightly", "Arn": "arn:x", "ScheduleExpression": "rate(1 day)", "State": "ENABLED"},
        {"Name": "hardpan-root", "Arn": "arn:y", "EventPattern": "{}", "State": "DISABLED"},
    ]
    sent: list[object] = []
    targets = {"Targets": [{"Id": "1", "Arn": TOPIC.arn}]}
    facts = drive(rules(HOME), {"events:ListRules": {"Rules": found}, "events:ListTargetsByRule": targets}, sent)
    assert [rule.name for rule in facts] == ["hardpan-root", "security"]
    assert len(sent) == 3
    assert facts[1].watches_for(GUARDDUTY_HIGH)
    assert facts[1].targets == (Target(id="1", arn=TOPIC.arn, role_arn=None),)


def test_refused_targets_leave_the_rule_readable() -> None:
    answers = {
        "events:ListRules": {"Rules": [listed(ROOT, "hardpan-root")]},
        "events:ListTargetsByRule": denied("events:ListTargetsByRule"),
    }
    (rule,) = drive(rules(HOME), answers)
    assert rule.watches_for(ROOT)
    assert not rule.is_on_for(ROOT)  # ENABLED alone drops what root reads
    with pytest.raises(FactUnreadable):
        len(rule.targets)


def test_the_forwarder_is_always_told_of() -> None:
    nobody, policy = {"iam:GetRole": None, "iam:GetRolePolicy": None}, {"PolicyDocument": FORWARDING.permissions}
    (missing,) = drive(event_forwarder(HOME.at(None)), nobody)
    assert (missing.arn, missing.trust, missing.permissions) == (FORWARDING.arn, None, None)
    role = {"Role": {"Arn": FORWARDING.arn, "AssumeRolePolicyDocument": FORWARDING.trust}}
    (found,) = drive(event_forwarder(HOME.at(None)), {"iam:GetRole": role, "iam:GetRolePolicy": policy})
    assert found == FORWARDING
    assert found.forwards_to(HOME)
    assert not found.forwards_to(AWAY)


def test_arns_belong_to_the_partition() -> None:
    china = Place("111122223333", "cn-north-1", "aws-cn")
    assert default_bus(china) == "arn:aws-cn:events:cn-north-1:111122223333:event-bus/default"
    (role,) = drive(event_forwarder(china.at(None)), {"iam:GetRole": None, "iam:GetRolePolicy": None})
    assert role.arn == "arn:aws-cn:iam::111122223333:role/hardpan/HardpanEventForwarder"


def test_nothing_is_changed_where_every_signal_is_heard_of() -> None:
    have = Snapshot.of(TOPIC, FORWARDING, *every_rule())
    assert {region.place for region in have.regions} == {HOME, AWAY, THIRD}
    assert steps_of("events.alert_rules", EXAMPLE, have) == []


def test_all_that_is_missing_is_made() -> None:
    steps = steps_of("events.alert_rules", EXAMPLE, NOTHING)
    assert verbs(steps[:2]) == ["events.alert_rules/create_role", "events.alert_rules/permit"]
    both = [signal for signal in SIGNALS if not signal.of_home]
    assert len(steps) == 2 + 2 * 2 * len(both) + 2  # a rule and a target for each signal in both Regions, or at home
    sent_to = {step.place: step.write.parameters["Targets"] for step in steps if "/target:" in step.key}
    assert sent_to[HOME] == [{"Id": "hardpan-alerts", "Arn": TOPIC.arn}]
    assert sent_to[AWAY] == [{"Id": "hardpan-alerts", "Arn": default_bus(HOME), "RoleArn": FORWARDING.arn}]


def test_a_third_region_gets_only_the_rules_of_signals_that_come_there() -> None:
    have = Snapshot.of(TOPIC, FORWARDING, replace(TOPIC, place=THIRD))
    put = [
        step.write.parameters["Name"]
        for step in steps_of("events.alert_rules", EXAMPLE, have)
        if step.place == THIRD and "/put:" in step.key
    ]
    assert put == [signal.rule_name for signal in SIGNALS if signal.everywhere]


def test_making_what_is_missing_makes_every_signal_heard_of() -> None:
    steps = steps_of("events.alert_rules", EXAMPLE, NOTHING)
    targets = {
        (step.place, step.write.parameters["Rule"]): step.write.parameters["Targets"][0]
        for step in steps
        if "/target:" in step.key
    }
    made = [
        Rule(
            place=step.place,
            arn=step.resource or "",
            name=sent["Name"],
            pattern=sent["EventPattern"],
            schedule=None,
            state=sent["State"],
            description=sent["Description"],
            role_arn=None,
            targets=(Target(id=to["Id"], arn=to["Arn"], role_arn=to.get("RoleArn")),),
        )
        for step in steps
        if "/put:" in step.key
        for sent in [step.write.parameters]
        for to in [targets[step.place, sent["Name"]]]
    ]
    role = replace(
        FORWARDING,
        trust=json.loads(steps[0].write.parameters["AssumeRolePolicyDocument"]),
        permissions=json.loads(steps[1].write.parameters["PolicyDocument"]),
    )
    assert steps_of("events.alert_rules", EXAMPLE, Snapshot.of(TOPIC, role, *made)) == []


def test_a_target_waits_for_what_it_needs() -> None:
    steps = {step.key: step for step in steps_of("events.alert_rules", EXAMPLE, NOTHING)}
    at_home, away = (steps[f"events.alert_rules/target:root@{place}"] for place in (HOME, AWAY))
    assert f"sns.alert_topic/create@{HOME}" in at_home.needs
    assert f"events.alert_rules/put:root@{HOME}" in at_home.needs
    assert f"events.alert_rules/permit@{HOME.at(None)}" in away.needs
    assert away.not_yet
    assert not at_home.not_yet
    assert "sns.alert_topic" in OPERATIONS["events.alert_rules"].after


def test_someone_elses_rule_is_left_alone_where_it_does_the_same() -> None:
    theirs = [replace(rule, name="x", targets=(TO_OTHER_TOPIC,)) for rule in every_rule() if rule.place == AWAY]
    others = [rule for rule in every_rule() if rule.place != AWAY]
    assert steps_of("events.alert_rules", EXAMPLE, Snapshot.of(OTHER_TOPIC, FORWARDING, TOPIC, *theirs, *others)) == []
    silent = replace(OTHER_TOPIC, subscriptions=())
    have = Snapshot.of(silent, FORWARDING, TOPIC, *theirs, *others)
    assert {step.place for step in steps_of("events.alert_rules", EXAMPLE, have)} == {AWAY}


def test_a_rule_of_ours_that_was_changed_is_put_right_and_can_be_put_back() -> None:
    signal = IAM_CHANGES
    changed = replace(rule_for(signal, HOME), pattern='{"source":["aws.iam"]}', state="DISABLED", description="old")
    others = [rule for rule in every_rule() if (rule.place, rule.name) != (HOME, signal.rule_name)]
    (put,) = steps_of("events.alert_rules", EXAMPLE, Snapshot.of(TOPIC, FORWARDING, changed, *others))
    assert put.undo is not None
    assert put.undo[0].parameters == {
        "Name": signal.rule_name,
        "EventPattern": changed.pattern,
        "State": "DISABLED",
        "Description": "old",
    }


def test_a_target_that_points_elsewhere_is_replaced_and_can_be_put_back() -> None:
    stale = Target(id="hardpan-alerts", arn=HOME.arn("sns", "old"), role_arn=None)
    changed = replace(rule_for(ROOT, HOME), targets=(stale,))
    others = [rule for rule in every_rule() if (rule.place, rule.name) != (HOME, ROOT.rule_name)]
    (target,) = steps_of("events.alert_rules", EXAMPLE, Snapshot.of(TOPIC, FORWARDING, changed, *others))
    assert target.undo is not None
    assert target.undo[0].parameters["Targets"] == [{"Id": "hardpan-alerts", "Arn": stale.arn}]


def test_a_forwarder_that_was_changed_is_put_right_without_touching_rules() -> None:
    wide = replace(FORWARDING, trust={"Statement": []}, permissions=forwarder_permissions(THIRD))
    steps = steps_of("events.alert_rules", EXAMPLE, Snapshot.of(TOPIC, wide, *every_rule()))
    assert verbs(steps) == ["events.alert_rules/trust", "events.alert_rules/permit"]
    assert json.loads(steps[0].write.parameters["PolicyDocument"]) == forwarder_trust(HOME)
    assert steps[1].undo is not None
    assert json.loads(steps[1].undo[0].parameters["PolicyDocument"]) == wide.permissions


def test_where_there_is_only_the_home_region_no_role_is_needed() -> None:
    want = replace(EXAMPLE, home_region="us-east-1")
    there = replace(TOPIC, place=AWAY, arn=AWAY.arn("sns", "hardpan-alerts"))
    have = Snapshot.of(there, replace(FORWARDING, trust=None, permissions=None))
    assert not any(step.write.service == "iam" for step in steps_of("events.alert_rules", want, have))


def test_sessions_of_a_role_that_nobody_asked_for_are_not_watched_for() -> None:
    asked, unasked = (
        {step.write.parameters.get("Name") for step in steps_of("events.alert_rules", want, NOTHING)}
        for want in (EXAMPLE, replace(EXAMPLE, break_glass=False))
    )
    assert asked - unasked == {BREAK_GLASS.rule_name}


@pytest.mark.parametrize(
    ("arn", "told"),
    [
        ("arn:aws:iam::111122223333:role/hardpan/HardpanBreakGlass", True),
        ("arn:aws-cn:iam::111122223333:role/hardpan/HardpanBreakGlass", True),
        ("arn:aws:iam::111122223333:role/HardpanBreakGlass", False),
    ],
)
def test_the_role_for_emergencies_is_told_by_its_path(arn: str, told: bool) -> None:
    wanted, responders = BREAK_GLASS.pattern["detail"]["requestParameters"]["roleArn"]
    assert arn.endswith(wanted["suffix"]) is told
    assert f"arn:aws:iam::111122223333:role{OWN.path}{OWN.name}".endswith(wanted["suffix"])
    assert RESPONDER.arn(HOME).endswith(responders["suffix"])
    assert BREAK_GLASS.state == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"  # sts:AssumeRole is a read


# Refused calls, which are counted


def told(**targets: object) -> dict[str, object]:
    return {
        "events:ListRules": {"Rules": [listed(DENIED_CALLS, DENIED_CALLS.rule_name)]},
        "events:ListTargetsByRule": {"Targets": [{"Id": "hardpan-alerts", "Arn": TO_BE_COUNTED.arn}]},
        "logs:DescribeLogGroups": {"logGroups": [{"logGroupName": LOG_GROUP}]},
        "logs:DescribeResourcePolicies": {"resourcePolicies": [{"policyDocument": policy(HOME)}]},
        "cloudwatch:DescribeAlarms": {"MetricAlarms": [alarm()]},
        **targets,
    }


def test_what_counts_is_asked_for_at_home_alone() -> None:
    asked: list[Read] = []
    assert drive(counting(HOME), told(), asked) == [COUNTING]
    assert len(asked) == 5
    nothing = replace(COUNTING, log_group=False, admitted=False, alarm=False)
    for answers, calls in (
        (told(**{"events:ListTargetsByRule": {"Targets": [{"Id": "1", "Arn": TO_HOME.arn}]}}), 2),
        (told(**{"events:ListRules": {"Rules": []}}), 1),
    ):
        asked = []
        assert drive(counting(HOME), answers, asked) == [nothing]
        assert len(asked) == calls


def test_an_alarm_counts_when_it_goes_off_as_soon() -> None:
    assert counts(alarm())
    assert counts({**alarm(), "AlarmName": "ours", "Threshold": 5.0})
    assert not counts({**alarm(), "Threshold": 1000.0})
    assert not counts({**alarm(), "MetricName": "FailedInvocations"})
    assert not counts({**alarm(), "Dimensions": [{"Name": "RuleName", "Value": "hardpan-root"}]})


def test_a_policy_for_one_of_the_two_writers_is_not_enough() -> None:
    assert admits(policy(HOME))
    assert not admits(policy(HOME).replace("delivery.logs.amazonaws.com", "es.amazonaws.com"))


def test_what_counts_is_made_after_the_rule_and_before_its_target() -> None:
    empty = replace(COUNTING, log_group=False, admitted=False, alarm=False)
    have = Snapshot.of(IN_HOME, TOPIC, FORWARDING, empty)
    steps = steps_of("events.denied_calls", EXAMPLE, have)
    assert verbs(steps) == [f"events.denied_calls/{verb}" for verb in ("log_group", "retention", "policy", "alarm")]
    rule, target = (
        next(
            step
            for step in steps_of("events.alert_rules", EXAMPLE, have)
            if step.key.startswith(f"events.alert_rules/{verb}:denied-calls@111122223333/eu-west-1")
        )
        for verb in ("put", "target")
    )
    group, retention, written, _ = steps
    assert {rule.key} == group.needs == written.needs
    assert retention.needs == {group.key}
    assert {group.key, written.key, rule.key} <= target.needs
    assert target.write.parameters["Targets"] == [{"Id": TO_BE_COUNTED.id, "Arn": TO_BE_COUNTED.arn}]


def test_nothing_is_made_where_calls_are_counted_or_told_of_one_by_one() -> None:
    rule = rule_for(DENIED_CALLS, HOME)
    counted = Snapshot.of(IN_HOME, TOPIC, replace(rule, targets=(TO_BE_COUNTED,)), rule_for(ALARMED, HOME), COUNTING)
    empty = replace(COUNTING, log_group=False, admitted=False, alarm=False)
    for have in (counted, Snapshot.of(IN_HOME, TOPIC, rule, empty)):
        assert steps_of("events.denied_calls", EXAMPLE, have) == []


def test_the_name_of_the_alarm_is_one_that_is_told_of() -> None:
    assert ALARM.startswith(ALARMED.pattern["detail"]["alarmName"][0]["prefix"])
