"""SNS: the alert topic."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Alerts
from hardpan.model import FactUnreadable, Place, Ref
from hardpan.services.sns.collect import topics
from hardpan.services.sns.examples import CONFIRMED, HOME, TOPIC
from hardpan.services.sns.policy import lets_service
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

POLICY = json.dumps(TOPIC.policy)
OWNERS = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "SNS:Publish", "Condition": {"StringEquals": {}}}
PENDING = {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "alerts@example.com"}
CHAT = {"SubscriptionArn": f"{TOPIC.arn}:1", "Protocol": "https", "Endpoint": "https://chat.example.com/SECRET"}
ANSWERS = {
    "sns:ListTopics": {"Topics": [{"TopicArn": TOPIC.arn}]},
    "sns:GetTopicAttributes": {"Attributes": {"Policy": POLICY}},
    "sns:ListSubscriptionsByTopic": {"Subscriptions": [PENDING, CHAT]},
}


def test_a_topic_is_read_with_its_subscribers() -> None:
    (topic,) = drive(topics(HOME), ANSWERS)
    assert (topic.name, topic.policy, topic.key) == ("hardpan-alerts", TOPIC.policy, None)
    assert topic.subscription_of("Alerts@Example.com") == replace(CONFIRMED, confirmed=False)
    assert topic.has_listener  # the chat channel


def test_the_address_of_a_web_hook_is_not_kept() -> None:
    assert "SECRET" not in repr(drive(topics(HOME), ANSWERS))


def test_a_region_without_topics_takes_one_call() -> None:
    sent: list[object] = []
    assert drive(topics(HOME), {"sns:ListTopics": {"Topics": []}}, sent) == []
    assert len(sent) == 1


@pytest.mark.parametrize("hidden", ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"])
def test_a_refused_detail_leaves_the_others_readable(hidden: str) -> None:
    (topic,) = drive(topics(HOME), ANSWERS | {hidden: denied(hidden)})
    assert topic.arn == TOPIC.arn
    if hidden == "sns:GetTopicAttributes":
        assert topic.has_listener
        with pytest.raises(FactUnreadable):
            _ = topic.refuses_events
    else:
        assert topic.refuses_events is None
        with pytest.raises(FactUnreadable):
            _ = topic.has_listener


def test_among_many_topics_only_ours_are_looked_into_and_the_others_are_unreadable() -> None:
    arns = [HOME.arn("sns", f"orders-{number}") for number in range(30)]
    sent: list[object] = []
    listed = {"Topics": [{"TopicArn": arn} for arn in [*arns, TOPIC.arn]]}
    found = drive(topics(HOME), ANSWERS | {"sns:ListTopics": listed}, sent)
    assert len(found) == 31
    assert len(sent) == 3
    assert [topic.has_listener for topic in found if topic.arn == TOPIC.arn] == [True]
    with pytest.raises(FactUnreadable, match="31 topics"):
        _ = found[0].refuses_events


def key_answers(manager: str, policy: dict[str, object]) -> dict[str, object]:
    return ANSWERS | {
        "sns:GetTopicAttributes": {"Attributes": {"Policy": POLICY, "KmsMasterKeyId": "alias/alerts"}},
        "kms:DescribeKey": {"KeyMetadata": {"Arn": HOME.arn("kms", "key/1"), "KeyManager": manager}},
        "kms:GetKeyPolicy": {"Policy": json.dumps(policy)},
    }


def test_a_key_of_the_customer_must_let_eventbridge_use_it() -> None:
    use = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}
    good = {"Statement": [use | {"Action": ["kms:GenerateDataKey*", "kms:Decrypt"]}]}
    (topic,) = drive(topics(HOME), key_answers("CUSTOMER", good))
    assert topic.refuses_events is None
    (topic,) = drive(topics(HOME), key_answers("CUSTOMER", {"Statement": [use | {"Action": "kms:Decrypt"}]}))
    assert "alias/alerts" in topic.refuses_events
    (topic,) = drive(topics(HOME), key_answers("AWS", good))
    assert "AWS's own key" in topic.refuses_events
    (topic,) = drive(topics(HOME), key_answers("CUSTOMER", good) | {"kms:DescribeKey": denied("kms:DescribeKey")})
    with pytest.raises(FactUnreadable):
        _ = topic.refuses_events


def test_awss_own_key_is_known_by_its_alias() -> None:
    attributes = {"Attributes": {"Policy": POLICY, "KmsMasterKeyId": "alias/aws/sns"}}
    (topic,) = drive(topics(HOME), ANSWERS | {"sns:GetTopicAttributes": attributes})
    assert "alias/aws/sns" in topic.refuses_events


@pytest.mark.parametrize(
    ("statement", "lets"),
    [
        ({"Effect": "Allow", "Principal": {"Service": ["a.amazonaws.com", "events.amazonaws.com"]}}, True),
        ({"Effect": "Allow", "Principal": "*"}, True),
        ({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}, False),
        ({"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}}, False),
        ({"Effect": "Deny", "Principal": "*"}, False),
        (
            {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
            },
            False,
        ),
    ],
)
@pytest.mark.parametrize("action", ["sns:Publish", "SNS:*", ["sns:Subscribe", "sns:publish"]])
def test_who_is_let_in(statement: dict[str, object], lets: bool, action: object) -> None:
    assert lets_service({"Statement": [statement | {"Action": action}]}, "events.amazonaws.com", "sns:Publish") is lets
    assert lets_service({"Statement": statement | {"Action": action}}, "events.amazonaws.com", "sns:Publish") is lets
    assert not lets_service(
        {"Statement": [statement | {"Action": "sns:Subscribe"}]}, "events.amazonaws.com", "sns:Publish"
    )


def test_a_denial_outweighs_permission() -> None:
    allow = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish"}
    assert not lets_service({"Statement": [allow, allow | {"Effect": "Deny"}]}, "events.amazonaws.com", "sns:Publish")


def test_nothing_is_changed_where_the_topic_is_as_it_should_be() -> None:
    assert steps_of("sns.alert_topic", EXAMPLE, Snapshot.of(TOPIC)) == []
    pending = replace(TOPIC, subscriptions=(replace(CONFIRMED, confirmed=False),))
    assert steps_of("sns.alert_topic", EXAMPLE, Snapshot.of(pending)) == []


def test_a_missing_topic_is_made_and_subscribed_to() -> None:
    other = replace(TOPIC, arn=HOME.arn("sns", "orders"))
    create, subscribe = steps_of("sns.alert_topic", EXAMPLE, Snapshot.of(other))
    made = replace(TOPIC, policy=json.loads(create.write.parameters["Attributes"]["Policy"]), subscriptions=())
    assert made.refuses_events is None
    assert create.undo is not None
    assert create.undo[0].parameters == {"TopicArn": TOPIC.arn}
    assert subscribe.needs == {create.key}
    assert subscribe.undo == ()  # the topic takes its subscriptions with it


def test_without_an_address_the_topic_is_made_all_the_same() -> None:
    want = replace(EXAMPLE, alerts=Alerts())
    other = replace(TOPIC, arn=HOME.arn("sns", "orders"))
    assert verbs(steps_of("sns.alert_topic", want, Snapshot.of(other))) == ["sns.alert_topic/create"]


def test_a_topic_of_ones_own_is_opened_and_keeps_its_other_statements() -> None:
    mine = replace(TOPIC, policy={"Version": "2008-10-17", "Statement": [OWNERS]}, subscriptions=())
    policy, subscribe = steps_of("sns.alert_topic", EXAMPLE, Snapshot.of(mine))
    after = json.loads(policy.write.parameters["AttributeValue"])
    assert OWNERS in after["Statement"]
    assert replace(mine, policy=after).refuses_events is None
    assert policy.undo is not None
    assert json.loads(policy.undo[0].parameters["AttributeValue"]) == mine.policy
    assert subscribe.undo is not None
    assert subscribe.undo[0].parameters == {"SubscriptionArn": Ref(subscribe.key, "SubscriptionArn")}


def test_a_run_narrowed_to_another_region_changes_nothing_at_home() -> None:
    elsewhere = replace(TOPIC, place=Place("111122223333", "us-east-1"))
    assert steps_of("sns.alert_topic", EXAMPLE, Snapshot.of(elsewhere)) == []
