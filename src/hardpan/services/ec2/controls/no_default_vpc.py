"""No Region has a default VPC.

AWS puts one in every Region: a network open to the internet that whatever is launched without a thought lands in, with
a public address. Without it a launch has to name a network, so that nothing is exposed by omission, least of all in
Regions nobody looks at.

Check by hand:
    aws ec2 describe-vpcs --region REGION --filters Name=is-default,Values=true
    aws ec2 describe-network-interfaces --region REGION --filters Name=vpc-id,Values=VPC_ID

Fix by hand:
    aws ec2 detach-internet-gateway --region REGION --internet-gateway-id GATEWAY_ID --vpc-id VPC_ID
    aws ec2 delete-internet-gateway --region REGION --internet-gateway-id GATEWAY_ID
    aws ec2 delete-subnet --region REGION --subnet-id SUBNET_ID
    aws ec2 delete-vpc --region REGION --vpc-id VPC_ID

Edge cases:
    A default VPC with a network interface in it is in use, and one with a security group, route table, endpoint,
    network ACL, subnet or VPN gateway of somebody's is meant for use: both fail and are left to a person. Some
    first-steps wizards need a default VPC; `aws ec2 create-default-vpc` makes a new one at any time.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/deleting-default-vpc.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import REGION, UNUSED_VPC
from ..facts import DefaultVpc


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    catalogue="infra.default-vpc",
    joins=[DefaultVpc],
    passes=[(REGION,)],
    fails=[
        (REGION, UNUSED_VPC),
        (REGION, replace(UNUSED_VPC, interfaces=("eni-0a1b2c3d4e5f60718",))),
        (REGION, replace(UNUSED_VPC, additions=("endpoint vpce-0a1b2c3d4e5f60718",))),
    ],
    human=(
        "In each Region named below: Console > VPC > Your VPCs, select the default VPC and look at its Resource map. "
        "Move what runs in it to a VPC of your own, or decide that it stays and add a waiver to hardpan.yaml. Then "
        "delete the endpoints, security groups, route tables and other additions named below, and choose "
        "Actions > Delete VPC."
    ),
)
def no_default_vpc(region: Region, snapshot: Snapshot) -> Verdict:
    found = snapshot.at(DefaultVpc, region.place)
    if not found:
        return Pass("there is no default VPC")
    (vpc,) = found
    if vpc.interfaces:
        return Fail(f"{vpc.id} is in use by {vpc.interfaces[0]}{_more(len(vpc.interfaces))}: a person has to clear it")
    if vpc.additions:
        return Fail(f"{vpc.id} was added to ({', '.join(vpc.additions)}): a person has to decide")
    return Fail(f"{vpc.id} is there and nothing uses it")


def _more(count: int) -> str:
    return f" and {count - 1} other network interfaces" if count > 1 else ""
