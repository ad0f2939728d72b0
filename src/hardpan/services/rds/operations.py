"""What to change so that databases are reachable for nobody else, up to date, and more than one where that counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Read, Risk, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import DbInstance, DbSnapshot

# An instance that is being backed up or changed takes no change; both mostly end within minutes.
_BUSY = NotYet("InvalidDBInstanceState", seconds=300)


@operation(
    satisfies=["rds.not_public"],
    facts=[DbInstance],
    writes=["rds:ModifyDBInstance"],
    consent="clients outside the VPC can no longer connect to the database",
)
def make_private(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No database has a public address.

    ApplyImmediately is left out: it would carry out whatever else waits for the maintenance window, and this change
    takes effect at once without it.
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
    """
    for instance in have.all(DbInstance):
        if instance.publicly_accessible and not instance.follows_its_cluster:
            yield Step(
                key=step_key(f"rds.make_private/modify:{instance.id}", instance.place),
                place=instance.place,
                write=_access(instance, public=False),
                because=f"the name of {instance.id} resolves to a public address",
                resource=instance.resource,
                before="publicly accessible",
                after="reachable from within its VPC",
                undo=(_access(instance, public=True),),
                risk=Risk.DISRUPTIVE,
                settled=Settled(
                    Read("rds", "DescribeDBInstances", DBInstanceIdentifier=instance.id),
                    "DBInstances[0].PubliclyAccessible",
                    False,
                    seconds=600,
                ),
                not_yet=(_BUSY,),
            )


@operation(
    satisfies=["rds.no_public_snapshots"],
    facts=[DbSnapshot],
    writes=["rds:ModifyDBSnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute"],
    consent="people outside your accounts who restore the snapshots can no longer do so",
)
def unshare_snapshots(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No snapshot is everybody's. Accounts it is shared with by number keep it."""
    for snapshot in have.all(DbSnapshot):
        if snapshot.is_public:
            yield Step(
                key=step_key(f"rds.unshare_snapshots/modify:{snapshot.kind}:{snapshot.id}", snapshot.place),
                place=snapshot.place,
                write=_share(snapshot, ValuesToRemove=["all"]),
                because=f"everybody may restore {snapshot.id}",
                resource=snapshot.resource,
                before="public",
                after="private",
                undo=(_share(snapshot, ValuesToAdd=["all"]),),
                risk=Risk.DISRUPTIVE,
            )


@operation(
    satisfies=["rds.minor_upgrades"],
    facts=[DbInstance],
    writes=["rds:ModifyDBInstance"],
    consent="minor versions are installed, and databases restarted for them, in their maintenance windows",
)
def minor_upgrades(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every database takes minor versions. It takes effect at once, and restarts nothing by itself.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html
    """
    for instance in have.all(DbInstance):
        if not instance.upgrades_itself:
            yield _modified(instance, "minor_upgrades", "AutoMinorVersionUpgrade", "it stays at the version it has")


@operation(
    satisfies=["rds.production_in_several_zones"],
    facts=[DbInstance],
    writes=["rds:ModifyDBInstance"],
    consent="a standby costs as much as the database itself, and writes are slower while it is made",
)
def production_in_several_zones(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A standby for each production database, from its next maintenance window on.

    ApplyImmediately is left out here, too: it would carry out whatever else waits for that window.
    """
    for instance in have.all(DbInstance):
        if instance.is_production and not instance.multi_az and not instance.cluster:
            step = _modified(instance, "production_in_several_zones", "MultiAZ", "it runs in one Availability Zone")
            yield replace(step, monthly_cost_usd=None, cost_note="as much as the database costs now")


def _access(instance: DbInstance, *, public: bool) -> Write:
    return Write("rds", "ModifyDBInstance", DBInstanceIdentifier=instance.id, PubliclyAccessible=public)


def _share(snapshot: DbSnapshot, **change: Any) -> Write:
    name = "DBClusterSnapshot" if snapshot.kind == "cluster" else "DBSnapshot"
    named: dict[str, Any] = {f"{name}Identifier": snapshot.id}
    return Write("rds", f"Modify{name}Attribute", **named, AttributeName="restore", **change)


def _modified(instance: DbInstance, name: str, setting: str, because: str) -> Step:
    """One of its settings turned on."""

    def put(on: bool) -> Write:
        return Write("rds", "ModifyDBInstance", DBInstanceIdentifier=instance.id, **{setting: on})

    return Step(
        key=step_key(f"rds.{name}/modify:{instance.id}", instance.place),
        place=instance.place,
        write=put(True),
        because=because,
        resource=instance.arn,
        before="off",
        after="on",
        undo=(put(False),),
        risk=Risk.DISRUPTIVE,
        not_yet=(_BUSY,),
    )
