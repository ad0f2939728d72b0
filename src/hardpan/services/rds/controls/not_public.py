"""No database has a public address.

A database that answers from the internet is protected by its password and one security group rule alone; scanners try
both from the first hour on. Applications and people can reach it from within its VPC.

Check by hand:
    aws rds describe-db-instances --region REGION --query "DBInstances[?PubliclyAccessible].DBInstanceIdentifier"

Fix by hand:
    aws rds modify-db-instance --region REGION --db-instance-identifier INSTANCE --no-publicly-accessible

Edge cases:
    The change takes effect within minutes, without a restart and without --apply-immediately, which would also carry
    out everything else that waits for the maintenance window. Clients outside the VPC lose the connection: give them
    a VPN, or a Session Manager port forwarding, first. A Multi-AZ DB cluster cannot be changed once it is made.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import DB_INSTANCE
from ..facts import DbInstance


@control(
    section="infrastructure-protection",
    severity=Severity.CRITICAL,
    catalogue="infra.rds.private",
    passes=[DB_INSTANCE],
    fails=[
        replace(DB_INSTANCE, publicly_accessible=True),
        replace(DB_INSTANCE, publicly_accessible=True, cluster="reports"),
    ],
    none="there is no database",
    human=(
        "Console > RDS > Databases, select the instance, Modify > Connectivity > Additional configuration > Not "
        "publicly accessible, Continue, Modify DB instance. The members of a Multi-AZ DB cluster follow a choice made "
        "once for the cluster: take a snapshot of the cluster, restore it as a Multi-AZ DB cluster with Public access: "
        "No, point your applications to the new cluster and delete the old one."
    ),
)
def not_public(instance: DbInstance) -> Verdict:
    if not instance.publicly_accessible:
        return Pass("it can be reached only from within its VPC")
    if instance.follows_its_cluster:
        return Fail(f"it is publicly accessible, which its Multi-AZ cluster {instance.cluster} was made with")
    return Fail("it is publicly accessible")
