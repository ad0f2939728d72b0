"""GuardDuty detectors: one for each account and Region, with every paid plan on unless the caller says otherwise.

API reference: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html, API_GetDetector,
API_UpdateDetector, API_DeleteDetector, API_ListDetectors. Findings, filters and lists: `guardduty_findings`.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from moto.backends import get_backend

from ..registry import Answer, AwsError, Call, overlay

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


@overlay("guardduty", "CreateDetector")
def create_detector(call: Call) -> Answer:
    kept = detectors(call.account, call.region)
    if kept:
        raise bad_request("a detector already exists for the current account")
    now = datetime.now(UTC)
    defaults = dict.fromkeys(ON_UNLESS_LISTED, "ENABLED") | dict.fromkeys(OFF_UNLESS_LISTED, "DISABLED")
    detector = {
        "Status": "ENABLED" if call.parameters["Enable"] else "DISABLED",
        "FindingPublishingFrequency": call.parameters.get("FindingPublishingFrequency") or "SIX_HOURS",
        "CreatedAt": now,
        "UpdatedAt": now,
        "Tags": dict(call.parameters.get("Tags") or {}),
        "Features": {name: _feature(name, status, now) for name, status in defaults.items()},
        "Findings": {},
        "Filters": {},
        "IpSets": {},
    }
    _set_features(detector, call.parameters.get("Features") or [], now)
    detector_id = secrets.token_hex(16)
    kept[detector_id] = detector
    return {"DetectorId": detector_id}


@overlay("guardduty", "ListDetectors")
def list_detectors(call: Call) -> Answer:
    return {"DetectorIds": list(detectors(call.account, call.region))}


@overlay("guardduty", "GetDetector")
def get_detector(call: Call) -> Answer:
    """Features of the foundational sources are always on; a suspended detector keeps the status of the others."""
    detector = find(call)
    foundational = [_feature(name, "ENABLED", detector["CreatedAt"]) for name in FOUNDATIONAL]
    return {
        "Status": detector["Status"],
        "FindingPublishingFrequency": detector["FindingPublishingFrequency"],
        "CreatedAt": moment(detector["CreatedAt"]),
        "UpdatedAt": moment(detector["UpdatedAt"]),
        "ServiceRole": call.arn(
            "role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
            service="iam",
            regional=False,
        ),
        "Tags": detector["Tags"],
        "Features": [*foundational, *detector["Features"].values()],
    }


@overlay("guardduty", "UpdateDetector")
def update_detector(call: Call) -> Answer:
    """What is not named stays as it is, feature by feature."""
    detector, now = find(call), datetime.now(UTC)
    _set_features(detector, call.parameters.get("Features") or [], now)
    if "Enable" in call.parameters:
        detector["Status"] = "ENABLED" if call.parameters["Enable"] else "DISABLED"
    if call.parameters.get("FindingPublishingFrequency"):
        detector["FindingPublishingFrequency"] = call.parameters["FindingPublishingFrequency"]
    detector["UpdatedAt"] = now
    return {}


@overlay("guardduty", "DeleteDetector")
def delete_detector(call: Call) -> Answer:
    find(call)
    del detectors(call.account, call.region)[call.parameters["DetectorId"]]
    return {}


def moment(when: datetime) -> str:
    """A time as GuardDuty writes it, which is text: 2026-11-23T19:43:36.000Z."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _set_features(detector: dict[str, Any], asked: list[dict[str, Any]], now: datetime) -> None:
    statuses = {feature["Name"]: feature["Status"] for feature in asked}
    if all(statuses.get(name) == "ENABLED" for name in OFF_UNLESS_LISTED):
        raise bad_request("EKS_RUNTIME_MONITORING and RUNTIME_MONITORING cannot both be enabled")
    for feature in asked:
        parts = [{**part, "UpdatedAt": now} for part in feature.get("AdditionalConfiguration") or []]
        detector["Features"][feature["Name"]] = _feature(feature["Name"], feature["Status"], now, parts)


def _feature(name: str, status: str, now: datetime, parts: list[Answer] | None = None) -> Answer:
    return {"Name": name, "Status": status, "UpdatedAt": now, "AdditionalConfiguration": parts or []}
