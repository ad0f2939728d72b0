"""Stages of HTTP and WebSocket APIs keep access logs.

An API is called by programs, day and night. Its access log tells who called what and how often, and is what there is
to look at when a token is abused.

Check by hand:
    aws apigatewayv2 get-apis --region REGION --query "Items[].[ApiId,Name,ProtocolType]"
    aws apigatewayv2 get-stages --region REGION --api-id API_ID --query "Items[].[StageName,AccessLogSettings]"

Fix by hand:
    aws apigatewayv2 update-stage --region REGION --api-id API_ID --stage-name STAGE --access-log-settings DestinationArn=LOG_GROUP_ARN,Format=FORMAT

Edge cases:
    Every such API is reached from the internet, unless its default endpoint is disabled and no domain leads to it: then
    waive it. REST APIs are apigateway.access_logs'.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Severity, Verdict, control

from ..examples import STAGE
from ..facts import Stage


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="logs.web-access",
    passes=[STAGE],
    fails=[replace(STAGE, destination=None)],
    none="there is no HTTP or WebSocket API",
    human=(
        "The workload's owner turns it on where the API is described, in its template. By hand: Console > API Gateway "
        "> the API, Monitor > Logging > the stage, Edit > Access logging, with a log group."
    ),
    cost="storage of logs",
)
def access_logs(stage: Stage) -> Verdict:
    return stage.verdict()
