"""Systems Manager hears from every instance that runs.

One that it does not hear from is patched by hand or not at all, and entered by SSH or not at all; in an emergency nobody
can look at it or cut it off from within.

Check by hand:
    aws ec2 describe-instances --region REGION --filters Name=instance-state-name,Values=running --query 'Reservations[].Instances[].InstanceId'
    aws ssm describe-instance-information --region REGION --query "InstanceInformationList[].[InstanceId,PingStatus,AgentVersion]"

Fix by hand:
    aws ssm update-service-setting --region REGION --setting-id /ssm/managed-instance/default-ec2-instance-management-role --setting-value service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole

Edge cases:
    Instances of services, as of EKS node groups, count too. An instance that was started within the last half hour may
    not have registered yet. Stopped instances are not asked about.

Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/managed-instances.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import RUNNING
from ..facts import ONLINE, RunningInstance


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="infra.ssm.dhmc",
    passes=[RUNNING],
    fails=[replace(RUNNING, ping=None), replace(RUNNING, ping="ConnectionLost")],
    none="no instance is running",
    human=(
        "First let ssm.default_host_management pass, and wait half an hour. What is still missing lacks the agent, "
        "IMDSv2, or a way to the service: install or update SSM Agent on it, require IMDSv2, and give its subnet a way "
        "to https://ssm.REGION.amazonaws.com (a NAT gateway, or interface endpoints for ssm, ssmmessages and "
        "ec2messages). Console > Systems Manager > Fleet Manager lists what is managed."
    ),
)
def instances_managed(instance: RunningInstance) -> Verdict:
    if instance.ping == ONLINE:
        return Pass("Systems Manager hears from it")
    if not instance.ping:
        return Fail("it has never registered with Systems Manager")
    return Fail(f"Systems Manager no longer hears from it: {instance.ping}")
