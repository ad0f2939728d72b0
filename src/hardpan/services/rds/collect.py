"""What to ask RDS, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import DbCluster, DbInstance, DbSnapshot, DbStorage

_INSTANCES = Read("rds", "DescribeDBInstances")
_CLUSTERS = Read("rds", "DescribeDBClusters")


@collector(DbInstance, per="region", reads=["rds:DescribeDBInstances"])
def db_instances(here: Place) -> Reading[DbInstance]:
    """Instances of every engine."""
    found = (yield _INSTANCES)["DBInstances"]
    return [
        DbInstance(
            place=here,
            arn=instance["DBInstanceArn"],
            id=instance["DBInstanceIdentifier"],
            engine=instance["Engine"],
            cluster=instance.get("DBClusterIdentifier") or None,
            publicly_accessible=instance.get("PubliclyAccessible", False),
            upgrades_itself=instance.get("AutoMinorVersionUpgrade", False),
            multi_az=bool(instance.get("MultiAZ") or instance.get("PendingModifiedValues", {}).get("MultiAZ")),
            tags=_tags(instance),
        )
        for instance in sorted(found, key=lambda instance: str(instance["DBInstanceArn"]))
    ]


@collector(DbCluster, per="region", reads=["rds:DescribeDBClusters"])
def db_clusters(here: Place) -> Reading[DbCluster]:
    """Clusters of every engine."""
    found = (yield _CLUSTERS)["DBClusters"]
    return [
        DbCluster(
            place=here,
            arn=cluster["DBClusterArn"],
            id=cluster["DBClusterIdentifier"],
            multi_az=cluster.get("MultiAZ", False),
            tags=_tags(cluster),
        )
        for cluster in sorted(found, key=lambda cluster: str(cluster["DBClusterArn"]))
    ]


@collector(DbStorage, per="region", reads=["rds:DescribeDBInstances", "rds:DescribeDBClusters"])
def db_storage(here: Place) -> Reading[DbStorage]:
    """Each storage once: members of a cluster use the cluster's."""
    instances, clusters = yield [_INSTANCES, _CLUSTERS]
    found = [
        DbStorage(
            place=here,
            arn=cluster["DBClusterArn"],
            kind="cluster",
            encrypted=cluster.get("StorageEncrypted", False),
        )
        for cluster in clusters["DBClusters"]
    ] + [
        DbStorage(
            place=here,
            arn=instance["DBInstanceArn"],
            kind="instance",
            encrypted=instance.get("StorageEncrypted", False),
        )
        for instance in instances["DBInstances"]
        if not instance.get("DBClusterIdentifier")
    ]
    return sorted(found, key=lambda storage: storage.arn)


@collector(
    DbSnapshot,
    per="region",
    reads=[
        "rds:DescribeDBSnapshots",
        "rds:DescribeDBClusterSnapshots",
        "rds:DescribeDBSnapshotAttributes",
        "rds:DescribeDBClusterSnapshotAttributes",
    ],
)
def db_snapshots(here: Place) -> Reading[DbSnapshot]:
    """Manual snapshots, and who may restore them where that can be everybody: an encrypted one cannot be public.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
    """
    of_instances, of_clusters = yield [
        Read("rds", "DescribeDBSnapshots", SnapshotType="manual"),
        Read("rds", "DescribeDBClusterSnapshots", SnapshotType="manual"),
    ]
    found = [("instance", snapshot) for snapshot in of_instances["DBSnapshots"]]
    found += [("cluster", snapshot) for snapshot in of_clusters["DBClusterSnapshots"]]
    plain = [(kind, snapshot) for kind, snapshot in found if not _is_encrypted(snapshot)]
    answers = yield [_attributes(kind, snapshot) for kind, snapshot in plain]
    holders = {_arn(snapshot): _holders(kind, answer) for (kind, snapshot), answer in zip(plain, answers, strict=True)}
    facts = [
        DbSnapshot(
            place=here,
            arn=_arn(snapshot),
            id=snapshot.get("DBSnapshotIdentifier") or snapshot["DBClusterSnapshotIdentifier"],
            kind=kind,
            encrypted=_is_encrypted(snapshot),
            restorable_by=holders.get(_arn(snapshot), ()),
        )
        for kind, snapshot in found
    ]
    return sorted(facts, key=lambda snapshot: snapshot.arn)


def _tags(found: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag.get("Value", "") for tag in found.get("TagList", [])}


def _attributes(kind: str, snapshot: dict[str, Any]) -> Read:
    if kind == "cluster":
        name = snapshot["DBClusterSnapshotIdentifier"]
        return Read("rds", "DescribeDBClusterSnapshotAttributes", DBClusterSnapshotIdentifier=name)
    return Read("rds", "DescribeDBSnapshotAttributes", DBSnapshotIdentifier=snapshot["DBSnapshotIdentifier"])


def _holders(kind: str, answer: Any) -> Any:
    name = "DBClusterSnapshotAttributes" if kind == "cluster" else "DBSnapshotAttributes"
    return lift(_restore, answer[f"{name}Result"][name])


def _restore(attributes: list[dict[str, Any]]) -> tuple[str, ...]:
    lists = [found.get("AttributeValues", []) for found in attributes if found["AttributeName"] == "restore"]
    return tuple(sorted(value for values in lists for value in values))


def _is_encrypted(snapshot: dict[str, Any]) -> bool:
    return bool(snapshot.get("Encrypted") or snapshot.get("StorageEncrypted"))


def _arn(snapshot: dict[str, Any]) -> str:
    return str(snapshot.get("DBSnapshotArn") or snapshot["DBClusterSnapshotArn"])
