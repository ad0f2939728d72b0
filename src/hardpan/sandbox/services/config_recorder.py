"""AWS Config in one account and Region, where the emulator forgets or forgives: recorder, channel, their status.

API reference: https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html,
API_DescribeConfigurationRecorderStatus, API_PutDeliveryChannel, API_DescribeDeliveryChannelStatus.
Who must be let into the bucket: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
"""

from __future__ import annotations

import re
import time
from typing import Any

from moto.backends import get_backend
from moto.s3.models import s3_backends

from hardpan.policy import Principal, role, service

from .. import organization
from ..registry import Answer, AwsError, Call, amend, guard, overlay
from . import documents, s3
from .emulator import backend

CONFIG = service("config.amazonaws.com")
# Seconds from the start of a recorder to its first recording; on AWS minutes.
RECORDS_AFTER = 0.3
_ROLE = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/(.+)")


def is_recording(account: str, region: str) -> bool:
    """Whether a configuration recorder is on."""
    recorders = get_backend("config")[account][region].recorders.values()
    return any(recorder.status.recording for recorder in recorders)


@guard("config", "PutConfigurationRecorder")
def refuse_role(call: Call) -> None:
    """The model calls the role optional, and the service does not do without."""
    given = _ROLE.fullmatch(call.parameters["ConfigurationRecorder"].get("roleARN") or "")
    if given is None or given[1] != call.account:
        raise AwsError(
            "InvalidRoleException", "You have provided a null or empty string, or a role of another account."
        )


@amend("config", "PutConfigurationRecorder")
def remember_mode(call: Call, answer: Answer) -> Answer:
    asked = call.parameters["ConfigurationRecorder"]
    call.state.setdefault("modes", {})[asked["name"]] = asked.get("recordingMode")
    return answer


@amend("config", "DescribeConfigurationRecorders")
def tell_mode(call: Call, answer: Answer) -> Answer:
    for recorder in answer["ConfigurationRecorders"]:
        kept = call.state.get("modes", {}).get(recorder["name"])
        recorder["recordingMode"] = kept or {"recordingFrequency": "CONTINUOUS"}
        recorder["recordingScope"] = "PAID"
    return answer


@amend("config", "StartConfigurationRecorder")
def remember_start(call: Call, answer: Answer) -> Answer:
    call.state["started"] = time.monotonic()
    return answer


@amend("config", "DescribeConfigurationRecorderStatus")
def tell_status(call: Call, answer: Answer) -> Answer:
    """A recorder that is on has recorded after a while, unless what it recorded cannot be delivered."""
    for status in answer["ConfigurationRecordersStatus"]:
        if not status["recording"] or time.monotonic() < call.state.get("started", 0.0) + RECORDS_AFTER:
            continue
        status["lastStatus"] = "SUCCESS"
        if why := _delivery_error(call):
            status |= {"lastStatus": "FAILURE", "lastErrorCode": why, "lastErrorMessage": why}
    return answer


@guard("config", "PutDeliveryChannel")
def refuse_channel(call: Call) -> None:
    """A channel is tried out; that there is a recorder first is the emulator's to say."""
    asked, recorders = call.parameters["DeliveryChannel"], backend(call).recorders
    name, prefix = asked.get("s3BucketName"), asked.get("s3KeyPrefix")
    if not (name and recorders):
        return
    match _cannot_write(call, name, prefix):
        case "NoSuchBucket":
            raise AwsError(
                "NoSuchBucketException", f"Cannot find a S3 bucket with an empty or wrong bucket name: {name}."
            )
        case "AccessDenied":
            raise AwsError(
                "InsufficientDeliveryPolicyException",
                f"Insufficient delivery policy to s3 bucket: {name}, unable to write to bucket, provided s3 key prefix "
                f"is '{prefix or 'null'}', provided kms key is '{asked.get('s3KmsKeyArn') or 'null'}'.",
            )


@overlay("config", "DescribeDeliveryChannelStatus")
def describe_channel_status(call: Call) -> Answer:
    channels, asked = backend(call).delivery_channels, call.parameters.get("DeliveryChannelNames")
    if unknown := [name for name in asked or [] if name not in channels]:
        raise AwsError(
            "NoSuchDeliveryChannelException", f"Cannot find delivery channel with specified name '{unknown[0]}'."
        )
    nothing = {"lastStatus": "NOT_APPLICABLE"}
    return {
        "DeliveryChannelsStatus": [
            {
                "name": name,
                "configSnapshotDeliveryInfo": nothing,
                "configHistoryDeliveryInfo": _history(call),
                "configStreamDeliveryInfo": nothing,
            }
            for name in asked or channels
        ]
    }


def _history(call: Call) -> Answer:
    if not is_recording(call.account, call.region):
        return {"lastStatus": "NOT_APPLICABLE"}
    why = _delivery_error(call)
    return (
        {"lastStatus": "FAILURE", "lastErrorCode": why, "lastErrorMessage": why} if why else {"lastStatus": "SUCCESS"}
    )


def _delivery_error(call: Call) -> str | None:
    """Why the channel delivers nothing now."""
    channels = list(backend(call).delivery_channels.values())
    return _cannot_write(call, channels[0].s3_bucket_name, channels[0].s3_key_prefix) if channels else "NoSuchBucket"


def _cannot_write(call: Call, name: str, prefix: str | None) -> str | None:
    """Config writes as its recorder's role or, where that may not, in its own name."""
    bucket: Any = s3.find(call, name)
    if bucket is None:
        return "NoSuchBucket"
    folder = (
        f"arn:{call.partition}:s3:::{name}/{prefix}/AWSLogs" if prefix else f"arn:{call.partition}:s3:::{name}/AWSLogs"
    )
    owner = s3_backends.bucket_accounts[name][1]
    if any(_lets_in(call, bucket, owner, who, f"{folder}/{call.account}/Config/log") for who in _writers(call)):
        return None
    return "AccessDenied"


def _writers(call: Call) -> list[Principal]:
    recorders = list(backend(call).recorders.values())
    given = _ROLE.fullmatch(recorders[0].role_arn) if recorders else None
    if given is None or given[2].startswith("aws-service-role/"):  # which has no permission in S3
        return [CONFIG]
    return [CONFIG, role(given[1], given[2], "AWSConfig-BucketConfigCheck", call.partition)]


def _lets_in(call: Call, bucket: Any, owner: str, who: Principal, key: str) -> bool:
    """A role of the bucket's own account needs no bucket policy: what its own policies say does not bind here."""
    if who.account == owner and not bucket.policy:
        return True
    found = organization.of(call.account, call.partition)
    context = {
        "aws:sourceaccount": call.account,
        **({"aws:sourceorgid": found.id} if found else {}),
        "aws:principalisawsservice": str(who is CONFIG).lower(),
        "aws:securetransport": "true",
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    return documents.permits(bucket.policy, who, "s3:PutObject", key, context, owner)
