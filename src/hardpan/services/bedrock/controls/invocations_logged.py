"""What models are asked is logged, where Bedrock is used.

A stolen key is used for other people's models within minutes nowadays, at thousands of dollars a day, and a model with
tools can be talked into things. CloudTrail tells that somebody asked; only the invocation log tells what.

Check by hand:
    aws cloudwatch list-metrics --region REGION --namespace AWS/Bedrock --metric-name Invocations
    aws bedrock get-model-invocation-logging-configuration --region REGION

Fix by hand:
    aws bedrock put-model-invocation-logging-configuration --region REGION --logging-config s3Config={bucketName=BUCKET},textDataDeliveryEnabled=true,imageDataDeliveryEnabled=true,embeddingDataDeliveryEnabled=true

Cost:
    Storage of what is asked and answered; images and long texts add up.

Edge cases:
    Used means in the last two weeks, which is what CloudWatch tells. What people ask may hold personal data and secrets:
    treat the bucket as what it is, and tell the people. Hardpan's own is private, written by Bedrock alone, and forgets
    after logs.expire_days. A log group passes as well.

Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import LOGGING
from ..facts import InvocationLogging


@control(
    section="audit-trail",
    severity=Severity.LOW,
    profile="team",
    catalogue="logs.bedrock",
    passes=[LOGGING, replace(LOGGING, bucket=None, log_group="/bedrock/prompts")],
    fails=[replace(LOGGING, bucket=None)],
    none="no model was asked anything in the last two weeks",
    cost="storage of what is asked and answered",
)
def invocations_logged(region: InvocationLogging) -> Verdict:
    if region.bucket:
        return Pass(f"what models are asked is logged to bucket {region.bucket}")
    if region.log_group:
        return Pass(f"what models are asked is logged to log group {region.log_group}")
    return Fail("models are asked, and nobody can tell what")
