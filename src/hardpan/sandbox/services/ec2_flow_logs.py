"""Flow logs to a bucket, of whichever account: who lets log delivery write, and what EC2 does to a bucket of one's own.

EC2 answers OK and names what it could not do: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html.
From the bucket's own account it attaches the policy that delivery needs, which overwrites what is there:
https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html. Other destinations are the emulator's.
"""

from __future__ import annotations

import json
from typing import Any

from moto.ec2.models.flow_logs import FlowLogs
from moto.ec2.utils import random_flow_log_id

from hardpan.policy import service

from .. import organization
from ..registry import Answer, AwsError, Call, overlay
from . import documents, s3
from .emulator import backend, refusing

DELIVERY = service("delivery.logs.amazonaws.com")
FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}"
)
AGGREGATION_SECONDS = 600


@overlay("ec2", "CreateFlowLogs")
def create_flow_logs(call: Call) -> Answer:
    asked = call.parameters
    made, failed = [], []
    for resource in asked["ResourceIds"]:
        _must_exist(call, asked["ResourceType"], resource)
        wrong = _undeliverable(call) if asked.get("LogDestinationType") == "s3" else None
        if wrong:
            failed.append({"ResourceId": resource, "Error": {"Code": "400", "Message": wrong}})
        else:
            made.append(_made(call, resource))
    return {"FlowLogIds": made, "Unsuccessful": failed}


def _must_exist(call: Call, kind: str, resource: str) -> None:
    find = {"VPC": "get_vpc", "Subnet": "get_subnet", "NetworkInterface": "get_network_interface"}
    with refusing():
        getattr(backend(call), find[kind])(resource)


def _undeliverable(call: Call) -> str | None:
    name = call.parameters["LogDestination"].rpartition(":")[2].partition("/")[0]
    bucket = s3.find(call, name)
    if bucket is None:
        return f"LogDestination: {name} does not exist."
    if delivers(call, bucket.policy, name):
        return None
    if s3.owner_of(name) != call.account:
        return f"Access Denied for LogDestination: {name}. Please check LogDestination permission"
    bucket.policy = json.dumps(_attached(call, name)).encode()
    return None


def delivers(call: Call, policy: str | bytes | None, name: str, folder: str = "vpcflowlogs") -> bool:
    """Whether a bucket's policy lets log delivery write for the caller's account."""
    arn, there = f"arn:{call.partition}:s3:::{name}", s3.owner_of(name)
    own = organization.of(call.account, call.partition)
    context = {
        "aws:SourceAccount": call.account,
        "aws:SourceArn": call.arn("log-delivery", service="logs"),
        "aws:PrincipalIsAWSService": "true",
        "aws:SecureTransport": "true",
        **({"aws:SourceOrgID": own.id} if own else {}),
    }
    tree = organization.tree_over({there: organization.of(there, call.partition)})

    def may(action: str, resource: str, **more: str) -> bool:
        return documents.permits(policy, DELIVERY, action, resource, {**context, **more}, there, tree)

    writing = {"s3:x-amz-acl": "bucket-owner-full-control"}
    return may("s3:GetBucketAcl", arn) and may("s3:PutObject", f"{arn}/AWSLogs/{call.account}/{folder}/log", **writing)


def _attached(call: Call, name: str) -> dict[str, Any]:
    arn, source = f"arn:{call.partition}:s3:::{name}", {"aws:SourceAccount": call.account}
    of_logs = {"aws:SourceArn": call.arn("*", service="logs")}

    def allowed(sid: str, action: str, resource: str, **more: str) -> dict[str, Any]:
        return {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": DELIVERY.arn},
            "Action": action,
            "Resource": resource,
            "Condition": {"StringEquals": {**source, **more}, "ArnLike": of_logs},
        }

    write = {"s3:x-amz-acl": "bucket-owner-full-control"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            allowed("AWSLogDeliveryWrite", "s3:PutObject", f"{arn}/AWSLogs/{call.account}/*", **write),
            allowed("AWSLogDeliveryAclCheck", "s3:GetBucketAcl", arn),
        ],
    }


def _made(call: Call, resource: str) -> str:
    asked, logs = call.parameters, backend(call).flow_logs
    told = (resource, asked.get("LogGroupName"), asked.get("LogDestination"))
    if any((log.resource_id, log.log_group_name, log.log_destination) == told for log in logs.values()):
        raise AwsError("FlowLogAlreadyExists", "Error. There is an existing Flow Log with the same configuration.")
    interval = asked.get("MaxAggregationInterval", AGGREGATION_SECONDS)
    if interval not in (60, AGGREGATION_SECONDS):
        raise AwsError("InvalidParameter", "Invalid Flow Log Max Aggregation Interval")
    made = FlowLogs(  # type: ignore[abstract]  # as the emulator makes them
        backend(call),
        random_flow_log_id(),
        resource_id=resource,
        traffic_type=asked.get("TrafficType", "ALL"),
        log_destination=asked.get("LogDestination"),  # type: ignore[arg-type]  # None for a log group told by name
        log_group_name=asked.get("LogGroupName"),  # type: ignore[arg-type]
        deliver_logs_permission_arn=asked.get("DeliverLogsPermissionArn"),  # type: ignore[arg-type]
        max_aggregation_interval=interval,
        log_destination_type=asked.get("LogDestinationType", "cloud-watch-logs"),
        log_format=asked.get("LogFormat", FORMAT),
    )
    logs[made.id] = made
    return str(made.id)
