"""GuardDuty findings, the filters that hide them, and the lists of trusted addresses.

API reference: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListFindings.html, API_GetFindings,
API_CreateSampleFindings, API_ArchiveFindings, API_CreateFilter, API_ListFilters, API_ListIPSets.
Criteria: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_FindingCriteria.html
"""

from __future__ import annotations

import operator
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ..registry import Answer, Call, overlay
from .documents import matches
from .guardduty import bad_request, detectors, find, moment, refuse_a_member
from .paging import page

# Severity of each type: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html
SAMPLES = {
    "Recon:EC2/PortProbeUnprotectedPort": 2.0,
    "UnauthorizedAccess:EC2/SSHBruteForce": 2.0,
    "Policy:IAMUser/RootCredentialUsage": 2.0,
    "Policy:S3/BucketAnonymousAccessGranted": 8.0,
    "CryptoCurrency:EC2/BitcoinTool.B!DNS": 8.0,
    "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS": 8.0,
    "Stealth:IAMUser/CloudTrailLoggingDisabled": 2.0,
}


def age_findings(account: str, region: str, by: timedelta) -> None:
    """Make every finding older, as if it had waited: a scenario has no time to."""
    for detector in detectors(account, region).values():
        for finding in detector["Findings"].values():
            finding["CreatedAt"] -= by
            finding["UpdatedAt"] -= by


@overlay("guardduty", "CreateSampleFindings")
def create_sample_findings(call: Call) -> Answer:
    detector, now = find(call), datetime.now(UTC)
    types = call.parameters.get("FindingTypes") or list(SAMPLES)
    if unknown := [name for name in types if name not in SAMPLES]:
        raise bad_request(f"the finding type {unknown[0]} is invalid")
    for name in types:
        finding = {"Id": secrets.token_hex(16), "Type": name, "Severity": SAMPLES[name]}
        finding |= {"CreatedAt": now, "UpdatedAt": now, "Archived": False}
        finding["Archived"] = any(
            hiding["Action"] == "ARCHIVE" and _meets(call, finding, hiding["FindingCriteria"])
            for hiding in detector["Filters"].values()
        )
        detector["Findings"][finding["Id"]] = finding
    return {}


@overlay("guardduty", "ListFindings")
def list_findings(call: Call) -> Answer:
    """Archived findings too, unless the criteria leave them out."""
    criteria = call.parameters.get("FindingCriteria") or {}
    met = [finding["Id"] for finding in find(call)["Findings"].values() if _meets(call, finding, criteria)]
    found, more = page(met, call.parameters)
    return {"FindingIds": found, "NextToken": "", **more}


@overlay("guardduty", "GetFindings")
def get_findings(call: Call) -> Answer:
    kept = find(call)["Findings"]
    return {"Findings": [_describe(call, kept[name]) for name in call.parameters["FindingIds"] if name in kept]}


@overlay("guardduty", "ArchiveFindings", "UnarchiveFindings")
def set_archived(call: Call) -> Answer:
    refuse_a_member(call)
    kept = find(call)["Findings"]
    if unknown := [name for name in call.parameters["FindingIds"] if name not in kept]:
        raise bad_request(f"the finding {unknown[0]} does not exist")
    for name in call.parameters["FindingIds"]:
        kept[name]["Archived"] = call.operation == "ArchiveFindings"
    return {}


@overlay("guardduty", "CreateFilter")
def create_filter(call: Call) -> Answer:
    refuse_a_member(call)
    filters, name = find(call)["Filters"], call.parameters["Name"]
    if name in filters:
        raise bad_request("a filter with the given name already exists")
    filters[name] = {
        "Name": name,
        "Description": call.parameters.get("Description", ""),
        "Action": call.parameters.get("Action", "NOOP"),
        "Rank": call.parameters.get("Rank", len(filters) + 1),
        "FindingCriteria": call.parameters["FindingCriteria"],
        "Tags": call.parameters.get("Tags") or {},
    }
    return {"Name": name}


@overlay("guardduty", "UpdateFilter")
def update_filter(call: Call) -> Answer:
    refuse_a_member(call)
    kept = _filter(call)
    kept.update({field: call.parameters[field] for field in kept if field in call.parameters})
    return {"Name": kept["Name"]}


@overlay("guardduty", "GetFilter")
def get_filter(call: Call) -> Answer:
    return dict(_filter(call))


@overlay("guardduty", "ListFilters")
def list_filters(call: Call) -> Answer:
    names, more = page(list(find(call)["Filters"]), call.parameters)
    return {"FilterNames": names, **more}


@overlay("guardduty", "DeleteFilter")
def delete_filter(call: Call) -> Answer:
    refuse_a_member(call)
    del find(call)["Filters"][_filter(call)["Name"]]
    return {}


@overlay("guardduty", "CreateIPSet", "CreateTrustedEntitySet")
def create_trusted_list(call: Call) -> Answer:
    refuse_a_member(call)
    (kept, identifier), name = _trusted_lists(call), secrets.token_hex(16)
    kept[name] = {field: call.parameters[field] for field in ("Name", "Format", "Location")}
    kept[name]["Status"] = "ACTIVE" if call.parameters["Activate"] else "INACTIVE"
    return {identifier: name}


@overlay("guardduty", "GetIPSet", "GetTrustedEntitySet")
def get_trusted_list(call: Call) -> Answer:
    return {**_trusted_list(call), "Tags": {}}


@overlay("guardduty", "ListIPSets", "ListTrustedEntitySets")
def list_trusted_lists(call: Call) -> Answer:
    kept, identifier = _trusted_lists(call)
    names, more = page(list(kept), call.parameters)
    return {f"{identifier}s": names, **more}


@overlay("guardduty", "DeleteIPSet", "DeleteTrustedEntitySet")
def delete_trusted_list(call: Call) -> Answer:
    refuse_a_member(call)
    _trusted_list(call)
    kept, identifier = _trusted_lists(call)
    del kept[call.parameters[identifier]]
    return {}


def _trusted_lists(call: Call) -> tuple[dict[str, dict[str, Any]], str]:
    """The detector's lists of the kind that the operation is about, and what the API calls an id of one."""
    kind, identifier = (
        ("IpSets", "IpSetId") if "IPSet" in call.operation else ("TrustedEntitySets", "TrustedEntitySetId")
    )
    kept: dict[str, dict[str, Any]] = find(call).setdefault(kind, {})
    return kept, identifier


def _trusted_list(call: Call) -> dict[str, Any]:
    kept, identifier = _trusted_lists(call)
    if call.parameters[identifier] not in kept:
        raise bad_request(f"the input {identifier[0].lower()}{identifier[1:]} is not owned by the current account")
    return kept[call.parameters[identifier]]


def _filter(call: Call) -> dict[str, Any]:
    kept: dict[str, Any] | None = find(call)["Filters"].get(call.parameters["FilterName"])
    if kept is None:
        raise bad_request("an invalid or out-of-range filter name is specified")
    return kept


def _meets(call: Call, finding: Mapping[str, Any], criteria: Mapping[str, Any]) -> bool:
    return all(
        _holds(_attribute(call, finding, name), condition)
        for name, condition in (criteria.get("Criterion") or {}).items()
    )


def _attribute(call: Call, finding: Mapping[str, Any], name: str) -> Any:
    """The attribute a criterion names, times as milliseconds since 1970."""
    attributes = {
        "id": finding["Id"],
        "type": finding["Type"],
        "severity": finding["Severity"],
        "accountId": call.account,
        "region": call.region,
        "createdAt": finding["CreatedAt"].timestamp() * 1000,
        "updatedAt": finding["UpdatedAt"].timestamp() * 1000,
        "service.archived": str(finding["Archived"]).lower(),
    }
    if name not in attributes:
        raise bad_request(f"the criterion {name} is unknown to the sandbox")
    return attributes[name]


# Each test under its name and the deprecated one.
TESTS: dict[tuple[str, ...], Callable[[Any, Any], bool]] = {
    ("Eq", "Equals"): lambda value, wanted: _number(value) in map(_number, wanted),
    ("Neq", "NotEquals"): lambda value, wanted: _number(value) not in map(_number, wanted),
    ("Gt", "GreaterThan"): operator.gt,
    ("Gte", "GreaterThanOrEqual"): operator.ge,
    ("Lt", "LessThan"): operator.lt,
    ("Lte", "LessThanOrEqual"): operator.le,
    ("Matches",): lambda value, patterns: any(matches(pattern, str(value)) for pattern in patterns),
    ("NotMatches",): lambda value, patterns: not any(matches(pattern, str(value)) for pattern in patterns),
}


def _holds(value: Any, condition: Mapping[str, Any]) -> bool:
    return all(test(value, condition[name]) for names, test in TESTS.items() for name in names if name in condition)


def _number(value: Any) -> float | str:
    """Criteria are written as text: severity "8" is 8.0."""
    return float(value) if str(value).replace(".", "", 1).isdecimal() else str(value)


def _describe(call: Call, finding: Mapping[str, Any]) -> Answer:
    detector_id, name = call.parameters["DetectorId"], finding["Id"]
    return {
        "Id": name,
        "Arn": call.arn(f"detector/{detector_id}/finding/{name}"),
        "AccountId": call.account,
        "Region": call.region,
        "Partition": call.partition,
        "SchemaVersion": "2.0",
        "Type": finding["Type"],
        "Severity": finding["Severity"],
        "Title": f"[SAMPLE] {finding['Type']}",
        "Description": "A sample, generated on request.",
        "CreatedAt": moment(finding["CreatedAt"]),
        "UpdatedAt": moment(finding["UpdatedAt"]),
        "Resource": {"ResourceType": "Instance" if ":EC2/" in finding["Type"] else "AccessKey"},
        "Service": {
            "ServiceName": "guardduty",
            "DetectorId": detector_id,
            "Archived": finding["Archived"],
            "Count": 1,
            "EventFirstSeen": moment(finding["CreatedAt"]),
            "EventLastSeen": moment(finding["UpdatedAt"]),
            "AdditionalInfo": {"Value": '{"sample":true}', "Type": "default"},
        },
    }
