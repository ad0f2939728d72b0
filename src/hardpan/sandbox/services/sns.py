"""SNS subscriptions by email, which wait for a person to confirm them.

API reference: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html, API_ListSubscriptionsByTopic,
API_GetSubscriptionAttributes, API_Unsubscribe, API_SetTopicAttributes.
"""

from __future__ import annotations

import json
from typing import Any

from moto.backends import get_backend

from ..registry import Answer, AwsError, Call, amend, guard
from .emulator import backend

# Whoever is behind one of these must say so; the others are AWS's own or confirm by themselves.
CONFIRMED_BY_A_PERSON = frozenset({"email", "email-json"})


def confirm_subscription(account: str, region: str, topic_arn: str, endpoint: str) -> str:
    """What the person does who opens the message and follows its link. Answers with the subscription's ARN."""
    for subscription in _subscriptions(account, region):
        if subscription.topic_arn == topic_arn and subscription.endpoint == endpoint:
            subscription.attributes["PendingConfirmation"] = False
            arn: str = subscription.arn
            return arn
    raise LookupError(f"{endpoint} has no subscription to {topic_arn}")


@amend("sns", "Subscribe")
def wait_for_the_person(call: Call, answer: Answer) -> Answer:
    subscription = _find(call, answer["SubscriptionArn"])
    seen = call.state.setdefault("subscriptions", set())
    if subscription.protocol in CONFIRMED_BY_A_PERSON and subscription.arn not in seen:
        subscription.attributes["PendingConfirmation"] = True
        subscription.attributes["ConfirmationWasAuthenticated"] = False
    seen.add(subscription.arn)
    if _is_pending(subscription) and not call.parameters.get("ReturnSubscriptionArn"):
        return {"SubscriptionArn": "pending confirmation"}
    return answer


@amend("sns", "ListSubscriptionsByTopic", "ListSubscriptions")
def hide_unconfirmed_arns(call: Call, answer: Answer) -> Answer:
    pending = {
        subscription.arn for subscription in _subscriptions(call.account, call.region) if _is_pending(subscription)
    }
    for listed in answer.get("Subscriptions", []):
        if listed["SubscriptionArn"] in pending:
            listed["SubscriptionArn"] = "PendingConfirmation"
    return answer


@amend("sns", "GetTopicAttributes")
def count_subscriptions(call: Call, answer: Answer) -> Answer:
    waiting = [
        _is_pending(subscription)
        for subscription in _subscriptions(call.account, call.region)
        if subscription.topic_arn == call.parameters["TopicArn"]
    ]
    answer["Attributes"] |= {
        "SubscriptionsPending": str(waiting.count(True)),
        "SubscriptionsConfirmed": str(waiting.count(False)),
    }
    return answer


@guard("sns", "Unsubscribe")
def refuse_what_is_no_arn(call: Call) -> None:
    if call.parameters["SubscriptionArn"].count(":") < 5:
        raise AwsError(
            "InvalidParameter",
            "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1",
        )


@guard("sns", "SetTopicAttributes")
def refuse_a_malformed_policy(call: Call) -> None:
    if call.parameters["AttributeName"] != "Policy":
        return
    try:
        policy = json.loads(call.parameters.get("AttributeValue") or "")
    except ValueError:
        raise AwsError("InvalidParameter", "Invalid parameter: Policy Error: null") from None
    if not isinstance(policy, dict) or not policy.get("Statement"):
        raise AwsError("InvalidParameter", "Invalid parameter: Policy statement must not be empty")


def _subscriptions(account: str, region: str) -> list[Any]:
    return list(get_backend("sns")[account][region].subscriptions.values())


def _find(call: Call, arn: str) -> Any:
    return backend(call).subscriptions[arn]


def _is_pending(subscription: Any) -> bool:
    return bool(subscription.attributes.get("PendingConfirmation"))
