"""New EBS volumes are encrypted without anyone asking for it.

An encrypted volume cannot be shared with everybody, and its snapshots cannot either. Switched on once in each Region,
nobody has to remember the checkbox. It costs nothing and instances do not notice.

Check by hand:
    aws ec2 get-ebs-encryption-by-default --region REGION

Fix by hand:
    aws ec2 enable-ebs-encryption-by-default --region REGION

Edge cases:
    Volumes there are stay as they are. Instance types of the first generations that cannot read encrypted volumes can
    no longer be launched. What is encrypted with the key aws/ebs cannot be shared with another account: choose a key
    of your own as the default first if you share snapshots.

Source: https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import EBS_ENCRYPTION
from ..facts import EbsEncryptionByDefault


@control(
    section="data-protection",
    severity=Severity.HIGH,
    catalogue="data.ebs.default-encryption",
    passes=[EBS_ENCRYPTION],
    fails=[replace(EBS_ENCRYPTION, enabled=False)],
)
def ebs_encryption_by_default(encryption: EbsEncryptionByDefault) -> Verdict:
    if encryption.enabled:
        return Pass("new volumes are encrypted")
    return Fail("new volumes are encrypted only on request")
