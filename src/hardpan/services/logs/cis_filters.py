"""The events that the CIS AWS Foundations Benchmark wants counted, as filter patterns of CloudWatch Logs.

EventBridge rules tell of the same without a log group (`services/events`). These are for auditors who go by the letter.
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""

from __future__ import annotations

import re

NAMESPACE = "Hardpan"
_NAME = re.compile(r"\(\$\.eventName=\w+\)")


def _named(names: str) -> str:
    return "||".join(f"($.eventName={name})" for name in names.split())


def _of(service: str, names: str) -> str:
    return f"{{($.eventSource={service}.amazonaws.com)&&({_named(names)})}}"


# What each of 5.1 to 5.15 is about, in that order.
PATTERNS: dict[str, str] = {
    "unauthorized-calls": '{($.errorCode="*UnauthorizedOperation")||($.errorCode="AccessDenied*")}',
    "sign-in-without-mfa": (
        '{($.eventName="ConsoleLogin")&&($.additionalEventData.MFAUsed!="Yes")&&($.userIdentity.type="IAMUser")'
        '&&($.responseElements.ConsoleLogin="Success")}'
    ),
    "root-use": ('{$.userIdentity.type="Root"&&$.userIdentity.invokedBy NOT EXISTS&&$.eventType!="AwsServiceEvent"}'),
    "iam-policies": "{"
    + _named(
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy "
        "DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy "
        "DetachUserPolicy AttachGroupPolicy DetachGroupPolicy"
    )
    + "}",
    "cloudtrail": "{" + _named("CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging") + "}",
    "sign-in-failed": '{($.eventName=ConsoleLogin)&&($.errorMessage="Failed authentication")}',
    "keys": _of("kms", "DisableKey ScheduleKeyDeletion"),
    "bucket-policies": _of(
        "s3",
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy "
        "DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
    ),
    "config": _of(
        "config", "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder"
    ),
    "security-groups": "{"
    + _named(
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup"
    )
    + "}",
    "network-acls": "{"
    + _named(
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry "
        "ReplaceNetworkAclAssociation"
    )
    + "}",
    "gateways": "{"
    + _named(
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
        "DeleteInternetGateway DetachInternetGateway"
    )
    + "}",
    "routes": _of(
        "ec2",
        "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute "
        "DisassociateRouteTable",
    ),
    "vpcs": "{"
    + _named(
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection "
        "DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc "
        "DisableVpcClassicLink EnableVpcClassicLink"
    )
    + "}",
    "organizations": _of(
        "organizations",
        "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake "
        "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType "
        "InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy "
        "UpdateOrganizationalUnit",
    ),
}


def canonical(pattern: str) -> str:
    """Equal for patterns that differ in white space, quotes and the order of event names joined by "or" only."""
    bare = re.sub(r'[\s"]', "", pattern)
    names = sorted(_NAME.findall(bare))
    return "|".join([_NAME.sub("", bare).replace("||", ""), *names]) if len(names) > 1 else bare
