"""IAM Access Analyzer: analyzers and archive rules. What they find: `accessanalyzer_findings`.

API reference: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html,
API_ListAnalyzers, API_GetAnalyzer, API_DeleteAnalyzer, API_CreateArchiveRule, API_ListArchiveRules.
One external-access analyzer for each account or organization and Region:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from .. import organization
from ..registry import Answer, AwsError, Call, overlay
from .paging import page

# A new analyzer says CREATING for a while; on AWS for seconds.
CREATING_FOR = 0.5
EXTERNAL = ("ACCOUNT", "ORGANIZATION")
PAGING = {"size": "maxResults", "token": "nextToken"}


def analyzers(call: Call) -> dict[str, Any]:
    kept: dict[str, Any] = call.state.setdefault("analyzers", {})
    return kept


def find(call: Call, name: str) -> dict[str, Any]:
    analyzer: dict[str, Any] | None = analyzers(call).get(name)
    if analyzer is None:
        raise AwsError("ResourceNotFoundException", f"No analyzer found with name {name}")
    return analyzer


@overlay("accessanalyzer", "CreateAnalyzer")
def create_analyzer(call: Call) -> Answer:
    name, kind = call.parameters["analyzerName"], call.parameters["type"]
    if name in analyzers(call):
        raise AwsError("ConflictException", f"An analyzer with the name {name} already exists in this Region.")
    if kind in EXTERNAL and any(analyzer["type"] == kind for analyzer in analyzers(call).values()):
        raise AwsError("ServiceQuotaExceededException", f"Only one analyzer of type {kind} is allowed in a Region.")
    if kind.startswith("ORGANIZATION") and not _in_organization(call):
        raise AwsError("ValidationException", "The account is not part of an organization.")
    analyzers(call)[name] = {
        "arn": call.arn(f"analyzer/{name}", service="access-analyzer"),
        "name": name,
        "type": kind,
        "createdAt": datetime.now(UTC),
        "tags": dict(call.parameters.get("tags") or {}),
        "rules": {rule["ruleName"]: _rule(rule) for rule in call.parameters.get("archiveRules") or []},
        "findings": {},
        "active-from": time.monotonic() + CREATING_FOR,
    }
    return {"arn": analyzers(call)[name]["arn"]}


@overlay("accessanalyzer", "ListAnalyzers")
def list_analyzers(call: Call) -> Answer:
    kind = call.parameters.get("type")
    shown = [_describe(analyzer) for analyzer in analyzers(call).values() if kind in (None, analyzer["type"])]
    found, more = page(shown, call.parameters, **PAGING)
    return {"analyzers": found, **more}


@overlay("accessanalyzer", "GetAnalyzer")
def get_analyzer(call: Call) -> Answer:
    return {"analyzer": _describe(find(call, call.parameters["analyzerName"]))}


@overlay("accessanalyzer", "DeleteAnalyzer")
def delete_analyzer(call: Call) -> Answer:
    find(call, call.parameters["analyzerName"])
    del analyzers(call)[call.parameters["analyzerName"]]
    return {}


@overlay("accessanalyzer", "CreateArchiveRule")
def create_archive_rule(call: Call) -> Answer:
    """A rule archives what is found from now on; findings already there stay as they are."""
    rules, name = find(call, call.parameters["analyzerName"])["rules"], call.parameters["ruleName"]
    if name in rules:
        raise AwsError("ConflictException", f"An archive rule with the name {name} already exists.")
    rules[name] = _rule(call.parameters)
    return {}


@overlay("accessanalyzer", "ListArchiveRules")
def list_archive_rules(call: Call) -> Answer:
    rules = find(call, call.parameters["analyzerName"])["rules"].values()
    found, more = page(list(rules), call.parameters, **PAGING)
    return {"archiveRules": found, **more}


@overlay("accessanalyzer", "DeleteArchiveRule")
def delete_archive_rule(call: Call) -> Answer:
    rules, name = find(call, call.parameters["analyzerName"])["rules"], call.parameters["ruleName"]
    if rules.pop(name, None) is None:
        raise AwsError("ResourceNotFoundException", f"No archive rule found with name {name}")
    return {}


def _describe(analyzer: dict[str, Any]) -> Answer:
    status = "CREATING" if time.monotonic() < analyzer["active-from"] else "ACTIVE"
    shown = {field: analyzer[field] for field in ("arn", "name", "type", "createdAt", "tags")}
    return {**shown, "status": status}


def _rule(asked: Any) -> Answer:
    now = datetime.now(UTC)
    return {"ruleName": asked["ruleName"], "filter": asked["filter"], "createdAt": now, "updatedAt": now}


def _in_organization(call: Call) -> bool:
    return organization.of(call.account, call.partition) is not None
