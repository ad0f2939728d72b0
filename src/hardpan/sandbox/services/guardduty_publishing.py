"""Where GuardDuty brings findings: one destination for a detector, tried when it is named.

API reference: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreatePublishingDestination.html,
API_DescribePublishingDestination. Bucket and key are looked at as the user guide asks:
https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from moto.backends import get_backend

from hardpan.policy import FULL_ACCESS, Policies, Policy, Request, decide
from hardpan.policy import service as a_service
from hardpan.policy.request import Value

from .. import organization
from ..registry import Answer, AwsError, Call, overlay
from .s3 import find, owner_of

_REFUSED = (
    "The request failed because the GuardDuty service principal does not have permission to the KMS key or the "
    "resource specified by destinationArn parameter."
)


def destinations(call: Call) -> dict[str, dict[str, Any]]:
    """Of the detector that the call names, by id."""
    kept: dict[str, dict[str, dict[str, Any]]] = call.state.setdefault("publishing", {})
    return kept.setdefault(f"{call.region}/{call.parameters['DetectorId']}", {})


@overlay("guardduty", "CreatePublishingDestination")
def create_destination(call: Call) -> Answer:
    if destinations(call):
        raise AwsError("BadRequestException", "The request failed because a destination exists already.")
    said = call.parameters["DestinationProperties"]
    bucket, key = said.get("DestinationArn", ""), said.get("KmsKeyArn", "")
    if not (_may_write(call, bucket) and _may_encrypt(call, key, bucket)):
        raise AwsError("BadRequestException", _REFUSED)
    made = uuid.uuid4().hex
    destinations(call)[made] = {
        "DestinationId": made,
        "DestinationType": call.parameters["DestinationType"],
        "Status": "PUBLISHING",
        "PublishingFailureStartTimestamp": 0,
        "DestinationProperties": dict(said),
    }
    return {"DestinationId": made}


@overlay("guardduty", "ListPublishingDestinations")
def list_destinations(call: Call) -> Answer:
    names = ("DestinationId", "DestinationType", "Status")
    return {"Destinations": [{name: one[name] for name in names} for one in destinations(call).values()]}


@overlay("guardduty", "DescribePublishingDestination")
def describe_destination(call: Call) -> Answer:
    return dict(_found(call))


@overlay("guardduty", "DeletePublishingDestination")
def delete_destination(call: Call) -> Answer:
    del destinations(call)[_found(call)["DestinationId"]]
    return {}


def _found(call: Call) -> dict[str, Any]:
    found = destinations(call).get(call.parameters["DestinationId"])
    if found is None:
        raise AwsError("BadRequestException", "The request is rejected because the destination does not exist.")
    return found


def _may_write(call: Call, arn: str) -> bool:
    name = arn.partition(":::")[2].partition("/")[0]
    bucket = find(call, name)
    if bucket is None or not bucket.policy:
        return False
    resource, owner = f"arn:{call.partition}:s3:::{name}", owner_of(name)
    asked = (("s3:GetBucketLocation", resource), ("s3:PutObject", f"{resource}/AWSLogs/x"))
    return all(_allowed(call, bucket.policy, action, what, owner) for action, what in asked)


def _may_encrypt(call: Call, arn: str, bucket: str) -> bool:
    """The key is where the bucket is."""
    parts = arn.split(":")
    if len(parts) < 6:
        return False
    there = get_backend("kms")[parts[4]][parts[3]]
    key = there.keys.get(parts[5].rpartition("/")[2])
    held = find(call, bucket.partition(":::")[2].partition("/")[0])
    same = held is not None and held.region_name == parts[3]
    return key is not None and same and _allowed(call, key.policy, "kms:GenerateDataKey", arn, parts[4])


def _allowed(call: Call, policy: Any, action: str, resource: str, owner: str) -> bool:
    text = policy if isinstance(policy, str) else policy.decode() if isinstance(policy, bytes) else json.dumps(policy)
    found = organization.of(call.account, call.partition)
    context: dict[str, Value] = {
        "aws:SourceAccount": call.account,
        "aws:SourceArn": call.arn(f"detector/{call.parameters['DetectorId']}", service="guardduty"),
        "aws:PrincipalIsAWSService": True,
        "aws:SecureTransport": True,
        **({"aws:SourceOrgID": found.id} if found else {}),
    }
    request = Request(
        principal=a_service("guardduty.amazonaws.com"), action=action, resource=resource, account=owner, context=context
    )
    return decide(request, Policies(identity=(FULL_ACCESS,), resource=Policy.parse(text))).allowed
