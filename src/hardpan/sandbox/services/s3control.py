"""Block Public Access of an account, which the organization's S3 policy overrides while there is one.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html tells what is in force,
API_control_PutPublicAccessBlock and API_control_DeletePublicAccessBlock are refused then.
"""

from __future__ import annotations

import json
from typing import Any

from moto.backends import get_backend

from hardpan.guardrails import effective

from .. import organization
from ..registry import Answer, AwsError, Call, guard, overlay

S3_POLICY = "S3_POLICY"
SWITCHES = {
    "BlockPublicAcls": "block_public_acls",
    "IgnorePublicAcls": "ignore_public_acls",
    "BlockPublicPolicy": "block_public_policy",
    "RestrictPublicBuckets": "restrict_public_buckets",
}


def account_block(call: Call) -> dict[str, bool] | None:
    """The block that is in force for the caller's account; None where nobody has set one."""
    if is_governed(call):
        return dict.fromkeys(SWITCHES, True)
    own: Any = get_backend("s3control")[call.account][call.partition].public_access_block
    return None if own is None else {name: bool(getattr(own, field)) for name, field in SWITCHES.items()}


def is_governed(call: Call) -> bool:
    """Whether an S3 policy of the organization blocks public access to the caller's account."""
    found = organization.of(call.account, call.partition)
    if found is None or found.type_status(S3_POLICY) != "ENABLED":
        return False
    levels = [
        [json.loads(policy.content) for policy in level] for level in found.policies_over(call.account, S3_POLICY)
    ]
    said = effective(levels).get("s3_attributes", {})
    return bool(said.get("public_access_block_configuration") == "all")


@overlay("s3control", "GetPublicAccessBlock")
def get_block(call: Call) -> Answer:
    _own_account(call)
    block = account_block(call)
    if block is None:
        raise AwsError("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
    return {"PublicAccessBlockConfiguration": block}


@guard("s3control", "PutPublicAccessBlock", "DeletePublicAccessBlock")
def refuse_while_governed(call: Call) -> None:
    if is_governed(call):
        raise AwsError("AccessDenied", "Access Denied: the organization's S3 policy manages Block Public Access here.")


def _own_account(call: Call) -> None:
    if call.parameters["AccountId"] != call.account:
        raise AwsError("AccessDenied", "Access Denied")
