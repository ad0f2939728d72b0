"""Rules, topics and the email that waits for a person."""

import json

import pytest
from botocore.exceptions import ClientError

from hardpan.sandbox.services.sns import confirm_subscription

MAIL = "me@example.com"


def test_an_email_subscription_is_pending_until_the_person_confirms(client, account):
    sns = client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    assert sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=MAIL)["SubscriptionArn"] == "pending confirmation"
    assert _listed(sns, topic) == ["PendingConfirmation"]
    assert _counts(sns, topic) == ("1", "0")
    arn = confirm_subscription(account, "us-east-1", topic, MAIL)
    assert _listed(sns, topic) == [arn]
    assert _counts(sns, topic) == ("0", "1")
    assert sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=MAIL)["SubscriptionArn"] == arn
    sns.unsubscribe(SubscriptionArn=arn)
    assert _listed(sns, topic) == []


def test_a_pending_subscription_cannot_be_unsubscribed_by_what_the_list_shows(client):
    sns = client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=MAIL)
    with pytest.raises(ClientError, match="InvalidParameter"):
        sns.unsubscribe(SubscriptionArn="PendingConfirmation")
    sns.delete_topic(TopicArn=topic)
    assert sns.list_topics()["Topics"] == []


def test_a_queue_confirms_by_itself(client):
    sns = client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    queue = client("sqs").create_queue(QueueName="alerts")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    made = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
    assert _listed(sns, topic) == [made]


def test_nobody_confirms_what_was_not_subscribed(client, account):
    topic = client("sns").create_topic(Name="alerts")["TopicArn"]
    with pytest.raises(LookupError):
        confirm_subscription(account, "us-east-1", topic, MAIL)


def test_a_topic_keeps_the_policy_it_is_given_if_it_is_one(client):
    sns = client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    publish = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**publish, "Resource": topic}]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    assert json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]) == json.loads(policy)
    with pytest.raises(ClientError, match="InvalidParameter"):
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue="{no")


def test_a_rule_keeps_pattern_state_and_targets_and_goes_only_without_them(client):
    events, topic = client("events"), client("sns").create_topic(Name="alerts")["TopicArn"]
    pattern, state = json.dumps({"source": ["aws.iam"]}), "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    events.put_rule(Name="hardpan-root", EventPattern=pattern, State=state)
    events.put_rule(Name="other", EventPattern=pattern)
    (rule,) = events.list_rules(NamePrefix="hardpan-")["Rules"]
    assert (rule["Name"], rule["EventPattern"], rule["State"]) == ("hardpan-root", pattern, state)
    assert events.describe_rule(Name="hardpan-root")["State"] == state
    events.put_targets(Rule="hardpan-root", Targets=[{"Id": "alert", "Arn": topic}])
    assert [target["Arn"] for target in events.list_targets_by_rule(Rule="hardpan-root")["Targets"]] == [topic]
    with pytest.raises(ClientError, match="ValidationException"):
        events.delete_rule(Name="hardpan-root")
    events.remove_targets(Rule="hardpan-root", Ids=["alert"])
    events.delete_rule(Name="hardpan-root")
    assert events.list_rules(NamePrefix="hardpan-")["Rules"] == []


@pytest.mark.parametrize("pattern", ["{no", '{"source": "aws.iam"}', json.dumps({"source": ["x" * 2048]})])
def test_a_pattern_that_is_none_or_too_long_is_refused(client, pattern):
    with pytest.raises(ClientError, match="InvalidEventPatternException"):
        client("events").put_rule(Name="hardpan-root", EventPattern=pattern)


def test_a_rule_has_five_targets_at_most(client):
    events = client("events")
    events.put_rule(Name="many", EventPattern='{"source": ["aws.iam"]}')
    targets = [{"Id": str(n), "Arn": f"arn:aws:sns:us-east-1:111122223333:topic-{n}"} for n in range(6)]
    events.put_targets(Rule="many", Targets=targets[:5])
    with pytest.raises(ClientError, match="LimitExceededException"):
        events.put_targets(Rule="many", Targets=targets[5:])


def _listed(sns, topic):
    found = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return [subscription["SubscriptionArn"] for subscription in found]


def _counts(sns, topic):
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    return attributes["SubscriptionsPending"], attributes["SubscriptionsConfirmed"]
