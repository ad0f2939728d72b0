"""Production databases run in several Availability Zones.

One in a single zone is gone for as long as the zone is, and for minutes at each of its upgrades; with a standby it
fails over within a minute or two.

Check by hand:
    aws rds describe-db-instances --region REGION --query "DBInstances[?!MultiAZ].[DBInstanceIdentifier,DBClusterIdentifier,TagList]"

Fix by hand:
    aws rds modify-db-instance --region REGION --db-instance-identifier INSTANCE --multi-az

Cost:
    A standby costs as much as the database itself.

Edge cases:
    Production is what a tag says is: environment, env, stage or tier with production, prod, prd or live. Members of a
    cluster are judged with it, rds.production_clusters_in_several_zones. Without --apply-immediately the standby is made
    in the next maintenance window, and counts from now on. Writes may be slower while it is made, and always a little from then on.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import DB_INSTANCE, PRODUCTION
from ..facts import DbInstance


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    profile="team",
    catalogue="infra.rds.hygiene",
    passes=[replace(DB_INSTANCE, tags=PRODUCTION, multi_az=True)],
    fails=[replace(DB_INSTANCE, tags=PRODUCTION), replace(DB_INSTANCE, tags={"env": "Prod"})],
    not_applicable=[
        DB_INSTANCE,
        replace(DB_INSTANCE, tags={"env": "dev"}),
        replace(DB_INSTANCE, tags=PRODUCTION, cluster="reports"),
    ],
    none="there is no database",
    cost="a standby costs as much as the database itself",
)
def production_in_several_zones(instance: DbInstance) -> Verdict:
    if not instance.is_production:
        return NotApplicable("no tag says that it is for production")
    if instance.cluster:
        return NotApplicable(f"judged with its cluster, {instance.cluster}")
    return (
        Pass("it has, or is about to have, a standby in another zone")
        if instance.multi_az
        else Fail("it runs in one Availability Zone")
    )
