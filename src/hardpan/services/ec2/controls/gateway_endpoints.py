"""A VPC in use reaches S3 and DynamoDB through gateway endpoints.

Without one, traffic to S3 leaves by a NAT gateway or a public address: over the internet's addresses, for money by the
GB, and where no policy can say which buckets may be reached. A gateway endpoint is free, and has a policy.

Check by hand:
    aws ec2 describe-vpc-endpoints --region REGION --filters Name=vpc-endpoint-type,Values=Gateway --query "VpcEndpoints[].[VpcId,ServiceName,State]"

Fix by hand:
    aws ec2 describe-route-tables --region REGION --filters Name=vpc-id,Values=VPC_ID --query 'RouteTables[].RouteTableId'
    aws ec2 create-vpc-endpoint --region REGION --vpc-id VPC_ID --vpc-endpoint-type Gateway --service-name com.amazonaws.REGION.s3 --route-table-ids ROUTE_TABLE_ID
    aws ec2 create-vpc-endpoint --region REGION --vpc-id VPC_ID --vpc-endpoint-type Gateway --service-name com.amazonaws.REGION.dynamodb --route-table-ids ROUTE_TABLE_ID

Edge cases:
    Default VPCs and those with nothing in them are not asked about. Whether every route table has the route is for a
    person to see. Connections that are open while a route is added break once, and a policy that knows clients by
    public addresses (aws:SourceIp) has to know them by aws:SourceVpce from then on. Interface endpoints cost money by
    the hour and stay a workload's own choice.

Source: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ENDPOINT, VPC
from ..networks import GatewayEndpoint, Vpc

_SERVICES = {"s3": "S3", "dynamodb": "DynamoDB"}
_DYNAMODB = replace(ENDPOINT, id="vpce-0b1c2d3e4f5a60718", service="dynamodb")


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    profile="team",
    catalogue="infra.vpc.endpoints",
    joins=[GatewayEndpoint],
    passes=[(VPC, ENDPOINT, _DYNAMODB)],
    fails=[
        (VPC,),
        (VPC, ENDPOINT),
        (VPC, _DYNAMODB),
        (VPC, replace(ENDPOINT, vpc="vpc-0f1e2d3c4b5a60718"), _DYNAMODB),
    ],
    not_applicable=[(replace(VPC, is_default=True),), (replace(VPC, interfaces=()),)],
    none="there is no VPC",
    human=(
        "Console > VPC > Endpoints > Create endpoint: type AWS services, service com.amazonaws.REGION.s3 (or dynamodb) "
        "of type Gateway, the VPC, and every route table whose subnets use it. Do it in a quiet hour: open connections "
        "to the service break once."
    ),
)
def gateway_endpoints(vpc: Vpc, snapshot: Snapshot) -> Verdict:
    if vpc.is_default:
        return NotApplicable("it is a default VPC")
    if not vpc.interfaces:
        return NotApplicable("nothing is in it")
    there = {endpoint.service for endpoint in snapshot.at(GatewayEndpoint, vpc.place) if endpoint.vpc == vpc.id}
    missing = [title for name, title in _SERVICES.items() if name not in there]
    if missing:
        return Fail(f"{' and '.join(missing)} can be reached only through the internet's addresses")
    return Pass("S3 and DynamoDB are reached through gateway endpoints")
