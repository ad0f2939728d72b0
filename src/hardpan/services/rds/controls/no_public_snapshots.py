"""No database snapshot is shared with everybody.

Any AWS customer can restore a public snapshot under a password of his own and read every table. Public snapshots can
be listed by anyone, and are.

Check by hand:
    aws rds describe-db-snapshots --region REGION --snapshot-type manual --query "DBSnapshots[?!Encrypted].DBSnapshotIdentifier"
    aws rds describe-db-snapshot-attributes --region REGION --db-snapshot-identifier SNAPSHOT
    aws rds describe-db-cluster-snapshots --region REGION --snapshot-type manual --query "DBClusterSnapshots[?!StorageEncrypted].DBClusterSnapshotIdentifier"
    aws rds describe-db-cluster-snapshot-attributes --region REGION --db-cluster-snapshot-identifier SNAPSHOT

Fix by hand:
    aws rds modify-db-snapshot-attribute --region REGION --db-snapshot-identifier SNAPSHOT --attribute-name restore --values-to-remove all
    aws rds modify-db-cluster-snapshot-attribute --region REGION --db-cluster-snapshot-identifier SNAPSHOT --attribute-name restore --values-to-remove all

Edge cases:
    Only manual snapshots can be shared, and encrypted ones not with everybody. What was public has to be taken for
    known: change the passwords and keys in it.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import DB_SNAPSHOT
from ..facts import DbSnapshot


@control(
    section="data-protection",
    severity=Severity.CRITICAL,
    catalogue="data.shared.artifacts",
    passes=[DB_SNAPSHOT, replace(DB_SNAPSHOT, encrypted=True, restorable_by=())],
    fails=[
        replace(DB_SNAPSHOT, restorable_by=("444455556666", "all")),
        replace(DB_SNAPSHOT, kind="cluster", restorable_by=("all",)),
    ],
    none="there is no manual database snapshot",
)
def no_public_snapshots(snapshot_of_database: DbSnapshot) -> Verdict:
    if snapshot_of_database.is_public:
        return Fail("everybody may restore it")
    if snapshot_of_database.encrypted:
        return Pass("it is encrypted, which AWS shares with nobody but named accounts")
    return Pass("only accounts named may restore it" if snapshot_of_database.restorable_by else "nobody else has it")
