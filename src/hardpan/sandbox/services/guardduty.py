"""GuardDuty detectors: one for each account and Region, with every paid plan on unless the caller says otherwise.

API reference: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html, API_GetDetector,
API_UpdateDetector, API_DeleteDetector, API_ListDetectors. Findings, filters and lists: `guardduty_findings`.
Administrators and members: `guardduty_organization`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moto.backends import get_backend

from ..enums import unknown_values
from ..registry import Answer, AwsError, Call, overlay
from .regional_administration import GUARDDUTY

FOUNDATIONAL = ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")
# "All protection plans are enabled by default, except for Runtime Monitoring": API_CreateDetector.
ON_UNLESS_LISTED = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
)
OFF_UNLESS_LISTED = ("EKS_RUNTIME_MONITORING", "RUNTIME_MONITORING")
INVALID = "an invalid or out-of-range value is specified as an input parameter"


def detectors(account: str, region: str) -> dict[str, Any]:
    """Detectors by id, kept beside the emulator's own so that they live and are reset with it."""
    backend = get_backend("guardduty")[account][region]
    kept: dict[str, Any] = vars(backend).setdefault("detectors_as_on_aws", {})
    return kept


def find(call: Call) -> dict[str, Any]:
    detector: dict[str, Any] | None = detectors(call.account, call.region).get(call.parameters["DetectorId"])
    if detector is None:
        raise bad_request("the input detectorId is not owned by the current account")
    return detector


def bad_request(why: str) -> AwsError:
    return AwsError("BadRequestException", f"The request is rejected because {why}.")


def refuse_unknown(call: Call) -> None:
    """Of a value that its model does not list AWS says no more than this."""
    if unknown_values(call):
        raise bad_request(INVALID)


def refuse_both(call: Call) -> None:
    """Whoever names Runtime Monitoring and its predecessor in one request is refused, whatever is asked of them.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateDetector.html
    """
    named = {feature["Name"] for feature in call.parameters.get("Features") or []}
    if named >= set(OFF_UNLESS_LISTED):
        raise bad_request("EKS_RUNTIME_MONITORING and RUNTIME_MONITORING cannot both be enabled")


def refuse_a_member(call: Call) -> None:
    """A member leaves this to its administrator.

    https://docs.aws.amazon.com/guardduty/latest/ug/administrator_member_relationships.html
    """
    if GUARDDUTY.over(call):
        raise bad_request("the current account is a member and its administrator manages this")


@overlay("guardduty", "CreateDetector")
def create_detector(call: Call) -> Answer:
    refuse_unknown(call)
    refuse_both(call)
    if detectors(call.account, call.region):
        raise bad_request("a detector already exists for the current account")
    return {"DetectorId": make_detector(call.account, call.region, call.parameters)}


def make_detector(account: str, region: str, asked: Mapping[str, Any]) -> str:
    """A detector as CreateDetector's parameters ask for it; its id."""
    now = datetime.now(UTC)
    defaults = dict.fromkeys(ON_UNLESS_LISTED, "ENABLED") | dict.fromkeys(OFF_UNLESS_LISTED, "DISABLED")
    detector = {
        "Status": "ENABLED" if asked["Enable"] else "DISABLED",
        "FindingPublishingFrequency": asked.get("FindingPublishingFrequency") or "SIX_HOURS",
        "CreatedAt": now,
        "UpdatedAt": now,
        "Tags": dict(asked.get("Tags") or {}),
        "Features": {name: _feature(name, status, now) for name, status in defaults.items()},
        "Findings": {},
        "Filters": {},
        "IpSets": {},
    }
    set_features(detector, asked.get("Features") or [], now)
    detector_id = secrets.token_hex(16)
    detectors(account, region)[detector_id] = detector
    return detector_id


@overlay("guardduty", "ListDetectors")
def list_detectors(call: Call) -> Answer:
    return {"DetectorIds": list(detectors(call.account, call.region))}


@overlay("guardduty", "GetDetector")
def get_detector(call: Call) -> Answer:
    """Features of the foundational sources are always on; a suspended detector keeps the status of the others."""
    detector = find(call)
    return {
        "Status": detector["Status"],
        "FindingPublishingFrequency": _frequency(call, detector),
        "CreatedAt": moment(detector["CreatedAt"]),
        "UpdatedAt": moment(detector["UpdatedAt"]),
        "ServiceRole": call.arn(
            "role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
            service="iam",
            regional=False,
        ),
        "Tags": detector["Tags"],
        "Features": features_of(detector),
    }


def features_of(detector: Mapping[str, Any]) -> list[Answer]:
    foundational = [_feature(name, "ENABLED", detector["CreatedAt"]) for name in FOUNDATIONAL]
    return [*foundational, *detector["Features"].values()]


def _frequency(call: Call, detector: Mapping[str, Any]) -> str:
    """A member's is its administrator's."""
    here = GUARDDUTY.over(call)
    above = list(detectors(here.administrator, call.region).values()) if here else []
    frequency: str = (above[0] if above else detector)["FindingPublishingFrequency"]
    return frequency


@overlay("guardduty", "UpdateDetector")
def update_detector(call: Call) -> Answer:
    """What is not named stays as it is, feature by feature."""
    detector, now = find(call), datetime.now(UTC)
    refuse_unknown(call)
    refuse_both(call)
    if call.parameters.get("Features") or call.parameters.get("FindingPublishingFrequency"):
        refuse_a_member(call)
    if call.parameters.get("Enable") is False:
        _refuse_to_stop(call)
    set_features(detector, call.parameters.get("Features") or [], now)
    if "Enable" in call.parameters:
        detector["Status"] = "ENABLED" if call.parameters["Enable"] else "DISABLED"
    if call.parameters.get("FindingPublishingFrequency"):
        detector["FindingPublishingFrequency"] = call.parameters["FindingPublishingFrequency"]
    detector["UpdatedAt"] = now
    return {}


@overlay("guardduty", "DeleteDetector")
def delete_detector(call: Call) -> Answer:
    find(call)
    _refuse_to_stop(call)
    del detectors(call.account, call.region)[call.parameters["DetectorId"]]
    return {}


def _refuse_to_stop(call: Call) -> None:
    """https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html"""
    refuse_a_member(call)
    here = GUARDDUTY.by(call)
    if here and any(here.has(account) for account in here.members):
        raise bad_request("the current account cannot delete detector while it has invited or associated members")


def moment(when: datetime) -> str:
    """A time as GuardDuty writes it, which is text: 2026-11-23T19:43:36.000Z."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def set_features(detector: dict[str, Any], asked: list[dict[str, Any]], now: datetime) -> None:
    """Set the features that are named."""
    for feature in asked:
        parts = [{**part, "UpdatedAt": now} for part in feature.get("AdditionalConfiguration") or []]
        detector["Features"][feature["Name"]] = _feature(feature["Name"], feature["Status"], now, parts)


def _feature(name: str, status: str, now: datetime, parts: list[Answer] | None = None) -> Answer:
    return {"Name": name, "Status": status, "UpdatedAt": now, "AdditionalConfiguration": parts or []}
