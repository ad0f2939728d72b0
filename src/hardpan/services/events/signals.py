"""The signals: what somebody must hear of, as EventBridge patterns.

A trail that logs management events has to exist in the account for calls and sign-ins to reach EventBridge.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .pattern import canonical

_CALL = "AWS API Call via CloudTrail"
_SIGN_IN = "AWS Console Sign In via CloudTrail"
_NOTICE = "AWS Service Event via CloudTrail"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One thing to hear of. `everywhere`: in each Region; otherwise its events come in the global Region alone."""

    key: str
    means: str
    pattern: dict[str, Any]
    everywhere: bool
    read_only_too: bool  # the rule must get reads as well, which EventBridge leaves out unless asked
    counted: bool = False  # one of them is nothing: told of when there are many
    of_home: bool = False  # its events come in the home Region alone
    source: str  # the page of AWS that describes the events

    @property
    def rule_name(self) -> str:
        """Name of the rule that Hardpan makes."""
        return f"hardpan-{self.key}"

    @property
    def text(self) -> str:
        """The pattern as sent: without white space, for it may have 2,048 characters at most."""
        return json.dumps(self.pattern, separators=(",", ":"))

    @cached_property
    def canonical(self) -> str:
        """The pattern in the form in which equal patterns are equal."""
        return canonical(self.pattern)

    @property
    def state(self) -> str:
        """The state that a rule needs.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
        """
        return ALL_EVENTS if self.read_only_too else "ENABLED"


ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"

# Root's reads start with Describe, Get or List, which EventBridge drops unless told not to; what AWS does on
# root's behalf has invokedBy, and its own notices are AwsServiceEvents.
ROOT = Signal(
    key="root",
    means="the root user signed in or called an API",
    everywhere=True,
    read_only_too=True,
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html",
    pattern={
        "detail-type": [_CALL, _SIGN_IN],
        "detail": {
            "userIdentity": {"type": ["Root"], "invokedBy": [{"exists": False}]},
            "eventType": [{"anything-but": "AwsServiceEvent"}],
        },
    },
)

AUDIT_TAMPER = Signal(
    key="audit-tamper",
    means="logging or detection was changed",
    everywhere=True,
    read_only_too=False,
    source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html",
    pattern={
        "detail-type": [_CALL],
        "detail": {
            "eventSource": [
                "cloudtrail.amazonaws.com",
                "config.amazonaws.com",
                "guardduty.amazonaws.com",
                "securityhub.amazonaws.com",
                "access-analyzer.amazonaws.com",
            ],
            "eventName": [
                "CreateTrail",
                "UpdateTrail",
                "DeleteTrail",
                "StartLogging",
                "StopLogging",
                "PutEventSelectors",
                "PutInsightSelectors",
                "DeleteEventDataStore",
                "StopEventDataStoreIngestion",
                "PutConfigurationRecorder",
                "StopConfigurationRecorder",
                "DeleteConfigurationRecorder",
                "PutDeliveryChannel",
                "DeleteDeliveryChannel",
                "DeleteDetector",
                "UpdateDetector",
                "CreateFilter",
                "UpdateFilter",
                "CreateIPSet",
                "UpdateIPSet",
                "CreateTrustedEntitySet",
                "UpdateTrustedEntitySet",
                "DisassociateFromAdministratorAccount",
                "DisassociateMembers",
                "DisableSecurityHub",
                "BatchDisableStandards",
                "DeleteAnalyzer",
                "CreateArchiveRule",
            ],
        },
    },
)

IAM_CHANGES = Signal(
    key="iam-changes",
    means="policies, users, keys or identity providers of IAM were changed",
    everywhere=False,
    read_only_too=False,
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
    pattern={
        "detail-type": [_CALL],
        "detail": {
            "eventSource": ["iam.amazonaws.com"],
            "eventName": [
                "CreatePolicy",
                "DeletePolicy",
                "CreatePolicyVersion",
                "DeletePolicyVersion",
                "SetDefaultPolicyVersion",
                "AttachRolePolicy",
                "DetachRolePolicy",
                "AttachUserPolicy",
                "DetachUserPolicy",
                "AttachGroupPolicy",
                "DetachGroupPolicy",
                "PutUserPolicy",
                "PutRolePolicy",
                "PutGroupPolicy",
                "DeleteUserPolicy",
                "DeleteRolePolicy",
                "DeleteGroupPolicy",
                "UpdateAssumeRolePolicy",
                "CreateUser",
                "CreateAccessKey",
                "CreateLoginProfile",
                "UpdateLoginProfile",
                "DeactivateMFADevice",
                "CreateSAMLProvider",
                "UpdateSAMLProvider",
                "CreateOpenIDConnectProvider",
                "AddClientIDToOpenIDConnectProvider",
                "UpdateAccountPasswordPolicy",
                "EnableOutboundWebIdentityFederation",
            ],
        },
    },
)

# The last three names are notices of the service, not API calls.
ORGANIZATIONS = Signal(
    key="organizations",
    means="the organization was changed, or the account joined or left one",
    everywhere=False,
    read_only_too=False,
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html",
    pattern={
        "detail-type": [_CALL, _NOTICE],
        "detail": {
            "eventSource": ["organizations.amazonaws.com"],
            "eventName": [
                "AcceptHandshake",
                "AttachPolicy",
                "CloseAccount",
                "CreateAccount",
                "CreateGovCloudAccount",
                "CreateOrganizationalUnit",
                "CreatePolicy",
                "DeclineHandshake",
                "DeleteOrganization",
                "DeleteOrganizationalUnit",
                "DeletePolicy",
                "DeleteResourcePolicy",
                "DeregisterDelegatedAdministrator",
                "DetachPolicy",
                "DisableAWSServiceAccess",
                "DisablePolicyType",
                "EnableAWSServiceAccess",
                "EnablePolicyType",
                "InviteAccountToOrganization",
                "InviteOrganizationToTransferResponsibility",
                "LeaveOrganization",
                "MoveAccount",
                "PutResourcePolicy",
                "RegisterDelegatedAdministrator",
                "RemoveAccountFromOrganization",
                "TerminateResponsibilityTransfer",
                "UpdateOrganizationalUnit",
                "UpdatePolicy",
                "AccountJoinedOrganization",
                "AccountDepartedOrganization",
                "ResponsibilityTransferAccepted",
            ],
        },
    },
)

GUARDDUTY_HIGH = Signal(
    key="guardduty-high",
    means="GuardDuty has a finding of severity high or critical",
    everywhere=True,
    read_only_too=False,
    source="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html",
    pattern={
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": {"severity": [{"numeric": [">=", 7]}]},
    },
)

# Notices about the account as a whole come in the global Region and in a second one as a backup.
HEALTH_RISK = Signal(
    key="health-risk",
    means="AWS found credentials of the account exposed, or the account abused",
    everywhere=True,
    read_only_too=False,
    source="https://docs.aws.amazon.com/health/latest/ug/cloudwatch-events-health.html",
    pattern={
        "source": ["aws.health"],
        "detail-type": ["AWS Health Event", "AWS Health Abuse Event"],
        "detail": {"service": ["RISK", "ABUSE"]},
    },
)

QUARANTINED_IDENTITY = Signal(
    key="quarantined-identity",
    means="AWS quarantined a user, role or group",
    everywhere=False,
    read_only_too=False,
    source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html",
    pattern={
        "detail-type": [_CALL],
        "detail": {
            "eventSource": ["iam.amazonaws.com"],
            "eventName": ["AttachUserPolicy", "AttachRolePolicy", "AttachGroupPolicy"],
            "requestParameters": {"policyArn": [{"wildcard": "*:policy/AWSCompromisedKeyQuarantine*"}]},
        },
    },
)

# Sessions begin wherever STS is asked. To CloudTrail that is a read, which it tells the role's account of too.
BREAK_GLASS = Signal(
    key="break-glass",
    means="somebody used the role for emergencies, or that of responders",
    everywhere=True,
    read_only_too=True,
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
    pattern={
        "detail-type": [_CALL],
        "detail": {
            "eventSource": ["sts.amazonaws.com"],
            "eventName": ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"],
            "requestParameters": {
                "roleArn": [
                    {"suffix": ":role/hardpan/HardpanBreakGlass"},
                    {"suffix": ":role/hardpan/HardpanIncidentResponder"},
                ]
            },
        },
    },
)

# A federated sign-in never says that MFA was used, so that only users and root are looked at. Sign-ins come in the
# Region of the endpoint that was used.
SIGN_IN = Signal(
    key="sign-in",
    means="somebody signed in to the console without MFA, or failed to sign in",
    everywhere=True,
    read_only_too=False,
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html",
    pattern={
        "detail-type": [_SIGN_IN],
        "detail": {
            "eventName": ["ConsoleLogin"],
            "$or": [
                {"responseElements": {"ConsoleLogin": ["Failure"]}},
                {
                    "userIdentity": {"type": ["IAMUser", "Root"]},
                    "additionalEventData": {"MFAUsed": ["No"]},
                    "responseElements": {"ConsoleLogin": ["Success"]},
                },
            ],
        },
    },
)

# Scanners and pipelines are refused all day: a single one is nothing, many within minutes are somebody trying doors.
DENIED_CALLS = Signal(
    key="denied-calls",
    means="many calls are refused within minutes",
    everywhere=True,
    read_only_too=True,
    counted=True,
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    pattern={
        "detail-type": [_CALL],
        "detail": {"errorCode": [{"prefix": "AccessDenied"}, {"suffix": "UnauthorizedOperation"}]},
    },
)

# CloudTrail's names of what S3 does are not always those of the API.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
DATA_GUARDS = Signal(
    key="data-guards",
    means="a key was disabled or is to be deleted, or what guards a bucket was changed",
    everywhere=True,
    read_only_too=False,
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html",
    pattern={
        "detail-type": [_CALL],
        "detail": {
            "eventSource": ["kms.amazonaws.com", "s3.amazonaws.com"],
            "eventName": [
                "DisableKey",
                "ScheduleKeyDeletion",
                "DeleteImportedKeyMaterial",
                "PutKeyPolicy",
                "PutBucketPolicy",
                "DeleteBucketPolicy",
                "PutBucketAcl",
                "PutBucketCors",
                "DeleteBucketCors",
                "PutBucketLifecycle",
                "DeleteBucketLifecycle",
                "PutBucketReplication",
                "DeleteBucketReplication",
                "PutBucketPublicAccessBlock",
                "DeleteBucketPublicAccessBlock",
                "PutAccountPublicAccessBlock",
                "DeleteAccountPublicAccessBlock",
                "PutBucketOwnershipControls",
            ],
        },
    },
)

NETWORK = Signal(
    key="network",
    means="a security group, network ACL, gateway, route or VPC was changed",
    everywhere=True,
    read_only_too=False,
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/using-cloudtrail.html",
    pattern={
        "detail-type": [_CALL],
        "detail": {
            "eventSource": ["ec2.amazonaws.com"],
            "eventName": [
                "AuthorizeSecurityGroupIngress",
                "AuthorizeSecurityGroupEgress",
                "RevokeSecurityGroupIngress",
                "RevokeSecurityGroupEgress",
                "ModifySecurityGroupRules",
                "CreateSecurityGroup",
                "DeleteSecurityGroup",
                "CreateNetworkAcl",
                "CreateNetworkAclEntry",
                "DeleteNetworkAcl",
                "DeleteNetworkAclEntry",
                "ReplaceNetworkAclEntry",
                "ReplaceNetworkAclAssociation",
                "CreateCustomerGateway",
                "DeleteCustomerGateway",
                "CreateInternetGateway",
                "AttachInternetGateway",
                "DetachInternetGateway",
                "DeleteInternetGateway",
                "CreateRoute",
                "ReplaceRoute",
                "DeleteRoute",
                "CreateRouteTable",
                "DeleteRouteTable",
                "ReplaceRouteTableAssociation",
                "DisassociateRouteTable",
                "CreateVpc",
                "DeleteVpc",
                "ModifyVpcAttribute",
                "CreateVpcPeeringConnection",
                "AcceptVpcPeeringConnection",
                "RejectVpcPeeringConnection",
                "DeleteVpcPeeringConnection",
                "ModifyVpcBlockPublicAccessOptions",
            ],
        },
    },
)

# An alarm that counts events tells of itself by an event: a topic's policy has to let in EventBridge alone.
ALARMED = Signal(
    key="alarmed",
    means="an alarm of Hardpan's went off",
    everywhere=False,
    read_only_too=False,
    of_home=True,
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html",
    pattern={
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {"alarmName": [{"prefix": "hardpan-"}], "state": {"value": ["ALARM"]}},
    },
)

SIGNALS = (
    ROOT,
    AUDIT_TAMPER,
    IAM_CHANGES,
    ORGANIZATIONS,
    GUARDDUTY_HIGH,
    HEALTH_RISK,
    QUARANTINED_IDENTITY,
    BREAK_GLASS,
    SIGN_IN,
    DENIED_CALLS,
    DATA_GUARDS,
    NETWORK,
    ALARMED,
)
