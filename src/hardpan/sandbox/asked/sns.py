"""What a request to SNS needs: an action on a topic, by the topic's policy.

https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
The policy that a topic is born with lets in who sends `aws:SourceOwner`, which a request made by hand does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from moto.backends import get_backend

from .. import policies
from ..registry import Call
from .asked import Asked, about, owner_in, text


def asked(call: Call) -> Iterator[Asked]:
    arn = text(call, "TopicArn") or text(call, "SubscriptionArn") or text(call, "ResourceArn")
    owner = owner_in(arn) if arn else None
    if arn is None or owner is None:
        name = text(call, "Name")
        yield about(call, call.arn(name) if name else "*")
        return
    topic = get_backend("sns")[owner][call.region].topics.get(":".join(arn.split(":")[:6]))
    if topic is None:
        yield about(call, arn)
    else:
        yield about(call, arn, owner=owner, policy=policies.read(topic.policy, "topic policy"))
