"""Under which action and on which resource a request is decided, as its refusal tells."""

import pytest
from botocore import xform_name

from sandbox.acting import Actors
from sandbox.asking import refused
from sandbox.membership import DENY, scp

S3, IAM, HERE = "arn:aws:s3:::", "arn:aws:iam::{account}:", "us-east-1:{account}:"
KEY = "0b1c2d3e-0000-0000-0000-000000000000"
TRUST = '{"Version": "2012-10-17", "Statement": []}'


@pytest.fixture
def as_ada(client, account):
    """Clients of a user who may do nothing."""
    key = Actors(client).user(account, "ada", path="/people/")
    return lambda service: client(service, **key)


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "action", "resource"),
    [
        ("s3", "ListBuckets", {}, "s3:ListAllMyBuckets", None),
        ("s3", "ListObjectsV2", {"Bucket": "box"}, "s3:ListBucket", f"{S3}box"),
        ("s3", "ListObjectVersions", {"Bucket": "box"}, "s3:ListBucketVersions", f"{S3}box"),
        ("s3", "GetObject", {"Bucket": "box", "Key": "a/b c"}, "s3:GetObject", f"{S3}box/a/b c"),
        ("s3", "GetObject", {"Bucket": "box", "Key": "a", "VersionId": "1"}, "s3:GetObjectVersion", f"{S3}box/a"),
        ("s3", "DeleteObject", {"Bucket": "box", "Key": "a"}, "s3:DeleteObject", f"{S3}box/a"),
        ("s3", "GetBucketEncryption", {"Bucket": "box"}, "s3:GetEncryptionConfiguration", f"{S3}box"),
        ("s3", "GetPublicAccessBlock", {"Bucket": "box"}, "s3:GetBucketPublicAccessBlock", f"{S3}box"),
        ("s3control", "GetPublicAccessBlock", {"AccountId": "{account}"}, "s3:GetAccountPublicAccessBlock", None),
        ("iam", "GetUser", {}, "iam:GetUser", f"{IAM}user/people/ada"),
        ("iam", "ListAccessKeys", {}, "iam:ListAccessKeys", f"{IAM}user/people/ada"),
        ("iam", "DeleteUser", {"UserName": "bob"}, "iam:DeleteUser", f"{IAM}user/bob"),
        ("iam", "CreateUser", {"UserName": "bob", "Path": "/a/b/"}, "iam:CreateUser", f"{IAM}user/a/b/bob"),
        (
            "iam",
            "CreateRole",
            {"RoleName": "Old", "Path": "/new/", "AssumeRolePolicyDocument": TRUST},
            "iam:CreateRole",
            f"{IAM}role/new/Old",
        ),
        ("iam", "GetRole", {"RoleName": "Old"}, "iam:GetRole", f"{IAM}role/kept/Old"),
        (
            "iam",
            "AttachRolePolicy",
            {"RoleName": "Old", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            "iam:AttachRolePolicy",
            f"{IAM}role/kept/Old",
        ),
        (
            "iam",
            "AddUserToGroup",
            {"UserName": "ada", "GroupName": "people"},
            "iam:AddUserToGroup",
            f"{IAM}group/people",
        ),
        (
            "iam",
            "CreatePolicy",
            {"PolicyName": "p", "Path": "/hardpan/", "PolicyDocument": "{}"},
            "iam:CreatePolicy",
            f"{IAM}policy/hardpan/p",
        ),
        (
            "iam",
            "CreateServiceLinkedRole",
            {"AWSServiceName": "guardduty.amazonaws.com"},
            "iam:CreateServiceLinkedRole",
            f"{IAM}role/aws-service-role/guardduty.amazonaws.com/*",
        ),
        (
            "iam",
            "CreateOpenIDConnectProvider",
            {"Url": "https://token.example.com"},
            "iam:CreateOpenIDConnectProvider",
            f"{IAM}oidc-provider/token.example.com",
        ),
        ("iam", "ListRoles", {}, "iam:ListRoles", None),
        ("kms", "DescribeKey", {"KeyId": KEY}, "kms:DescribeKey", f"arn:aws:kms:{HERE}key/{KEY}"),
        ("kms", "CreateKey", {}, "kms:CreateKey", None),
        (
            "cloudtrail",
            "StopLogging",
            {"Name": "main"},
            "cloudtrail:StopLogging",
            f"arn:aws:cloudtrail:{HERE}trail/main",
        ),
        (
            "cloudtrail",
            "StopLogging",
            {"Name": "arn:aws:cloudtrail:eu-west-1:{account}:trail/main"},
            "cloudtrail:StopLogging",
            "arn:aws:cloudtrail:eu-west-1:{account}:trail/main",
        ),
        ("sns", "CreateTopic", {"Name": "news"}, "sns:CreateTopic", f"arn:aws:sns:{HERE}news"),
        (
            "sns",
            "Unsubscribe",
            {"SubscriptionArn": f"arn:aws:sns:{HERE}news:1"},
            "sns:Unsubscribe",
            f"arn:aws:sns:{HERE}news:1",
        ),
        ("sqs", "CreateQueue", {"QueueName": "jobs"}, "sqs:CreateQueue", f"arn:aws:sqs:{HERE}jobs"),
        ("events", "DisableRule", {"Name": "alarm"}, "events:DisableRule", f"arn:aws:events:{HERE}rule/alarm"),
        (
            "logs",
            "DeleteLogStream",
            {"logGroupName": "g", "logStreamName": "s"},
            "logs:DeleteLogStream",
            f"arn:aws:logs:{HERE}log-group:g:log-stream:s",
        ),
        (
            "budgets",
            "DescribeBudget",
            {"AccountId": "{account}", "BudgetName": "monthly"},
            "budgets:ViewBudget",
            "arn:aws:budgets::{account}:budget/monthly",
        ),
        ("efs", "DescribeFileSystems", {}, "elasticfilesystem:DescribeFileSystems", None),
        ("ec2", "DescribeInstances", {"InstanceIds": ["i-1"]}, "ec2:DescribeInstances", None),
        ("ec2", "StopInstances", {"InstanceIds": ["i-1"]}, "ec2:StopInstances", f"arn:aws:ec2:{HERE}instance/i-1"),
        (
            "ec2",
            "DeleteSnapshot",
            {"SnapshotId": "snap-1"},
            "ec2:DeleteSnapshot",
            "arn:aws:ec2:us-east-1::snapshot/snap-1",
        ),
        (
            "ssm",
            "GetParameter",
            {"Name": "/a/b"},
            "ssm:GetParameter",
            f"arn:aws:ssm:{HERE}parameter/a/b",
        ),
        ("service-quotas", "ListServices", {}, "servicequotas:ListServices", None),
        ("account", "ListRegions", {}, "account:ListRegions", None),
    ],
)
def test_a_refusal_tells_what_was_asked(client, as_ada, account, service, operation, parameters, action, resource):
    client("iam").create_role(
        RoleName="Old", Path="/kept/", AssumeRolePolicyDocument=TRUST.replace("[]", _TRUSTED.format(account))
    )
    sent = {name: value.format(account=account) if _is_open(value) else value for name, value in parameters.items()}
    on = f" on resource: {resource.format(account=account)}" if resource else ""
    with pytest.raises(Exception, match="not authorized") as told:
        getattr(as_ada(service), xform_name(operation))(**sent)
    words = f"user/people/ada is not authorized to perform: {action}{on} because no identity-based policy allows the"
    assert words in str(told.value)


def test_organizations_is_asked_of_each_thing_that_is_named(members, connect):
    organizations = members.organizations
    made = organizations.create_policy(Type="SERVICE_CONTROL_POLICY", Name="stay", Description="", Content=scp(DENY))[
        "Policy"
    ]["PolicySummary"]
    target = organizations.list_roots()["Roots"][0]
    statement = {"Effect": "Allow", "Action": "organizations:AttachPolicy", "Resource": made["Arn"]}
    clerk = connect("organizations", **Actors(connect).user(members.sandbox.account, "clerk", statement))
    with refused("AccessDeniedException", match=f"organizations:AttachPolicy on resource: {target['Arn']} "):
        clerk.attach_policy(PolicyId=made["Id"], TargetId=target["Id"])
    statement["Resource"] = [made["Arn"], target["Arn"]]
    statement["Condition"] = {"StringEquals": {"organizations:PolicyType": "SERVICE_CONTROL_POLICY"}}
    connect("iam").put_user_policy(UserName="clerk", PolicyName="own", PolicyDocument=scp(statement))
    clerk.attach_policy(PolicyId=made["Id"], TargetId=target["Id"])


_TRUSTED = '[{{"Effect": "Allow", "Principal": {{"AWS": "{}"}}, "Action": "sts:AssumeRole"}}]'


def _is_open(value):
    return isinstance(value, str) and "{account}" in value
