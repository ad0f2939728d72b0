"""What to ask Bedrock, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from .facts import InvocationLogging


@collector(
    InvocationLogging,
    per="region",
    reads=["cloudwatch:ListMetrics", "bedrock:GetModelInvocationLoggingConfiguration"],
)
def invocation_logging(here: Place) -> Reading[InvocationLogging]:
    """Whether models are used CloudWatch tells, which lists the metrics of the last two weeks, in every Region.

    Bedrock, which is not in every Region, is asked only where they are.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html,
    https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring.html
    """
    used = yield Read("cloudwatch", "ListMetrics", Namespace="AWS/Bedrock", MetricName="Invocations")
    if not used.get("Metrics"):
        return []
    config = (yield Read("bedrock", "GetModelInvocationLoggingConfiguration")).get("loggingConfig") or {}
    return [
        InvocationLogging(
            place=here,
            bucket=(config.get("s3Config") or {}).get("bucketName"),
            log_group=(config.get("cloudWatchConfig") or {}).get("logGroupName"),
        )
    ]
