"""The mandatory preventive controls of a landing zone of version 3.3, as the statements that they are in its policies.

https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Statement: TypeAlias = dict[str, Any]

_OWN_ROLE = "arn:aws:iam::*:role/AWSControlTowerExecution"
_OWN_BUCKETS = "arn:aws:s3:::aws-controltower*"
_MANAGED = {"StringEquals": {"aws:ResourceTag/aws-control-tower": "managed-by-control-tower"}}


def _frozen(
    sid: str,
    service: str,
    actions: str,
    resources: Iterable[str] = ("*",),
    where: Mapping[str, Any] | None = None,
    also: Iterable[str] = (),
) -> Statement:
    """Denied to everybody but Control Tower's own role, and `also`."""
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Action": [f"{service}:{action}" for action in actions.split()],
        "Resource": list(resources),
        "Condition": {"ArnNotLike": {"aws:PrincipalARN": [_OWN_ROLE, *also]}, **(where or {})},
    }


# By the name of the control; four controls of CloudTrail's are one and the same statement.
_TRAIL = _frozen(
    "GRCLOUDTRAILENABLED",
    "cloudtrail",
    "DeleteTrail PutEventSelectors StopLogging UpdateTrail",
    ["arn:aws:cloudtrail:*:*:trail/aws-controltower-*"],
)
_RECORDER = _frozen(
    "GRCONFIGENABLED",
    "config",
    "DeleteConfigurationRecorder DeleteDeliveryChannel DeleteRetentionConfiguration PutConfigurationRecorder "
    "PutDeliveryChannel PutRetentionConfiguration StopConfigurationRecorder",
)
_STACK_SETS = "arn:aws:iam::*:role/stacksets-exec-*"
RECORDING: dict[str, Statement] = {
    "AWS-GR_CLOUDTRAIL_CHANGE_PROHIBITED": _TRAIL,
    "AWS-GR_CLOUDTRAIL_CLOUDWATCH_LOGS_ENABLED": _TRAIL,
    "AWS-GR_CLOUDTRAIL_ENABLED": _TRAIL,
    "AWS-GR_CLOUDTRAIL_VALIDATION_ENABLED": _TRAIL,
    "AWS-GR_CONFIG_AGGREGATION_AUTHORIZATION_POLICY": _frozen(
        "GRCONFIGAGGREGATIONAUTHORIZATIONPOLICY",
        "config",
        "DeleteAggregationAuthorization",
        ["arn:aws:config:*:*:aggregation-authorization*"],
        _MANAGED,
    ),
    "AWS-GR_CONFIG_AGGREGATION_CHANGE_PROHIBITED": _frozen(
        "GRCONFIGRULETAGSPOLICY",
        "config",
        "TagResource UntagResource",
        where={"ForAllValues:StringEquals": {"aws:TagKeys": "aws-control-tower"}},
    ),
    "AWS-GR_CONFIG_CHANGE_PROHIBITED": _RECORDER,
    "AWS-GR_CONFIG_ENABLED": _RECORDER,
    "AWS-GR_CONFIG_RULE_CHANGE_PROHIBITED": _frozen(
        "GRCONFIGRULEPOLICY",
        "config",
        "PutConfigRule DeleteConfigRule DeleteEvaluationResults DeleteConfigurationAggregator "
        "PutConfigurationAggregator",
        where=_MANAGED,
    ),
}
ROLES_AND_ALERTS: dict[str, Statement] = {
    "AWS-GR_IAM_ROLE_CHANGE_PROHIBITED": _frozen(
        "GRIAMROLEPOLICY",
        "iam",
        "AttachRolePolicy CreateRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy "
        "PutRolePermissionsBoundary PutRolePolicy UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
        ["arn:aws:iam::*:role/aws-controltower-*", "arn:aws:iam::*:role/*AWSControlTower*", _STACK_SETS],
        also=[_STACK_SETS],
    ),
    "AWS-GR_CLOUDWATCH_EVENTS_CHANGE_PROHIBITED": _frozen(
        "GRCLOUDWATCHEVENTPOLICY",
        "events",
        "PutRule PutTargets RemoveTargets DisableRule DeleteRule",
        ["arn:aws:events:*:*:rule/aws-controltower-*"],
    ),
    "AWS-GR_LAMBDA_CHANGE_PROHIBITED": _frozen(
        "GRLAMBDAFUNCTIONPOLICY",
        "lambda",
        "AddPermission CreateEventSourceMapping CreateFunction DeleteEventSourceMapping DeleteFunction "
        "DeleteFunctionConcurrency PutFunctionConcurrency RemovePermission UpdateEventSourceMapping "
        "UpdateFunctionCode UpdateFunctionConfiguration",
        ["arn:aws:lambda:*:*:function:aws-controltower-*"],
    ),
    "AWS-GR_LOG_GROUP_POLICY": _frozen(
        "GRLOGGROUPPOLICY",
        "logs",
        "DeleteLogGroup PutRetentionPolicy",
        ["arn:aws:logs:*:*:log-group:*aws-controltower*"],
    ),
    "AWS-GR_SNS_CHANGE_PROHIBITED": _frozen(
        "GRSNSTOPICPOLICY",
        "sns",
        "AddPermission CreateTopic DeleteTopic RemovePermission SetTopicAttributes",
        ["arn:aws:sns:*:*:aws-controltower-*"],
    ),
    "AWS-GR_SNS_SUBSCRIPTION_CHANGE_PROHIBITED": _frozen(
        "GRSNSSUBSCRIPTIONPOLICY",
        "sns",
        "Subscribe Unsubscribe",
        ["arn:aws:sns:*:*:aws-controltower-SecurityNotifications"],
    ),
}
# On the unit of the shared accounts alone.
LOG_ARCHIVE: dict[str, Statement] = {
    "AWS-GR_CT_AUDIT_BUCKET_ENCRYPTION_CHANGES_PROHIBITED": _frozen(
        "GRCTAUDITBUCKETENCRYPTIONCHANGESPROHIBITED", "s3", "PutEncryptionConfiguration", [_OWN_BUCKETS]
    ),
    "AWS-GR_CT_AUDIT_BUCKET_LOGGING_CONFIGURATION_CHANGES_PROHIBITED": _frozen(
        "GRCTAUDITBUCKETLOGGINGCONFIGURATIONCHANGESPROHIBITED", "s3", "PutBucketLogging", [_OWN_BUCKETS]
    ),
    "AWS-GR_CT_AUDIT_BUCKET_POLICY_CHANGES_PROHIBITED": _frozen(
        "GRCTAUDITBUCKETPOLICYCHANGESPROHIBITED", "s3", "PutBucketPolicy DeleteBucketPolicy", [_OWN_BUCKETS]
    ),
    "AWS-GR_CT_AUDIT_BUCKET_LIFECYCLE_CONFIGURATION_CHANGES_PROHIBITED": _frozen(
        "GRCTAUDITBUCKETLIFECYCLECONFIGURATIONCHANGESPROHIBITED", "s3", "PutLifecycleConfiguration", [_OWN_BUCKETS]
    ),
    "AWS-GR_AUDIT_BUCKET_DELETION_PROHIBITED": _frozen(
        "GRAUDITBUCKETDELETIONPROHIBITED", "s3", "DeleteBucket", [_OWN_BUCKETS]
    ),
}


def statements(controls: Mapping[str, Statement]) -> list[Statement]:
    """Each once."""
    return list({statement["Sid"]: statement for statement in controls.values()}.values())
