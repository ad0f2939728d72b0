"""Every VPC that is in use logs its DNS queries.

Malware finds its master by name, and data leaves by names too, through every firewall that lets DNS pass. The query log
tells which machine asked for which name; GuardDuty looks at a copy of its own, which nobody else can read.

Check by hand:
    aws route53resolver list-resolver-query-log-configs --region REGION
    aws route53resolver list-resolver-query-log-config-associations --region REGION

Fix by hand:
    aws route53resolver create-resolver-query-log-config --region REGION --name hardpan --creator-request-id ID --destination-arn arn:aws:s3:::BUCKET
    aws route53resolver associate-resolver-query-log-config --region REGION --resolver-query-log-config-id CONFIG_ID --resource-id VPC_ID

Cost:
    Delivery is priced by the GB, and S3 by what is kept.

Edge cases:
    A default VPC with nothing in it asks for nothing and is not asked about. Queries that go to another DNS server than
    the VPC's own are not seen. A configuration that another account shares counts. Hardpan's delivers to the bucket for
    network logs, s3.network_log_bucket.

Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...ec2.examples import IDLE_VPC, VPC
from ...ec2.networks import Vpc
from ..examples import LOGGED
from ..facts import QueryLogging


@control(
    section="audit-trail",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="net.dns",
    joins=[QueryLogging],
    passes=[
        (VPC, LOGGED),
        (VPC, replace(LOGGED, id="a", status="FAILED", error="ACCESS_DENIED"), LOGGED),
    ],
    fails=[
        (VPC,),
        (VPC, replace(LOGGED, vpc="vpc-0f1e2d3c4b5a60718")),
        (VPC, replace(LOGGED, status="ACTION_NEEDED", error="DESTINATION_NOT_FOUND")),
    ],
    not_applicable=[(IDLE_VPC,)],
    none="there is no VPC",
    human=(
        "A configuration that cannot deliver: Console > Route 53 > Resolver > Query logging, the configuration, names "
        "its destination. Put that right, or take the VPC out of it and plan again."
    ),
    cost="usage-priced by GB of log files, and their storage",
)
def query_logs(vpc: Vpc, snapshot: Snapshot) -> Verdict:
    if vpc.is_idle:
        return NotApplicable("nothing is in this default VPC that could ask")
    faults = [one.fault for one in snapshot.at(QueryLogging, vpc.place) if one.vpc == vpc.id]
    if None in faults:
        return Pass("its DNS queries are logged")
    return Fail("; ".join(filter(None, faults)) or "its DNS queries are not logged")
