"""The role of Default Host Management Configuration, as AWS's console makes it.

https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
"""

from __future__ import annotations

from hardpan.model import Place, step_key

NAME = "AWSSystemsManagerDefaultEC2InstanceManagementRole"
PATH = "/service-role/"
ROLE = f"service-role/{NAME}"  # as the setting has it
POLICY = "AmazonSSMManagedEC2InstanceDefaultPolicy"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ssm.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


def policy_arn(place: Place) -> str:
    """ARN of AWS's policy for it."""
    return f"arn:{place.partition}:iam::aws:policy/{POLICY}"


def key(verb: str, place: Place) -> str:
    """Key of a step about the role, which is the account's."""
    return step_key(f"ssm.default_host_management/{verb}", place.at(None))
