"""The requests of guardrails' definitions as they are sent: an action becomes an operation and its parameters."""

import json

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
NOBODYS = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "a:B", "Resource": "*"}]})
DETECTOR, TOKEN = "0123456789abcdef0123456789abcdef", "b2c8f14a-0000-0000-0000-000000000000"
CONTACT = {"EmailAddress": "a@example.com", "Name": "A", "PhoneNumber": "+12065550100", "Title": "A"}
CODE = {"ZipFile": b"x"}


def name_in(arn):
    return arn.rpartition("/")[2]


def path_in(arn):
    """The path of a role or user: what is between its kind and its name."""
    _, _, named = arn.partition("/")
    return f"/{named.rpartition('/')[0]}/" if "/" in named else "/"


def bucket_in(arn):
    return arn.removeprefix("arn:aws:s3:::").partition("/")[0]


def key_in(arn):
    return arn.removeprefix("arn:aws:s3:::").partition("/")[2] or "x"


def _bucket(operation, **more):
    return lambda arn, _: ("s3", operation, {"Bucket": bucket_in(arn), **more})


def _object(operation, **more):
    return lambda arn, _: ("s3", operation, {"Bucket": bucket_in(arn), "Key": key_in(arn), **more})


def _with_acl(operation, of_object):
    def ask(arn, keys):
        named = {"Bucket": bucket_in(arn), **({"Key": key_in(arn)} if of_object else {})}
        return "s3", operation, {**named, **given(keys, "s3:x-amz-acl", "ACL")}

    return ask


def _plain(service, operation, **parameters):
    return lambda *_: (service, operation, parameters)


def _by(service, operation, parameter, of=lambda arn: arn, **more):
    """The resource is named by a parameter."""
    return lambda arn, _: (service, operation, {parameter: of(arn), **more})


def given(keys, key, parameter, of=lambda value: value):
    """A parameter for a condition key, where the request of the definition has that."""
    return {parameter: of(keys[key])} if key in keys else {}


def _tags(keys):
    return {"Tags": [{"Key": key, "Value": "x"} for key in keys["aws:TagKeys"]]} if "aws:TagKeys" in keys else {}


def _launch(_, keys):
    options = given(keys, "ec2:MetadataHttpTokens", "MetadataOptions", lambda value: {"HttpTokens": value})
    kind = {"InstanceType": keys.get("ec2:InstanceType", "t3.micro")}
    return "ec2", "RunInstances", {"ImageId": "ami-1", "MinCount": 1, "MaxCount": 1, **kind, **options}


def _share_snapshot(_, keys):
    shared = {"Group": keys["ec2:Add/group"]} if "ec2:Add/group" in keys else {"UserId": keys["ec2:Add/userId"]}
    return "ec2", "ModifySnapshotAttribute", {"SnapshotId": "snap-1", "CreateVolumePermission": {"Add": [shared]}}


# By action: service, operation and parameters, of the resource and the condition keys of a definition's request.
REQUESTS = {
    "access-analyzer:DeleteAnalyzer": _plain("accessanalyzer", "DeleteAnalyzer", analyzerName="one"),
    "access-analyzer:ListAnalyzers": _plain("accessanalyzer", "ListAnalyzers"),
    "account:EnableRegion": _plain("account", "EnableRegion", RegionName="af-south-1"),
    "account:GetAlternateContact": _plain("account", "GetAlternateContact", AlternateContactType="BILLING"),
    "account:GetContactInformation": _plain("account", "GetContactInformation"),
    "account:ListRegions": _plain("account", "ListRegions"),
    "account:PutAlternateContact": _plain("account", "PutAlternateContact", AlternateContactType="BILLING", **CONTACT),
    "budgets:ModifyBudget": lambda arn, _: (
        "budgets",
        "DeleteBudget",
        {"AccountId": arn.split(":")[4], "BudgetName": name_in(arn)},
    ),
    "cloudtrail:DeleteTrail": _by("cloudtrail", "DeleteTrail", "Name"),
    "cloudtrail:LookupEvents": _plain("cloudtrail", "LookupEvents"),
    "cloudtrail:StopLogging": _by("cloudtrail", "StopLogging", "Name"),
    "cloudtrail:UpdateTrail": _by("cloudtrail", "UpdateTrail", "Name"),
    "cloudwatch:DeleteAlarms": _by("cloudwatch", "DeleteAlarms", "AlarmNames", lambda arn: [arn.split(":")[-1]]),
    "config:StopConfigurationRecorder": _plain(
        "config", "StopConfigurationRecorder", ConfigurationRecorderName="default"
    ),
    "ec2:CreateDefaultVpc": _plain("ec2", "CreateDefaultVpc"),
    "ec2:CreateInternetGateway": _plain("ec2", "CreateInternetGateway"),
    "ec2:CreateSubnet": _plain("ec2", "CreateSubnet", VpcId="vpc-1", CidrBlock="10.0.0.0/24"),
    "ec2:CreateVpc": _plain("ec2", "CreateVpc", CidrBlock="10.0.0.0/16"),
    "ec2:DescribeInstances": _plain("ec2", "DescribeInstances"),
    "ec2:DescribeRegions": _plain("ec2", "DescribeRegions"),
    "ec2:DisableEbsEncryptionByDefault": _plain("ec2", "DisableEbsEncryptionByDefault"),
    "ec2:DisableSerialConsoleAccess": _plain("ec2", "DisableSerialConsoleAccess"),
    "ec2:DisableSnapshotBlockPublicAccess": _plain("ec2", "DisableSnapshotBlockPublicAccess"),
    "ec2:EnableEbsEncryptionByDefault": _plain("ec2", "EnableEbsEncryptionByDefault"),
    "ec2:EnableSerialConsoleAccess": _plain("ec2", "EnableSerialConsoleAccess"),
    "ec2:ModifyEbsDefaultKmsKeyId": _plain("ec2", "ModifyEbsDefaultKmsKeyId", KmsKeyId="alias/aws/ebs"),
    "ec2:ModifyInstanceMetadataDefaults": _plain("ec2", "ModifyInstanceMetadataDefaults", HttpTokens="optional"),
    "ec2:ModifyInstanceMetadataOptions": lambda _, keys: (
        "ec2",
        "ModifyInstanceMetadataOptions",
        {"InstanceId": "i-1", **given(keys, "ec2:Attribute/HttpTokens", "HttpTokens")},
    ),
    "ec2:ModifySnapshotAttribute": _share_snapshot,
    "ec2:RunInstances": _launch,
    "elasticfilesystem:CreateFileSystem": lambda _, keys: (
        "efs",
        "CreateFileSystem",
        {"CreationToken": "one", **given(keys, "elasticfilesystem:Encrypted", "Encrypted", "true".__eq__)},
    ),
    "events:DisableRule": _by("events", "DisableRule", "Name", name_in),
    "events:PutRule": _by("events", "PutRule", "Name", name_in, ScheduleExpression="rate(1 day)"),
    "guardduty:AcceptAdministratorInvitation": _plain(
        "guardduty",
        "AcceptAdministratorInvitation",
        DetectorId=DETECTOR,
        AdministratorId="999999999999",
        InvitationId=TOKEN,
    ),
    "guardduty:CreateDetector": _plain("guardduty", "CreateDetector", Enable=True),
    "guardduty:DeleteDetector": _plain("guardduty", "DeleteDetector", DetectorId=DETECTOR),
    "guardduty:ListFindings": _plain("guardduty", "ListFindings", DetectorId=DETECTOR),
    "guardduty:UpdateDetector": _plain("guardduty", "UpdateDetector", DetectorId=DETECTOR, Enable=False),
    "iam:CreateAccessKey": lambda arn, _: (
        "iam",
        "CreateAccessKey",
        {"UserName": name_in(arn)} if ":user/" in arn else {},
    ),
    "iam:CreatePolicyVersion": _by("iam", "CreatePolicyVersion", "PolicyArn", PolicyDocument=NOBODYS),
    "iam:CreateRole": lambda arn, keys: (
        "iam",
        "CreateRole",
        {"RoleName": name_in(arn), "Path": path_in(arn), "AssumeRolePolicyDocument": TRUST, **_tags(keys)},
    ),
    "iam:CreateSAMLProvider": _by("iam", "CreateSAMLProvider", "Name", name_in, SAMLMetadataDocument="x" * 1000),
    "iam:CreateUser": _by("iam", "CreateUser", "UserName", name_in),
    "iam:DeletePolicy": _by("iam", "DeletePolicy", "PolicyArn"),
    "iam:DeleteUser": _by("iam", "DeleteUser", "UserName", name_in),
    "iam:GetAccountPasswordPolicy": _plain("iam", "GetAccountPasswordPolicy"),
    "iam:GetRole": _plain("iam", "GetRole", RoleName="Mine"),
    "iam:ListSAMLProviders": _plain("iam", "ListSAMLProviders"),
    "iam:UpdateAccountPasswordPolicy": _plain("iam", "UpdateAccountPasswordPolicy", MinimumPasswordLength=6),
    "kms:CreateGrant": _by("kms", "CreateGrant", "KeyId", GranteePrincipal="someone", Operations=["Decrypt"]),
    "kms:PutKeyPolicy": _by("kms", "PutKeyPolicy", "KeyId", PolicyName="default", Policy="{}"),
    "kms:CancelKeyDeletion": _by("kms", "CancelKeyDeletion", "KeyId"),
    "kms:ListKeys": _plain("kms", "ListKeys"),
    "kms:ScheduleKeyDeletion": lambda arn, keys: (
        "kms",
        "ScheduleKeyDeletion",
        {"KeyId": arn, **given(keys, "kms:ScheduleKeyDeletionPendingWindowInDays", "PendingWindowInDays", int)},
    ),
    "kms:TagResource": lambda arn, keys: (
        "kms",
        "TagResource",
        {"KeyId": arn, "Tags": [{"TagKey": key, "TagValue": "x"} for key in keys["aws:TagKeys"]]},
    ),
    "kms:UntagResource": lambda arn, keys: ("kms", "UntagResource", {"KeyId": arn, "TagKeys": keys["aws:TagKeys"]}),
    "lambda:CreateFunction": _plain(
        "lambda", "CreateFunction", FunctionName="f", Role="arn:aws:iam::222222222222:role/Runs", Code=CODE
    ),
    "lambda:CreateFunctionUrlConfig": lambda _, keys: (
        "lambda",
        "CreateFunctionUrlConfig",
        {"FunctionName": "f", **given(keys, "lambda:FunctionUrlAuthType", "AuthType")},
    ),
    "logs:DeleteLogGroup": _plain("logs", "DeleteLogGroup", logGroupName="hardpan-trail"),
    "logs:DeleteLogStream": _plain("logs", "DeleteLogStream", logGroupName="hardpan-trail", logStreamName="1"),
    "logs:PutRetentionPolicy": _plain("logs", "PutRetentionPolicy", logGroupName="hardpan-trail", retentionInDays=1),
    "organizations:AcceptHandshake": _plain("organizations", "AcceptHandshake", HandshakeId="h-12345678"),
    "organizations:DescribeOrganization": _plain("organizations", "DescribeOrganization"),
    "organizations:LeaveOrganization": _plain("organizations", "LeaveOrganization"),
    "ram:CreateResourceShare": lambda _, keys: (
        "ram",
        "CreateResourceShare",
        {
            "name": "one",
            **given(keys, "ram:RequestedAllowsExternalPrincipals", "allowExternalPrincipals", "true".__eq__),
        },
    ),
    "rds:CreateDBCluster": lambda _, keys: (
        "rds",
        "CreateDBCluster",
        {
            "DBClusterIdentifier": "c",
            "Engine": "aurora-mysql",
            "MasterUsername": "root",
            "MasterUserPassword": "in-the-sandbox-only",
            **given(keys, "rds:StorageEncrypted", "StorageEncrypted", "true".__eq__),
        },
    ),
    "s3:CreateBucket": _with_acl("CreateBucket", of_object=False),
    "s3:DeleteBucket": _bucket("DeleteBucket"),
    "s3:DeleteBucketPolicy": _bucket("DeleteBucketPolicy"),
    "s3:DeleteObject": _object("DeleteObject"),
    "s3:DeleteObjectVersion": _object("DeleteObject", VersionId="1"),
    "s3:GetBucketLocation": _bucket("GetBucketLocation"),
    "s3:GetObject": _object("GetObject"),
    "s3:ListAllMyBuckets": _plain("s3", "ListBuckets"),
    "s3:PutAccountPublicAccessBlock": _plain(
        "s3control", "PutPublicAccessBlock", AccountId="222222222222", PublicAccessBlockConfiguration={}
    ),
    "s3:PutBucketAcl": _with_acl("PutBucketAcl", of_object=False),
    "s3:PutBucketPolicy": _bucket("PutBucketPolicy", Policy="{}"),
    "s3:PutObject": _with_acl("PutObject", of_object=True),
    "s3:PutObjectAcl": _with_acl("PutObjectAcl", of_object=True),
    "sns:SetTopicAttributes": _by("sns", "SetTopicAttributes", "TopicArn", AttributeName="DisplayName"),
    "sqs:SendMessage": lambda arn, _: (
        "sqs",
        "SendMessage",
        {"QueueUrl": f"https://sqs.example.com/{arn.split(':')[4]}/{arn.split(':')[5]}", "MessageBody": "x"},
    ),
    "ssm:UpdateServiceSetting": _by(
        "ssm", "UpdateServiceSetting", "SettingId", lambda arn: arn.partition("servicesetting")[2], SettingValue="x"
    ),
    "sts:AssumeRole": _by("sts", "AssumeRole", "RoleArn", RoleSessionName="test"),
}
# What the resource of a definition's request must be, where the request is always about that.
KINDS = {"ec2:RunInstances": ":instance/", "sqs:SendMessage": ":sqs:", "sts:AssumeRole": ":role/"}
# Condition keys that a request has because of its parameters above.
SAID = {
    "aws:TagKeys",
    "ec2:Add/group",
    "ec2:Add/userId",
    "ec2:Attribute/HttpTokens",
    "ec2:InstanceType",
    "ec2:MetadataHttpTokens",
    "elasticfilesystem:Encrypted",
    "kms:ScheduleKeyDeletionPendingWindowInDays",
    "lambda:FunctionUrlAuthType",
    "ram:RequestedAllowsExternalPrincipals",
    "rds:StorageEncrypted",
    "s3:x-amz-acl",
}
