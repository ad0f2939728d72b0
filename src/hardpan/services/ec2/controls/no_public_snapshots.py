"""No EBS snapshot is shared with everybody.

Any AWS customer can restore a public snapshot and read the disk: databases, passwords, mail. Some do nothing else than
search new ones.

Check by hand:
    aws ec2 describe-snapshots --region REGION --owner-ids self --restorable-by-user-ids all --query 'Snapshots[].SnapshotId'

Fix by hand:
    aws ec2 modify-snapshot-attribute --region REGION --snapshot-id SNAPSHOT_ID --attribute createVolumePermission --operation-type remove --group-names all

Edge cases:
    A snapshot that the Region's block of public access merely hides counts: it is public again when the block goes.
    What was public for however short a time has to be taken for known; change the passwords and keys on it.

Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import PUBLIC_SNAPSHOT, REGION
from ..facts import PublicSnapshot


@control(
    section="data-protection",
    severity=Severity.CRITICAL,
    catalogue="data.shared.artifacts",
    joins=[PublicSnapshot],
    passes=[(REGION,)],
    fails=[(REGION, PUBLIC_SNAPSHOT)],
)
def no_public_snapshots(region: Region, snapshot: Snapshot) -> Verdict:
    public = snapshot.at(PublicSnapshot, region.place)
    if public:
        return Fail(f"public: {', '.join(str(found.id) for found in public)}")
    return Pass("no snapshot is public")
