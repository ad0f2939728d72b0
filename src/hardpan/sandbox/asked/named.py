"""The resources of most services: a parameter names one, and its ARN follows from the service's form of it.

The forms: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
What is not in this table is asked of `*`, as every policy here that allows or denies it says too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from hardpan.aws.permissions import iam_action

from ..registry import Call
from .asked import Asked, about, at, text, texts

_Form: TypeAlias = tuple[str, str, str]  # parameter, resource, a word that the operation's name has

# The first parameter that a request has counts. A value that is an ARN already is taken as it is.
_FORMS: Mapping[str, tuple[_Form, ...]] = {
    "accessanalyzer": (("analyzerArn", "{}", ""), ("analyzerName", "analyzer/{}", "Analyzer")),
    "cloudformation": (("StackName", "stack/{}/*", ""),),
    "cloudtrail": (("Name", "trail/{}", ""), ("TrailName", "trail/{}", ""), ("ResourceId", "{}", "Tags")),
    "cloudwatch": (("AlarmName", "alarm:{}", ""), ("AlarmNames", "alarm:{}", "")),
    "dynamodb": (("TableName", "table/{}", ""),),
    "ec2": (
        ("InstanceId", "instance/{}", ""),
        ("InstanceIds", "instance/{}", ""),
        ("VolumeId", "volume/{}", ""),
        ("NetworkInterfaceId", "network-interface/{}", ""),
        ("GroupId", "security-group/{}", ""),
        ("SubnetId", "subnet/{}", ""),
        ("InternetGatewayId", "internet-gateway/{}", ""),
        ("VpcId", "vpc/{}", ""),
    ),
    "efs": (("FileSystemId", "file-system/{}", ""),),
    "events": (("Rule", "rule/{}", ""), ("Name", "rule/{}", "Rule")),
    "guardduty": (("DetectorId", "detector/{}", ""),),
    "lambda": (("FunctionName", "function:{}", ""),),
    "logs": (("logGroupName", "log-group:{}:log-stream:", ""), ("logGroupIdentifier", "log-group:{}:log-stream:", "")),
    "rds": (
        ("DBClusterIdentifier", "cluster:{}", "DBCluster"),
        ("DBInstanceIdentifier", "db:{}", "DBInstance"),
        ("DBSnapshotIdentifier", "snapshot:{}", "DBSnapshot"),
    ),
    "ssm": (
        ("SettingId", "servicesetting{}", "Setting"),
        ("Name", "document/{}", "Document"),
        ("Name", "parameter/{}", "Parameter"),
    ),
}
_ACCOUNT_WIDE: Mapping[str, tuple[_Form, ...]] = {  # whose ARNs name no Region
    "budgets": (
        ("BudgetName", "budget/{}", ""),
        ("Budget.BudgetName", "budget/{}", ""),
        ("NewBudget.BudgetName", "budget/{}", ""),
    ),
}
# Snapshots and images are named without an account: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
_WITHOUT_ACCOUNT = (("SnapshotId", "snapshot/{}"), ("ImageId", "image/{}"))


def asked(call: Call) -> Iterator[Asked]:
    """The operation's action on each resource that the request names."""
    for resource in resources(call):
        yield about(call, resource)


def resources(call: Call) -> list[str]:
    """The ARNs of what a request names; `*` where it names nothing that is known here."""
    if call.service == "ec2" and call.operation.startswith(("Describe", "Get")):
        return ["*"]
    for parameter, form, word in _FORMS.get(call.service, ()) + _ACCOUNT_WIDE.get(call.service, ()):
        if word in call.operation and (named := texts(at(call.parameters, parameter))):
            return [_arn(call, form, each) for each in named]
    for parameter, form in _WITHOUT_ACCOUNT if call.service == "ec2" else ():
        if named := texts(at(call.parameters, parameter)):
            return [without_account(call, form.format(each)) for each in named]
    return ["*"]


def without_account(call: Call, resource: str) -> str:
    """The ARN of a resource of EC2 that need not be the account's own."""
    return f"arn:{call.partition}:ec2:{call.region}::{resource}"


def _arn(call: Call, form: str, named: str) -> str:
    if named.startswith("arn:"):
        return named
    prefix = iam_action(call.service, call.operation).partition(":")[0]
    # A parameter's name begins with the slash that its ARN has already; a log stream's follows that of its group.
    resource = form.format(named.lstrip("/") if form == "parameter/{}" else named)
    resource += (text(call, "logStreamName") or "") if call.service == "logs" else ""
    return call.arn(resource, service=prefix, regional=call.service not in _ACCOUNT_WIDE)
