"""Every EFS file system is encrypted.

Encryption at rest means that who holds the disk, or a copy of it, holds nothing. It costs nothing and slows nothing,
but can only be chosen when a file system is made.

Check by hand:
    aws efs describe-file-systems --region REGION --query 'FileSystems[].[FileSystemId,Encrypted]'

Fix by hand:
    aws efs create-file-system --region REGION --encrypted --creation-token NAME

    Then copy the data (AWS DataSync does it while the old one is in use), mount the new file system, delete the old.

Source: https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import FILE_SYSTEM
from ..facts import FileSystem


@control(
    section="data-protection",
    severity=Severity.MEDIUM,
    catalogue="data.efs.encrypted",
    passes=[FILE_SYSTEM],
    fails=[replace(FILE_SYSTEM, encrypted=False)],
    none="the account has no file systems",
    human=(
        "Console > EFS > Create file system > Customize, with encryption on, in the same VPC. Copy the data with AWS "
        "DataSync (Console > DataSync > Tasks > Create task, from the old file system to the new), mount the new one "
        "where the old one was, and delete the old one when nothing uses it any more."
    ),
)
def encrypted(file_system: FileSystem) -> Verdict:
    if file_system.encrypted:
        return Pass(f"{file_system.id} is encrypted")
    return Fail(f"{file_system.id} is not encrypted")
