"""Systems Manager manages instances by default, in every Region.

An instance that Systems Manager manages can be patched, looked at and entered without a port, a key or a password. By
default only those are managed that somebody gave a role for it; Default Host Management Configuration gives one to all
others.

Check by hand:
    aws ssm get-service-setting --region REGION --setting-id /ssm/managed-instance/default-ec2-instance-management-role

Fix by hand:
    aws iam create-role --role-name AWSSystemsManagerDefaultEC2InstanceManagementRole --path /service-role/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name AWSSystemsManagerDefaultEC2InstanceManagementRole --policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy
    aws ssm update-service-setting --region REGION --setting-id /ssm/managed-instance/default-ec2-instance-management-role --setting-value service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole

Edge cases:
    It reaches instances that answer IMDSv2 and run SSM Agent 3.2.582.0 or later, within half an hour. The role of an
    instance profile goes first where it allows the same: take ssm:UpdateInstanceInformation away from one that should
    not be used for it. Any role passes; what it may do is for its owner to say.

Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import HOST_MANAGED
from ..facts import NO_ROLE, HostManagement


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="infra.ssm.dhmc",
    passes=[HOST_MANAGED, replace(HOST_MANAGED, role="service-role/ours")],
    fails=[replace(HOST_MANAGED, role=NO_ROLE)],
    human=(
        "Only where the account has a role AWSSystemsManagerDefaultEC2InstanceManagementRole at another path than "
        "/service-role/: Console > IAM > Roles, delete it if nothing uses it, and plan again; or choose it under "
        "Console > Systems Manager > Fleet Manager > Account management > Configure Default Host Management."
    ),
)
def default_host_management(region: HostManagement) -> Verdict:
    if region.on:
        return Pass(f"instances without a role of their own for it are managed by {region.role}")
    return Fail("only instances with a role of their own for it are managed")
