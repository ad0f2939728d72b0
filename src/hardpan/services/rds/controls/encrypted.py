"""Every database and cluster is encrypted.

Encryption makes the storage, its backups and its snapshots worthless without a key that you decide on: a copy that
leaks stays closed, and no snapshot can be made public by mistake. It can be chosen only when a database is made.

Check by hand:
    aws rds describe-db-instances --region REGION --query "DBInstances[?!StorageEncrypted].DBInstanceIdentifier"
    aws rds describe-db-clusters --region REGION --query "DBClusters[?!StorageEncrypted].DBClusterIdentifier"

Fix by hand:
    Make an encrypted copy and move to it; what is written after the snapshot is not in the copy, so stop writing first.
    aws rds create-db-snapshot --region REGION --db-instance-identifier INSTANCE --db-snapshot-identifier SNAPSHOT
    aws rds copy-db-snapshot --region REGION --source-db-snapshot-identifier SNAPSHOT --target-db-snapshot-identifier COPY --kms-key-id alias/aws/rds
    aws rds restore-db-instance-from-db-snapshot --region REGION --db-instance-identifier NEW_INSTANCE --db-snapshot-identifier COPY

    For a cluster:
    aws rds create-db-cluster-snapshot --region REGION --db-cluster-identifier CLUSTER --db-cluster-snapshot-identifier SNAPSHOT
    aws rds restore-db-cluster-from-snapshot --region REGION --db-cluster-identifier NEW_CLUSTER --snapshot-identifier SNAPSHOT --engine ENGINE --kms-key-id alias/aws/rds

Edge cases:
    The instances of an Aurora cluster share its storage and are judged with it. Read replicas have to be made again
    from the encrypted database.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import DB_STORAGE
from ..facts import DbStorage


@control(
    section="data-protection",
    severity=Severity.HIGH,
    catalogue="data.rds.encrypted",
    passes=[DB_STORAGE, replace(DB_STORAGE, kind="cluster")],
    fails=[replace(DB_STORAGE, encrypted=False), replace(DB_STORAGE, kind="cluster", encrypted=False)],
    none="there is no database",
    human=(
        "Encryption cannot be turned on in place, so this takes a maintenance window. Console > RDS > Databases: stop "
        "what writes to the database, select it, Actions > Take snapshot. Snapshots: select it, Actions > Copy "
        "snapshot, tick Enable encryption. Select the copy, Actions > Restore snapshot. Point your applications to "
        "the new database, check it, then delete the old one and its unencrypted snapshots. An Aurora cluster's "
        "snapshot is not copied first: choose the key under Encryption when restoring it."
    ),
)
def encrypted(storage: DbStorage) -> Verdict:
    if storage.encrypted:
        return Pass("its storage is encrypted")
    return Fail(f"the storage of this {storage.kind} is not encrypted")
