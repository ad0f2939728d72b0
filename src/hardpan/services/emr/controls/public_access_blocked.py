"""EMR starts no cluster that is open to the internet.

A cluster's consoles have no password. With the block on, EMR refuses to start one in a security group that lets
everybody in, whoever asks for it.

Check by hand:
    aws emr get-block-public-access-configuration --region REGION

Fix by hand:
    aws emr put-block-public-access-configuration --region REGION --block-public-access-configuration 'BlockPublicSecurityGroupRules=true,PermittedPublicSecurityGroupRuleRanges=[]'

Edge cases:
    AWS turned the block on in every account, with port 22 excepted; that exception passes here, for the open port
    itself fails ec2.no_open_admin_ports. Clusters that run already go on.

Source: https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import BLOCK
from ..facts import SSH, BlockPublicAccess


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    catalogue="infra.emr.bpa",
    passes=[BLOCK, replace(BLOCK, permitted=())],
    fails=[replace(BLOCK, enabled=False), replace(BLOCK, permitted=((22, 22), (8088, 8088)))],
)
def public_access_blocked(region: BlockPublicAccess) -> Verdict:
    if not region.enabled:
        return Fail("clusters may be open to the internet")
    others = [f"{first}-{last}" for first, last in region.permitted if (first, last) != SSH]
    if others:
        return Fail(f"clusters may be open to the internet on ports {', '.join(others)}")
    return Pass("no cluster starts open to the internet")
