"""Amazon Macie: whether it is on in an account and Region, suspended or off.

API reference: https://docs.aws.amazon.com/macie/latest/APIReference/macie.html. Where it is off, everything is denied:
https://github.com/turbot/steampipe-plugin-aws/issues/2119. Administrators and members: `macie2_organization`; automated
discovery: `macie2_discovery`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..enums import unknown_values
from ..registry import Answer, AwsError, Call, overlay
from .regional_administration import MACIE

_FIELDS = ("findingPublishingFrequency", "status")


@overlay("macie2", "EnableMacie")
def enable_macie(call: Call) -> Answer:
    if session(call):
        raise AwsError("ConflictException", "Macie has already been enabled")
    refuse_unknown(call)
    enable(call)
    session(call).update({field: call.parameters[field] for field in _FIELDS if field in call.parameters})
    return {}


@overlay("macie2", "GetMacieSession")
def get_session(call: Call) -> Answer:
    role = "role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"
    return {**need_session(call), "serviceRole": call.arn(role, service="iam", regional=False)}


@overlay("macie2", "UpdateMacieSession")
def update_session(call: Call) -> Answer:
    kept = need_session(call)
    refuse_unknown(call)
    if "status" in call.parameters and MACIE.over(call):
        raise AwsError("AccessDeniedException", "Only the administrator of this account may suspend Macie in it")
    kept.update(
        {field: call.parameters[field] for field in _FIELDS if field in call.parameters}, updatedAt=datetime.now(UTC)
    )
    return {}


@overlay("macie2", "DisableMacie")
def disable_macie(call: Call) -> Answer:
    need_session(call)
    here = MACIE.by(call)
    if MACIE.over(call):
        raise AwsError("ConflictException", "Cannot disable Macie while associated with an administrator account")
    if here and any(here.has(account) for account in here.members):
        raise AwsError("ConflictException", "Cannot disable Macie while it has member accounts")
    session(call).clear()
    return {}


def refuse_unknown(call: Call) -> None:
    """Refuse a value that the model does not list."""
    if unknown := unknown_values(call):
        raise AwsError("ValidationException", f"{unknown[0]} is no value that is known here")


def session(call: Call) -> dict[str, Any]:
    """Macie in an account and Region; empty where it is off."""
    kept: dict[str, Any] = call.state.setdefault("session", {})
    return kept


def need_session(call: Call) -> dict[str, Any]:
    kept = session(call)
    if not kept:
        raise AwsError("AccessDeniedException", "Macie is not enabled")
    return kept


def enable(there: Call) -> None:
    """Turn Macie on."""
    now = datetime.now(UTC)
    session(there).update(createdAt=now, updatedAt=now, findingPublishingFrequency="FIFTEEN_MINUTES", status="ENABLED")
