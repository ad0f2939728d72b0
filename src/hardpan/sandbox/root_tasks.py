"""What a session of sts:AssumeRoot may do: the managed policies that are its tasks.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html, and the policies themselves:
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMAuditRootUserCredentials.html
"""

from __future__ import annotations

_LOOK = frozenset(
    {
        "iam:GetAccessKeyLastUsed",
        "iam:GetLoginProfile",
        "iam:GetUser",
        "iam:ListAccessKeys",
        "iam:ListMFADevices",
        "iam:ListSigningCertificates",
    }
)

ACTIONS = {
    "IAMAuditRootUserCredentials": _LOOK | {"iam:GetAccountSummary"},
    "IAMCreateRootUserPassword": frozenset({"iam:CreateLoginProfile", "iam:GetLoginProfile"}),
    "IAMDeleteRootUserCredentials": _LOOK
    | {
        "iam:DeactivateMFADevice",
        "iam:DeleteAccessKey",
        "iam:DeleteLoginProfile",
        "iam:DeleteSigningCertificate",
        "iam:DeleteVirtualMFADevice",
    },
    "S3UnlockBucketPolicy": frozenset(
        {"s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:ListAllMyBuckets", "s3:PutBucketPolicy"}
    ),
    "SQSUnlockQueuePolicy": frozenset(
        {"sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueues", "sqs:SetQueueAttributes"}
    ),
}


def arn(name: str, partition: str) -> str:
    """ARN of a task's policy."""
    return f"arn:{partition}:iam::aws:policy/root-task/{name}"
