"""What a request asks for, in the words of policies: actions, resources, and the condition keys that come with them.

Most requests need one action on one resource. A few need several, and all of them: a launch in EC2, a copy in S3,
handing a role to a service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ..registry import Call
from . import ec2, iam, kms, named, organizations, s3, sns, sqs, sts
from .asked import Asked, at, texts
from .keys import sent

_OWN: Mapping[str, Callable[[Call], Iterator[Asked]]] = {
    "ec2": ec2.asked,
    "iam": iam.asked,
    "kms": kms.asked,
    "organizations": organizations.asked,
    "s3": s3.asked,
    "sns": sns.asked,
    "sqs": sqs.asked,
    "sts": sts.asked,
}
# Where a request hands a role to a service, for which iam:PassRole is asked.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
_PASSED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("cloudformation", "CreateStack"): ("RoleARN", "cloudformation.amazonaws.com"),
    ("cloudformation", "UpdateStack"): ("RoleARN", "cloudformation.amazonaws.com"),
    ("cloudtrail", "CreateTrail"): ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
    ("cloudtrail", "UpdateTrail"): ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
    ("config", "PutConfigurationRecorder"): ("ConfigurationRecorder.roleARN", "config.amazonaws.com"),
    ("events", "PutTargets"): ("Targets.RoleArn", "events.amazonaws.com"),
    ("lambda", "CreateFunction"): ("Role", "lambda.amazonaws.com"),
    ("lambda", "UpdateFunctionConfiguration"): ("Role", "lambda.amazonaws.com"),
}


def asked(call: Call) -> Iterator[Asked]:
    """Every permission that a request needs."""
    keys = sent(call)
    for each in _OWN.get(call.service, named.asked)(call):
        yield replace(each, keys={**keys, **each.keys})
    path, service = _PASSED.get((call.service, call.operation), ("", ""))
    for role in texts(at(call.parameters, path)) if path else ():
        yield Asked(action="iam:PassRole", resource=role, owner=call.account, keys={"iam:PassedToService": service})


__all__ = ["Asked", "asked"]
