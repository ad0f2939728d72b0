"""Bedrock's record of what models are asked: where it may go. That they were asked CloudWatch tells.

"The S3 bucket must be in the same AWS account and Region", and let Bedrock write:
https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
API reference: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_PutModelInvocationLoggingConfiguration.html.
"""

from __future__ import annotations

from moto.backends import get_backend

from hardpan.policy import service

from ..registry import AwsError, Call, guard
from . import documents, s3

BEDROCK = service("bedrock.amazonaws.com")


@guard("bedrock", "PutModelInvocationLoggingConfiguration")
def refuse_a_bucket_that_is_closed(call: Call) -> None:
    named = (call.parameters["loggingConfig"].get("s3Config") or {}).get("bucketName")
    if not named:
        return
    bucket = s3.find(call, named)
    if bucket is None or bucket.region_name != call.region or s3.owner_of(named) != call.account:
        raise AwsError("ValidationException", f"Failed to validate permissions for bucket {named}: it is not here.")
    if not _may_write(call, bucket.policy, named):
        raise AwsError("ValidationException", f"Failed to validate permissions for bucket {named}.")


def _may_write(call: Call, policy: str | bytes | None, bucket: str) -> bool:
    context = {
        "aws:SourceAccount": call.account,
        "aws:SourceArn": call.arn("invocations"),
        "aws:PrincipalIsAWSService": "true",
        "aws:SecureTransport": "true",
    }
    key = f"arn:{call.partition}:s3:::{bucket}/AWSLogs/{call.account}/BedrockModelInvocationLogs/{call.region}/x"
    return documents.permits(policy, BEDROCK, "s3:PutObject", key, context, call.account)


def ask_a_model(account: str, region: str, model: str = "amazon.nova-lite-v1:0") -> None:
    """Somebody asked a model something; only CloudWatch takes note."""
    metric = {"MetricName": "Invocations", "Value": 1, "Dimensions": [{"Name": "ModelId", "Value": model}]}
    get_backend("cloudwatch")[account][region].put_metric_data("AWS/Bedrock", [metric])
