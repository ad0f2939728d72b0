"""KMS keys: rotation with its period, deletion and its undoing, and key policies that would lock everybody out.

API reference: https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html,
API_GetKeyRotationStatus, API_ScheduleKeyDeletion, API_CancelKeyDeletion, API_PutKeyPolicy.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hardpan.policy import principal_of

from .. import policies
from ..registry import Answer, AwsError, Call, amend, guard, overlay
from . import documents
from .emulator import backend

YEARLY = 365
SHORTEST_PERIOD, LONGEST_PERIOD = 90, 2560
SHORTEST_WAIT, LONGEST_WAIT = 7, 30  # days until a key is gone
ALLOWED_PUT = "kms:PutKeyPolicy"


def find(call: Call) -> Any:
    """The key a call names by id or ARN. An alias is not accepted where this is used."""
    named = call.parameters["KeyId"]
    key = backend(call).keys.get(named.rpartition("/")[2])
    if key is None or named.startswith("alias/"):
        raise AwsError("NotFoundException", f"Key '{call.arn(f'key/{named}')}' does not exist")
    return key


@guard("kms", "EnableKeyRotation", "DisableKeyRotation")
def refuse_rotation(call: Call) -> None:
    key = find(call)
    if key.key_state == "PendingDeletion":
        raise AwsError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
    if key.key_state != "Enabled":
        raise AwsError("DisabledException", f"{key.arn} is disabled.")
    if key.key_spec != "SYMMETRIC_DEFAULT" or key.origin != "AWS_KMS":
        raise AwsError("UnsupportedOperationException", f"Automatic rotation is not supported for {key.arn}.")
    period = call.parameters.get("RotationPeriodInDays", YEARLY)
    if not SHORTEST_PERIOD <= period <= LONGEST_PERIOD:
        raise AwsError("ValidationException", f"RotationPeriodInDays must be {SHORTEST_PERIOD} to {LONGEST_PERIOD}.")


@amend("kms", "EnableKeyRotation")
def keep_the_period(call: Call, answer: Answer) -> Answer:
    periods = call.state.setdefault("rotation-periods", {})
    key = find(call)
    periods[key.id] = call.parameters.get("RotationPeriodInDays") or periods.get(key.id, YEARLY)
    return answer


@overlay("kms", "GetKeyRotationStatus")
def rotation_status(call: Call) -> Answer:
    """A key that cannot rotate is an error here, not a key that does not rotate."""
    key = find(call)
    if key.key_spec != "SYMMETRIC_DEFAULT":
        raise AwsError("UnsupportedOperationException", f"{key.arn} does not support automatic rotation.")
    enabled = key.key_rotation_status and key.key_state != "PendingDeletion"
    answer: Answer = {"KeyId": key.arn, "KeyRotationEnabled": bool(enabled)}
    if enabled:
        answer["RotationPeriodInDays"] = call.state.get("rotation-periods", {}).get(key.id, YEARLY)
    return answer


# The emulator knows these by a key's id alone; AWS takes its ARN as well.


@overlay("kms", "ScheduleKeyDeletion")
def schedule_deletion(call: Call) -> Answer:
    key, window = find(call), call.parameters.get("PendingWindowInDays", LONGEST_WAIT)
    if not SHORTEST_WAIT <= window <= LONGEST_WAIT:
        raise AwsError(
            "ValidationException", f"PendingWindowInDays must be between {SHORTEST_WAIT} and {LONGEST_WAIT}."
        )
    _refuse_pending(key)
    _set_state(key, "PendingDeletion")
    key.deletion_date = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=window)
    return {
        "KeyId": key.arn,
        "DeletionDate": key.deletion_date,
        "KeyState": key.key_state,
        "PendingWindowInDays": window,
    }


@overlay("kms", "CancelKeyDeletion")
def cancel_deletion(call: Call) -> Answer:
    """The key stays, disabled."""
    key = find(call)
    if key.key_state != "PendingDeletion":
        raise AwsError("KMSInvalidStateException", f"{key.arn} is not pending deletion.")
    _set_state(key, "Disabled")
    key.deletion_date = None
    return {"KeyId": key.arn}


@overlay("kms", "EnableKey")
def enable_key(call: Call) -> Answer:
    return _switch(call, "Enabled")


@overlay("kms", "DisableKey")
def disable_key(call: Call) -> Answer:
    return _switch(call, "Disabled")


def _switch(call: Call, state: str) -> Answer:
    key = find(call)
    _refuse_pending(key)
    _set_state(key, state)
    return {}


def _set_state(key: Any, state: str) -> None:
    key.enabled, key.key_state = state == "Enabled", state


@guard("kms", "CreateKey", "PutKeyPolicy")
def refuse_a_locking_policy(call: Call) -> None:
    """The caller must still be able to put the next policy, unless it says it knows better."""
    policy = call.parameters.get("Policy")
    if policy is None:
        return  # the default one
    try:
        json.loads(policy)
    except ValueError:
        raise AwsError("MalformedPolicyDocumentException", "The policy is not valid JSON.") from None
    if not call.parameters.get("BypassPolicyLockoutSafetyCheck") and not _may_put_again(call, policy):
        raise AwsError(
            "MalformedPolicyDocumentException",
            "The new key policy will not allow you to update the key policy in the future.",
        )


@amend("kms", "GetKeyPolicy")
def name_the_policy(_: Call, answer: Answer) -> Answer:
    return {**answer, "PolicyName": "default"}


def _refuse_pending(key: Any) -> None:
    if key.key_state == "PendingDeletion":
        raise AwsError("KMSInvalidStateException", f"{key.arn} is pending deletion.")


def _may_put_again(call: Call, policy: str) -> bool:
    key = call.arn(f"key/{call.parameters.get('KeyId', 'new')}")
    return documents.permits(policies.of_key(policy), principal_of(call.principal), ALLOWED_PUT, key, {}, call.account)
