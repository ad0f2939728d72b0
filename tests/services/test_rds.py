"""RDS: databases that answer the internet, plain storage, and snapshots shared with everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, OPERATIONS, FactUnreadable, Read, Status
from hardpan.services.rds.collect import db_clusters, db_instances, db_snapshots, db_storage
from hardpan.services.rds.examples import DB_CLUSTER, DB_INSTANCE, DB_SNAPSHOT, DB_STORAGE, HERE, PRODUCTION
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of

services.load()


def described(name: str, **more: Any) -> dict[str, Any]:
    basics = {"DBInstanceIdentifier": name, "DBInstanceArn": HERE.arn("rds", f"db:{name}"), "Engine": "postgres"}
    return basics | more


def test_instances_are_read() -> None:
    answers = {
        "rds:DescribeDBInstances": {
            "DBInstances": [described("shop", PubliclyAccessible=False, AutoMinorVersionUpgrade=True)]
        }
    }
    assert drive(db_instances(HERE), answers) == [DB_INSTANCE]


def test_an_empty_cluster_is_none() -> None:
    answers = {"rds:DescribeDBInstances": {"DBInstances": [described("shop", DBClusterIdentifier="")]}}
    (found,) = drive(db_instances(HERE), answers)
    assert not found.follows_its_cluster


def test_members_of_a_cluster_are_judged_with_it() -> None:
    cluster = {"DBClusterArn": HERE.arn("rds", "cluster:reports"), "StorageEncrypted": False}
    answers = {
        "rds:DescribeDBInstances": {
            "DBInstances": [described("shop", StorageEncrypted=True), described("one", DBClusterIdentifier="reports")]
        },
        "rds:DescribeDBClusters": {"DBClusters": [cluster]},
    }
    found = drive(db_storage(HERE), answers)
    assert [(each.arn, each.encrypted) for each in found] == [
        (HERE.arn("rds", "cluster:reports"), False),
        (DB_STORAGE.arn, True),
    ]


def snapshots(attributes: Any) -> dict[str, Any]:
    def plain(name: str, **more: Any) -> dict[str, Any]:
        return {"DBSnapshotIdentifier": name, "DBSnapshotArn": HERE.arn("rds", f"snapshot:{name}"), **more}

    cluster = {
        "DBClusterSnapshotIdentifier": "reports-1",
        "DBClusterSnapshotArn": HERE.arn("rds", "cluster-snapshot:reports-1"),
        "StorageEncrypted": False,
    }
    everybody = [{"AttributeName": "restore", "AttributeValues": ["all"]}]
    return {
        "rds:DescribeDBSnapshots": {"DBSnapshots": [plain("a", Encrypted=True), plain("b", Encrypted=False)]},
        "rds:DescribeDBClusterSnapshots": {"DBClusterSnapshots": [cluster]},
        "rds:DescribeDBSnapshotAttributes": attributes,
        "rds:DescribeDBClusterSnapshotAttributes": {
            "DBClusterSnapshotAttributesResult": {"DBClusterSnapshotAttributes": everybody}
        },
    }


def test_sharing_is_asked_for_only_where_everybody_is_possible() -> None:
    sent: list[Read] = []
    shared = [{"AttributeName": "restore", "AttributeValues": ["444455556666"]}]
    answers = snapshots({"DBSnapshotAttributesResult": {"DBSnapshotAttributes": shared}})
    found = {each.id: each for each in drive(db_snapshots(HERE), answers, sent)}
    assert {name: each.is_public for name, each in found.items()} == {"a": False, "b": False, "reports-1": True}
    assert found["b"].restorable_by == ("444455556666",)
    asked = [read.parameters for read in sent if read.operation.endswith("Attributes")]
    assert asked == [{"DBSnapshotIdentifier": "b"}, {"DBClusterSnapshotIdentifier": "reports-1"}]


def test_a_snapshot_that_may_not_be_looked_into_is_unknown_and_the_others_are_not() -> None:
    facts = drive(db_snapshots(HERE), snapshots(denied("rds:DescribeDBSnapshotAttributes")))
    findings = evaluate([CONTROLS["rds.no_public_snapshots"]], Snapshot.of(*facts), EXAMPLE)
    assert {str(found.resource).rpartition(":")[2]: found.status for found in findings} == {
        "a": Status.PASS,
        "b": Status.UNKNOWN,
        "reports-1": Status.FAIL,
    }
    with pytest.raises(FactUnreadable):
        list(OPERATIONS["rds.unshare_snapshots"].run(EXAMPLE, Snapshot.of(*facts)))


def test_nothing_is_changed_where_all_is_well() -> None:
    assert steps_of("rds.make_private", EXAMPLE, Snapshot.of(DB_INSTANCE)) == []
    assert steps_of("rds.unshare_snapshots", EXAMPLE, Snapshot.of(DB_SNAPSHOT)) == []


def test_a_database_is_made_private_without_touching_what_is_pending() -> None:
    (step,) = steps_of("rds.make_private", EXAMPLE, Snapshot.of(replace(DB_INSTANCE, publicly_accessible=True)))
    assert step.write.parameters == {"DBInstanceIdentifier": "shop", "PubliclyAccessible": False}
    assert step.undo is not None
    assert step.undo[0].parameters == {"DBInstanceIdentifier": "shop", "PubliclyAccessible": True}
    assert step.settled is not None
    assert step.settled.equals is False


def test_a_member_of_a_multi_az_cluster_is_a_persons_and_one_of_aurora_is_not() -> None:
    member = replace(DB_INSTANCE, publicly_accessible=True, cluster="reports")
    assert steps_of("rds.make_private", EXAMPLE, Snapshot.of(member)) == []
    aurora = replace(member, engine="aurora-postgresql")
    assert len(steps_of("rds.make_private", EXAMPLE, Snapshot.of(aurora))) == 1


@pytest.mark.parametrize(
    ("kind", "operation", "name"),
    [
        ("instance", "ModifyDBSnapshotAttribute", "DBSnapshotIdentifier"),
        ("cluster", "ModifyDBClusterSnapshotAttribute", "DBClusterSnapshotIdentifier"),
    ],
)
def test_everybody_loses_a_snapshot_and_named_accounts_keep_it(kind: str, operation: str, name: str) -> None:
    public = replace(DB_SNAPSHOT, kind=kind, restorable_by=("444455556666", "all"))
    (step,) = steps_of("rds.unshare_snapshots", EXAMPLE, Snapshot.of(public))
    assert step.write.operation == operation
    assert step.write.parameters == {name: "shop-2026", "AttributeName": "restore", "ValuesToRemove": ["all"]}
    assert step.undo is not None
    assert step.undo[0].parameters == {name: "shop-2026", "AttributeName": "restore", "ValuesToAdd": ["all"]}


@pytest.mark.parametrize("more", [{"MultiAZ": True}, {"MultiAZ": False, "PendingModifiedValues": {"MultiAZ": True}}])
def test_a_standby_that_waits_for_its_window_counts(more: dict[str, Any]) -> None:
    (found,) = drive(db_instances(HERE), {"rds:DescribeDBInstances": {"DBInstances": [described("shop", **more)]}})
    assert found.multi_az


def test_tags_and_zones_of_clusters_are_read() -> None:
    tags = [{"Key": "Environment", "Value": "production"}]
    told = {"DBClusterArn": DB_CLUSTER.arn, "DBClusterIdentifier": DB_CLUSTER.id, "MultiAZ": False, "TagList": tags}
    found = drive(db_clusters(HERE), {"rds:DescribeDBClusters": {"DBClusters": [told]}})
    assert found == [replace(DB_CLUSTER, tags=PRODUCTION)]
    assert found[0].is_production


def test_only_production_on_its_own_gets_a_standby_and_nothing_is_applied_at_once() -> None:
    lazy = replace(DB_INSTANCE, upgrades_itself=False, tags=PRODUCTION)
    (standby,) = steps_of("rds.production_in_several_zones", EXAMPLE, Snapshot.of(lazy))
    (upgrades,) = steps_of("rds.minor_upgrades", EXAMPLE, Snapshot.of(lazy))
    assert "ApplyImmediately" not in {**standby.write.parameters, **upgrades.write.parameters}
    for other in (replace(lazy, cluster="reports"), replace(lazy, tags={}), replace(lazy, multi_az=True)):
        assert steps_of("rds.production_in_several_zones", EXAMPLE, Snapshot.of(other)) == []
