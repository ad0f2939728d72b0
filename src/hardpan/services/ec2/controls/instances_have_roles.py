"""Every instance that runs has a role.

A program that needs AWS and has no role is given an access key, in a file or an environment variable, where it stays for
years and travels with every copy of the disk. A role's credentials change by themselves, several times a day.

Check by hand:
    aws ec2 describe-instances --region REGION --filters Name=instance-state-name,Values=running --query "Reservations[].Instances[?!IamInstanceProfile].InstanceId"

Fix by hand:
    aws ec2 associate-iam-instance-profile --region REGION --instance-id INSTANCE_ID --iam-instance-profile Name=PROFILE

Edge cases:
    The role of Default Host Management is not one that programs can use, and does not count. An instance whose programs
    need nothing of AWS is well without a role: add a waiver that names it. Stopped instances are not asked about.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import INSTANCE
from ..facts import Instance


@control(
    section="iam",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="iam.ec2.instance-roles",
    passes=[INSTANCE],
    fails=[replace(INSTANCE, profile=None)],
    not_applicable=[replace(INSTANCE, profile=None, state="stopped")],
    none="there are no instances",
    human=(
        "Ask what its programs need of AWS. Console > IAM > Roles > Create role > AWS service > EC2, with just that; "
        "then Console > EC2 > Instances, the instance, Actions > Security > Modify IAM role. Take the access keys off "
        "the machine and deactivate them. If it needs nothing of AWS, add a waiver for the instance to hardpan.yaml."
    ),
)
def instances_have_roles(instance: Instance) -> Verdict:
    if instance.state != "running":
        return NotApplicable(f"it is {instance.state}")
    if instance.profile:
        return Pass(f"its role is in {instance.profile.rpartition('/')[2]}")
    return Fail("it has no instance profile: its programs have keys, or nothing")
