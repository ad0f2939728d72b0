"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import DbCluster, DbInstance, DbSnapshot, DbStorage

HERE = Place("111122223333", "eu-west-1")
DB_INSTANCE = DbInstance(
    place=HERE,
    arn=HERE.arn("rds", "db:shop"),
    id="shop",
    engine="postgres",
    cluster=None,
    publicly_accessible=False,
    upgrades_itself=True,
    multi_az=False,
    tags={},
)
DB_CLUSTER = DbCluster(place=HERE, arn=HERE.arn("rds", "cluster:reports"), id="reports", multi_az=False, tags={})
PRODUCTION = {"Environment": "production"}
DB_STORAGE = DbStorage(place=HERE, arn=DB_INSTANCE.arn, kind="instance", encrypted=True)
DB_SNAPSHOT = DbSnapshot(
    place=HERE,
    arn=HERE.arn("rds", "snapshot:shop-2026"),
    id="shop-2026",
    kind="instance",
    encrypted=False,
    restorable_by=("444455556666",),
)
