"""What to change so that what models are asked is logged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..s3.facts import Bucket
from ..s3.operations.service_bucket import WRITES, ServiceBucket
from .facts import InvocationLogging

# "The bucket must be in the same AWS account and Region"; what S3 was told a moment ago Bedrock may not see yet.
_NOT_YET = (NotYet("ValidationException", seconds=60),)


@operation(
    satisfies=["bedrock.invocations_logged"],
    facts=[InvocationLogging, Bucket],
    writes=[
        *WRITES,
        "bedrock:PutModelInvocationLoggingConfiguration",
        "bedrock:DeleteModelInvocationLoggingConfiguration",
    ],
    consent="what people ask models, and what they are answered, is kept: it may hold personal data and secrets",
)
def invocations_logged(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A bucket for each Region where models are used, since it has to be there, and logging into it."""
    for region in have.all(InvocationLogging):
        if region.bucket or region.log_group:
            continue
        bucket = _bucket(region.place)
        there = {one.name for one in have.all(Bucket, account=region.place.account)}
        yield from bucket.steps(exists=bucket.name in there, days=want.logs.expire_days)
        yield Step(
            key=step_key("bedrock.invocations_logged/put", region.place),
            place=region.place,
            write=Write("bedrock", "PutModelInvocationLoggingConfiguration", loggingConfig=_config(bucket.name)),
            because="models are asked, and nobody can tell what",
            before="not logged",
            after=f"logged to {bucket.name}",
            needs=bucket.keys,
            undo=(Write("bedrock", "DeleteModelInvocationLoggingConfiguration"),),
            undo_note=f"what was logged stays in {bucket.name}",
            risk=Risk.DISRUPTIVE,
            monthly_cost_usd=None,
            cost_note="storage of what is asked and answered",
            not_yet=_NOT_YET,
        )


def _config(bucket: str) -> dict[str, Any]:
    kinds = ("text", "image", "embedding", "video", "audio")
    return {"s3Config": {"bucketName": bucket}, **{f"{kind}DataDeliveryEnabled": True for kind in kinds}}


def _bucket(place: Place) -> ServiceBucket:
    """With the policy that Bedrock asks for.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html#setup-s3-destination
    """
    name = f"hardpan-bedrock-{place.account}-{place.region}"
    arn = f"arn:{place.partition}:s3:::{name}"
    statement = {
        "Sid": "AmazonBedrockLogsWrite",
        "Effect": "Allow",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{arn}/AWSLogs/{place.account}/BedrockModelInvocationLogs/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": place.account},
            "ArnLike": {"aws:SourceArn": place.arn("bedrock", "*")},
        },
    }
    return ServiceBucket("bedrock.invocations_logged", place, name, [statement], "the log of what models are asked")
