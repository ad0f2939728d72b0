"""Stages of REST APIs keep access logs.

An API is called by programs, day and night. Its access log tells who called what and how often, and is what there is
to look at when a key is abused.

Check by hand:
    aws apigateway get-rest-apis --region REGION --query "items[].[id,name,endpointConfiguration.types]"
    aws apigateway get-stages --region REGION --rest-api-id API_ID --query "item[].[stageName,accessLogSettings]"

Fix by hand:
    aws apigateway update-stage --region REGION --rest-api-id API_ID --stage-name STAGE --patch-operations op=replace,path=/accessLogSettings/destinationArn,value=LOG_GROUP_ARN op=replace,path=/accessLogSettings/format,value=FORMAT

Edge cases:
    Execution logs are something else, and may hold what callers sent. Private APIs, which only VPCs reach, are not asked
    about. To log to CloudWatch Logs an account's API Gateway needs a role, once in each Region: aws apigateway
    update-account.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Severity, Verdict, control

from ..examples import REST_STAGE
from ..facts import RestStage


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="logs.web-access",
    passes=[REST_STAGE],
    fails=[replace(REST_STAGE, destination=None)],
    none="no REST API is reached from the internet",
    human=(
        "The workload's owner turns it on where the API is described, in its template. By hand: Console > API Gateway "
        "> the API, Stages > the stage, Logs and tracing > Edit > Custom access logging."
    ),
    cost="storage of logs",
)
def access_logs(stage: RestStage) -> Verdict:
    return stage.verdict()
