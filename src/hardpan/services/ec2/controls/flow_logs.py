"""Every VPC that is in use keeps flow logs.

A flow log tells who spoke to whom, and who was turned away. After a break-in it is often the only answer to what the
intruder reached from a machine and how much left it. GuardDuty looks at a copy of its own, which nobody else can read.

Check by hand:
    aws ec2 describe-vpcs --region REGION --query "Vpcs[].[VpcId,IsDefault,OwnerId]"
    aws ec2 describe-flow-logs --region REGION --filter Name=resource-id,Values=VPC_ID

Fix by hand:
    aws ec2 create-flow-logs --region REGION --resource-type VPC --resource-ids VPC_ID --traffic-type ALL --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET --max-aggregation-interval 600

Cost:
    Delivery is priced by the GB, and S3 by what is kept. A quiet VPC pays cents a month; one that moves terabytes
    should look at the price first, and may record what is refused alone (traffic type REJECT), which passes too.

Edge cases:
    A default VPC with nothing in it has no traffic and is not asked about. In a shared VPC the owner keeps the log; the
    accounts it is shared with cannot. Flow logs of single subnets do not count. A log that can no longer deliver fails,
    with AWS's reason. Hardpan delivers to a bucket of its own, s3.network_log_bucket, since EC2 may overwrite the
    policy of a bucket that flow logs are sent to.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import FLOW_LOG, IDLE_VPC, VPC
from ..networks import FlowLog, Vpc

_OTHER = replace(FLOW_LOG, id="fl-0f1e2d3c4b5a60718", vpc="vpc-0f1e2d3c4b5a60718")


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="net.flow-logs",
    joins=[FlowLog],
    passes=[
        (VPC, FLOW_LOG),
        (VPC, replace(FLOW_LOG, traffic="REJECT", delivery=None)),
        (VPC, replace(FLOW_LOG, delivery="FAILED"), replace(FLOW_LOG, id="fl-0b1c2d3e4f5a60718")),
        (replace(VPC, interfaces=()), FLOW_LOG),
        (replace(VPC, is_default=True), FLOW_LOG),
    ],
    fails=[
        (VPC,),
        (VPC, _OTHER),
        (VPC, replace(FLOW_LOG, traffic="ACCEPT")),
        (VPC, replace(FLOW_LOG, delivery="FAILED", error="Access error")),
        (VPC, replace(FLOW_LOG, status="INACTIVE")),
        (replace(VPC, is_default=True),),
        (replace(VPC, interfaces=()),),
    ],
    not_applicable=[(IDLE_VPC,)],
    none="there is no VPC",
    human=(
        "A flow log that cannot deliver: Console > VPC > Your VPCs, the VPC, Flow logs names its destination and the "
        "reason. Let delivery.logs.amazonaws.com write there (for a bucket: Permissions > Bucket policy), or delete "
        "the flow log and plan again."
    ),
    cost="usage-priced by GB of log files, and their storage; cents in a quiet VPC",
)
def flow_logs(vpc: Vpc, snapshot: Snapshot) -> Verdict:
    if vpc.is_idle:
        return NotApplicable("nothing is in this default VPC: there is no traffic to record")
    found = [log for log in snapshot.at(FlowLog, vpc.place) if log.vpc == vpc.id]
    wrong = [log.shortcoming for log in found]
    if None in wrong:
        return Pass(f"{found[wrong.index(None)].id} records its traffic")
    return Fail("; ".join(filter(None, wrong)) or "no flow log records its traffic")
