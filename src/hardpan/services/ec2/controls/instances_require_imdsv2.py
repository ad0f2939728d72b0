"""No instance answers IMDSv1.

An instance that does hands the credentials of its role to whoever can make a program on it fetch an address: that is
how 100 million customer records of a bank left AWS in 2019. IMDSv2 wants a token that such requests cannot obtain.

Check by hand:
    aws ec2 describe-instances --region REGION --filters Name=metadata-options.http-tokens,Values=optional --query 'Reservations[].Instances[].InstanceId'

Fix by hand:
    aws ec2 modify-instance-metadata-options --region REGION --instance-id INSTANCE_ID --http-tokens required

Edge cases:
    Software from before 2020 may know IMDSv1 only: the CloudWatch metric MetadataNoToken counts its requests, and
    should be 0 for a while first. An instance whose metadata service is off passes. Instances that an Auto Scaling
    group or a Spot request launches follow their launch template, which has to be changed too.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-transition-to-version-2.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import INSTANCE
from ..facts import Instance


@control(
    section="infrastructure-protection",
    severity=Severity.HIGH,
    catalogue="infra.imds.instances",
    passes=[INSTANCE, replace(INSTANCE, http_tokens="optional", http_endpoint="disabled")],
    fails=[replace(INSTANCE, http_tokens="optional"), replace(INSTANCE, http_tokens="optional", state="stopped")],
    none="there are no instances",
)
def instances_require_imdsv2(instance: Instance) -> Verdict:
    if instance.answers_v1:
        return Fail("it answers IMDSv1: tokens are optional")
    return Pass("tokens are required" if instance.http_tokens == "required" else "its metadata service is off")
