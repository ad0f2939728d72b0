"""Databases take minor versions of their engine by themselves.

Minor versions mend flaws, some of which let strangers in. A database that nobody upgrades runs with all that were found
since it was made.

Check by hand:
    aws rds describe-db-instances --region REGION --query "DBInstances[?!AutoMinorVersionUpgrade].DBInstanceIdentifier"

Fix by hand:
    aws rds modify-db-instance --region REGION --db-instance-identifier INSTANCE --auto-minor-version-upgrade

Edge cases:
    An upgrade restarts the database in its maintenance window: choose that window first. Every member of a cluster says
    so for itself, and Aurora upgrades a cluster once all of its members do. Engines that AWS does not upgrade by minor
    versions are judged alike.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import DB_INSTANCE
from ..facts import DbInstance


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    profile="team",
    catalogue="infra.rds.hygiene",
    passes=[DB_INSTANCE],
    fails=[replace(DB_INSTANCE, upgrades_itself=False)],
    none="there is no database",
)
def minor_upgrades(instance: DbInstance) -> Verdict:
    if instance.upgrades_itself:
        return Pass("it takes minor versions in its maintenance window")
    return Fail("it stays at the version it has")
