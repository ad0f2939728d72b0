"""Production database clusters have instances in several Availability Zones.

The storage of a cluster is in three zones; what answers is in as many as it has instances in. With one alone, a failure
of its zone, or an upgrade, takes the database away for ten minutes and more.

Check by hand:
    aws rds describe-db-clusters --region REGION --query "DBClusters[?!MultiAZ].[DBClusterIdentifier,TagList]"

Fix by hand:
    aws rds create-db-instance --region REGION --db-cluster-identifier CLUSTER --db-instance-identifier READER --db-instance-class CLASS --engine ENGINE

Cost:
    Another instance of the cluster, priced like the first.

Edge cases:
    Production is what a tag of the cluster says is: environment, env, stage or tier with production, prod, prd or live.
    The new instance has to be in another zone than the first: name one with --availability-zone where AWS might not.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import DB_CLUSTER, PRODUCTION
from ..facts import DbCluster


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    profile="team",
    catalogue="infra.rds.hygiene",
    passes=[replace(DB_CLUSTER, tags=PRODUCTION, multi_az=True)],
    fails=[replace(DB_CLUSTER, tags=PRODUCTION)],
    not_applicable=[DB_CLUSTER],
    none="there is no database cluster",
    human=(
        "Console > RDS > Databases, select the cluster, Actions > Add reader, in another Availability Zone than the "
        "writer's. Which class it needs, so that it can take over, its owner has to say."
    ),
    cost="another instance of the cluster",
)
def production_clusters_in_several_zones(cluster: DbCluster) -> Verdict:
    if not cluster.is_production:
        return NotApplicable("no tag says that it is for production")
    return Pass("it has instances in several zones") if cluster.multi_az else Fail("all that answers is in one zone")
