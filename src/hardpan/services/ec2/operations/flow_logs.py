"""What to change so that every VPC in use keeps flow logs."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Read, Ref, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...s3.network_logs import FACTS, destination, prepared
from ..networks import FlowLog, Vpc

_ACTIVE = 120  # seconds until a new flow log is listed as active


@operation(
    satisfies=["ec2.flow_logs"],
    facts=[Vpc, FlowLog, *FACTS],
    writes=["ec2:CreateFlowLogs", "ec2:DeleteFlowLogs"],
    after=["s3.network_log_bucket"],
    permissions=["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
)
def flow_logs(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """One for each VPC in use that has none, into the account's bucket for network logs or the organization's.

    Flow logs that are there stay as they are. Where one has our destination already and cannot deliver, a second would
    be refused, and a person has to look.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    """
    for account in have.accounts:
        kept, (needs, follows) = destination(want, have, account), prepared(want, have, account)
        logs = list(have.all(FlowLog, account=account.id))
        for vpc in have.all(Vpc, account=account.id):
            there = [log for log in logs if log.vpc == vpc.id]
            if vpc.is_idle or any(log.shortcoming is None or log.destination == kept.arn for log in there):
                continue
            wrong = "; ".join(filter(None, (log.shortcoming for log in there)))
            key = step_key(f"ec2.flow_logs/create:{vpc.id}", vpc.place)
            yield Step(
                key=key,
                place=vpc.place,
                write=Write(
                    "ec2",
                    "CreateFlowLogs",
                    ResourceType="VPC",
                    ResourceIds=[vpc.id],
                    TrafficType="ALL",
                    LogDestinationType="s3",
                    LogDestination=kept.arn,
                    MaxAggregationInterval=600,
                ),
                because=wrong or "no flow log records its traffic",
                resource=vpc.id,
                before="not recorded",
                after=f"recorded in {kept.name}",
                needs=needs,
                follows=follows,
                undo=(Write("ec2", "DeleteFlowLogs", FlowLogIds=[Ref(key, "FlowLogIds[0]")]),),
                monthly_cost_usd=None,
                cost_note="delivery is priced by the GB, cents in a quiet VPC; storage in S3",
                # EC2 answers OK and names among Unsuccessful what it could not do.
                settled=Settled(
                    Read("ec2", "DescribeFlowLogs", Filter=[{"Name": "resource-id", "Values": [vpc.id]}]),
                    f"FlowLogs[?LogDestination=='{kept.arn}'].FlowLogStatus | [0]",
                    "ACTIVE",
                    seconds=_ACTIVE,
                ),
            )
