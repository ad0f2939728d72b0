"""What a request to SQS needs: an action on a queue, by the queue's policy.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from moto.backends import get_backend

from .. import policies
from ..registry import Call
from .asked import Asked, about, text


def asked(call: Call) -> Iterator[Asked]:
    url = text(call, "QueueUrl")
    if url is None:
        name = text(call, "QueueName")
        yield about(call, call.arn(name) if name else "*")
        return
    owner, _, name = urlsplit(url).path.strip("/").rpartition("/")
    owner = owner if owner.isdecimal() else call.account
    queue = get_backend("sqs")[owner][call.region].queues.get(name)
    resource = ":".join(["arn", call.partition, "sqs", call.region, owner, name])
    yield about(call, resource, owner=owner, policy=policies.read(queue.policy if queue else None, "queue policy"))
