"""Whether CloudTrail may encrypt a trail's log files with its key, by the key's policy as it is now.

What that must say: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html.
A key in another account is named by its ARN or its alias's, and is in the Region of the bucket.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.backends import get_backend

from .. import organization, policies
from ..registry import AwsError, Call
from . import documents, s3
from .cloudtrail_delivery import CLOUDTRAIL, context_of


def key_named(call: Call, named: str) -> Any:
    """The emulator's own key that a trail names by ARN, alias or id. Raises AwsError where there is none."""
    parts = named.split(":", 5)
    is_arn = len(parts) == 6 and parts[:3] == ["arn", call.partition, "kms"]
    if ":" in named and not is_arn:
        raise AwsError("InvalidKmsKeyIdException", f"KMS key ARN {named} is invalid.")
    region, account = (parts[3], parts[4]) if is_arn else (call.region, call.account)
    keys = get_backend("kms")[account][region].keys
    name = parts[-1]
    found = (
        next((key for key in list(keys.values()) if name in key.aliases), None)
        if name.startswith("alias/")
        else keys.get(name.removeprefix("key/"))
    )
    if found is None:
        raise _not_found(named)
    return found


def refuse_key(call: Call, named: str, bucket_name: str, trail_arn: str) -> None:
    """Refuse a key that could not encrypt what goes to this bucket."""
    key, bucket = key_named(call, named), s3.find(call, bucket_name)
    if bucket is not None and bucket.region_name != key.region:
        raise _not_found(named)
    error = encryption_error(call, key.arn, bucket_name, trail_arn)
    if error == "AccessDenied":
        raise AwsError(
            "InsufficientEncryptionPolicyException",
            f"Insufficient permissions to access S3 bucket {bucket_name} or KMS key {key.arn}.",
        )
    if error is not None:
        raise AwsError("KmsException", f"KMS key {key.arn} is {key.key_state}.")


def encryption_error(call: Call, key_arn: str | None, bucket_name: str, trail_arn: str) -> str | None:
    """Why log files could not be encrypted now, in S3's own word; None also where the trail has no key."""
    if not key_arn:
        return None
    try:
        key = key_named(call, key_arn)
    except AwsError:
        return "KMS.NotFoundException"
    if key.key_state != "Enabled":
        return "KMS.DisabledException" if key.key_state == "Disabled" else "KMS.KMSInvalidStateException"
    owner = key.account_id
    tree = organization.tree_over({owner: organization.of(owner, call.partition)})
    context: Mapping[str, Any] = {
        **context_of(call, trail_arn),
        "kms:EncryptionContext:aws:cloudtrail:arn": trail_arn,
    }
    uses = ["kms:DescribeKey", "kms:GenerateDataKey"]
    if _has_a_key_for_a_while(s3.find(call, bucket_name)):
        uses.append("kms:Decrypt")
    policy = policies.of_key(key.policy)
    may = (documents.permits(policy, CLOUDTRAIL, use, key.arn, context, owner, tree) for use in uses)
    return None if all(may) else "AccessDenied"


def _has_a_key_for_a_while(bucket: Any) -> bool:
    """Whether S3 Bucket Keys are on."""
    rule = ((bucket.encryption if bucket else None) or {}).get("Rule", {})
    return str(rule.get("BucketKeyEnabled", "")).lower() == "true"


def _not_found(named: str) -> AwsError:
    return AwsError("KmsKeyNotFoundException", f"KMS key {named} does not exist, or is not in the bucket's Region.")
