"""Findings of Security Hub: filters by word and by time, and what people do with them.

The emulator keeps findings and ignores filters.
API reference: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html, API_BatchUpdateFindings.
"""

from __future__ import annotations

from typing import Any

from ..registry import Answer, Call, amend, overlay
from .emulator import backend

# Where a finding has what a filter asks for; filters on anything else are taken for met.
_WHERE = {
    "SeverityLabel": ("Severity", "Label"),
    "ComplianceStatus": ("Compliance", "Status"),
    "RecordState": ("RecordState",),
    "WorkflowStatus": ("Workflow", "Status"),
    "AwsAccountId": ("AwsAccountId",),
}
_BORN_WITH = {"RecordState": "ACTIVE", "WorkflowStatus": "NEW"}


@amend("securityhub", "GetFindings")
def filter_findings(call: Call, answer: Answer) -> Answer:
    filters = call.parameters.get("Filters") or {}
    answer["Findings"] = [
        one
        for one in answer["Findings"]
        if all(_meets(one, name, wanted) for name, wanted in filters.items() if name in _WHERE)
    ]
    return answer


@overlay("securityhub", "BatchUpdateFindings")
def update_findings(call: Call) -> Answer:
    changed = {name: call.parameters[name] for name in ("Workflow", "Note") if name in call.parameters}
    known = {one.id: one for one in backend(call).findings}
    done, unknown = [], []
    for named in call.parameters["FindingIdentifiers"]:
        if named["Id"] in known:
            known[named["Id"]].data.update(changed)
            done.append(named)
        else:
            refused = {"ErrorCode": "FindingNotFound", "ErrorMessage": "Finding Not Found"}
            unknown.append({"FindingIdentifier": named, **refused})
    return {"ProcessedFindings": done, "UnprocessedFindings": unknown}


def _meets(finding: dict[str, Any], name: str, wanted: list[dict[str, str]]) -> bool:
    value: Any = finding
    for part in _WHERE[name]:
        value = value.get(part) if isinstance(value, dict) else None
    value = value or _BORN_WITH.get(name)
    return any(one["Comparison"] == "EQUALS" and one["Value"] == value for one in wanted)
