"""What Control Tower's stack sets put into accounts: roles, a configuration recorder, topics, a function that forwards.

https://docs.aws.amazon.com/controltower/latest/userguide/account-factory-considerations.html and
https://docs.aws.amazon.com/controltower/latest/userguide/shared-account-resources.html
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .organization_parts import ADMINISTRATOR_ACCESS

if TYPE_CHECKING:
    from .world import World

READ_ONLY_ACCESS = "arn:aws:iam::aws:policy/ReadOnlyAccess"
FORWARDER = "aws-controltower-NotificationForwarder"
NOTIFICATIONS, AGGREGATED, OF_CONFIG = (
    "aws-controltower-SecurityNotifications",
    "aws-controltower-AggregateSecurityNotifications",
    "aws-controltower-AllConfigNotifications",
)
_RULE = "aws-controltower-ConfigComplianceChangeEventRule"
_TAG = {"Key": "aws-control-tower", "Value": "managed-by-control-tower"}
_HANDLER = "def lambda_handler(event, context):\n    return event\n"


def trusts(*principals: dict[str, str]) -> str:
    """A role's trust policy."""
    statements = [{"Effect": "Allow", "Principal": one, "Action": "sts:AssumeRole"} for one in principals]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def may(action: str, resource: str) -> str:
    """A policy with one statement."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(
    world: World, name: str, trust: str, *, managed: str | None = None, inline: str | None = None, path: str = "/"
) -> None:
    iam = world.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, Path=path, Tags=[_TAG])
    if managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=managed)
    if inline:
        iam.put_role_policy(RoleName=name, PolicyName=f"{name}Policy", PolicyDocument=inline)


def management_roles(world: World) -> None:
    """What Control Tower, its stack sets and its trail work with."""
    path = "/service-role/"
    role(
        world,
        "AWSControlTowerAdmin",
        trusts({"Service": "controltower.amazonaws.com"}),
        inline=may("ec2:DescribeAvailabilityZones", "*"),
        path=path,
    )
    role(
        world,
        "AWSControlTowerCloudTrailRole",
        trusts({"Service": "cloudtrail.amazonaws.com"}),
        inline=may("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:aws-controltower/CloudTrailLogs:*"),
        path=path,
    )
    role(
        world,
        "AWSControlTowerStackSetRole",
        trusts({"Service": "cloudformation.amazonaws.com"}),
        inline=may("sts:AssumeRole", "arn:aws:iam::*:role/AWSControlTowerExecution"),
        path=path,
    )
    role(
        world,
        "AWSControlTowerConfigAggregatorRoleForOrganizations",
        trusts({"Service": "config.amazonaws.com"}),
        managed="arn:aws:iam::aws:policy/service-role/AWSConfigRoleForOrganizations",
        path=path,
    )


def audit_roles(audit: World) -> None:
    """Functions of the audit account look into all others with these."""
    for kind, there in (("Administrator", "AdministratorExecutionRole"), ("ReadOnly", "ReadOnlyExecutionRole")):
        role(
            audit,
            f"aws-controltower-Audit{kind}Role",
            trusts({"Service": "lambda.amazonaws.com"}),
            inline=may("sts:AssumeRole", f"arn:aws:iam::*:role/aws-controltower-{there}"),
        )


def audit_topics(audit: World, region: str, organization: str) -> None:
    """Where everything that is noticed in a Region comes together."""
    sns = audit.client("sns", region)
    for name in (AGGREGATED, OF_CONFIG):
        arn = sns.create_topic(Name=name)["TopicArn"]
        everybody = {
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "sns:Publish",
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": organization}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
        sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


def baseline(member: World, audit: World, regions: Iterable[str], bucket: str, organization: str) -> None:
    """An enrolled account, in each governed Region."""
    _member_roles(member, audit)
    for number, region in enumerate(regions):
        _recorder(member, audit, region, bucket, organization, of_global=number == 0)
        _notifications(member, region)


def _member_roles(member: World, audit: World) -> None:
    there = f"arn:aws:iam::{audit.account}:role/aws-controltower-Audit"
    for kind, managed in (("Administrator", ADMINISTRATOR_ACCESS), ("ReadOnly", READ_ONLY_ACCESS)):
        trust = trusts({"AWS": f"{there}{kind}Role"})
        role(member, f"aws-controltower-{kind}ExecutionRole", trust, managed=managed)
    role(
        member,
        "aws-controltower-ForwardSnsNotificationRole",
        trusts({"Service": "lambda.amazonaws.com"}),
        managed="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        inline=may("sns:Publish", f"arn:aws:sns:*:{audit.account}:{AGGREGATED}"),
    )
    member.client("iam").create_service_linked_role(AWSServiceName="config.amazonaws.com")


def _recorder(member: World, audit: World, region: str, bucket: str, organization: str, *, of_global: bool) -> None:
    config = member.client("config", region)
    name = "aws-controltower-BaselineConfigRecorder"
    linked = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    recorder = {
        "name": name,
        "roleARN": f"arn:aws:iam::{member.account}:role/{linked}",
        "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": of_global},
    }
    config.put_configuration_recorder(ConfigurationRecorder=recorder)
    channel = {
        "name": "aws-controltower-BaselineConfigDeliveryChannel",
        "s3BucketName": bucket,
        "s3KeyPrefix": organization,
        "snsTopicARN": f"arn:aws:sns:{region}:{audit.account}:{OF_CONFIG}",
        "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
    }
    config.put_delivery_channel(DeliveryChannel=channel)
    config.start_configuration_recorder(ConfigurationRecorderName=name)
    config.put_aggregation_authorization(AuthorizedAccountId=audit.account, AuthorizedAwsRegion=region, Tags=[_TAG])


def _notifications(member: World, region: str) -> None:
    topic = member.client("sns", region).create_topic(Name=NOTIFICATIONS)["TopicArn"]
    events = member.client("events", region)
    pattern = {"source": ["aws.config"], "detail-type": ["Config Rules Compliance Change"]}
    events.put_rule(Name=_RULE, EventPattern=json.dumps(pattern), State="ENABLED")
    events.put_targets(Rule=_RULE, Targets=[{"Id": "Compliance-Change-Topic", "Arn": topic}])
    function = member.client("lambda", region)
    made: dict[str, Any] = function.create_function(
        FunctionName=FORWARDER,
        Runtime="python3.13",
        Role=f"arn:aws:iam::{member.account}:role/aws-controltower-ForwardSnsNotificationRole",
        Handler="index.lambda_handler",
        Code={"ZipFile": _zipped(_HANDLER)},
    )
    function.add_permission(
        FunctionName=FORWARDER,
        StatementId="sns",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
        SourceArn=topic,
    )
    subscription = {"Protocol": "lambda", "Endpoint": made["FunctionArn"]}
    member.client("sns", region).subscribe(TopicArn=topic, **subscription)


def _zipped(code: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", code)
    return packed.getvalue()
