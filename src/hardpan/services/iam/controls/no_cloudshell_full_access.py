"""Nobody has AWSCloudShellFullAccess.

It lets a session upload and download files between AWS and any computer, through a shell with internet access that no
security group or flow log of the account sees. A narrower policy leaves the shell and takes the files.

Check by hand:
    aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess

Fix by hand:
    aws iam detach-user-policy --user-name USER --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess
    aws iam detach-group-policy --group-name GROUP --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess
    aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess

Edge cases:
    Administrators have CloudShell through their other rights. Who needs the shell can have a policy that allows
    cloudshell:CreateEnvironment and cloudshell:CreateSession and not cloudshell:GetFileDownloadUrls.

Source: https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ACCOUNT, ATTACHMENT, FRIENDS, HERE, SIGNED_IN
from ..facts import Attachment, managed_policy

_POLICY = managed_policy(HERE, "AWSCloudShellFullAccess")


@control(
    section="iam",
    severity=Severity.LOW,
    catalogue="iam.cloudshell",
    joins=[Attachment],
    passes=[(ACCOUNT,), (ACCOUNT, ATTACHMENT)],
    fails=[
        (ACCOUNT, replace(ATTACHMENT, policy=_POLICY)),
        (ACCOUNT, ATTACHMENT, replace(ATTACHMENT, policy=_POLICY, who=FRIENDS)),
        (ACCOUNT, replace(ATTACHMENT, policy=_POLICY, who=SIGNED_IN)),
    ],
    human=(
        "Roles named AWSReservedSSO_... can be changed in Identity Center alone: Console > IAM Identity Center > "
        "Permission sets > the name > Permissions > AWS managed policies > AWSCloudShellFullAccess > Detach, then "
        "update the accounts it is provisioned to."
    ),
)
def no_cloudshell_full_access(account: Account, snapshot: Snapshot) -> Verdict:
    policy = managed_policy(account.place, "AWSCloudShellFullAccess")
    held = [str(found.who) for found in snapshot.all(Attachment, account=account.id) if found.policy == policy]
    return Fail(f"AWSCloudShellFullAccess: {', '.join(held)}") if held else Pass("nobody has AWSCloudShellFullAccess")
