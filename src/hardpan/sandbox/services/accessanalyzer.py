"""IAM Access Analyzer: analyzers and archive rules. What they find: `accessanalyzer_findings`.

API reference: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html,
API_ListAnalyzers, API_GetAnalyzer, API_UpdateAnalyzer, API_DeleteAnalyzer, API_CreateArchiveRule, API_ListArchiveRules.
One external-access analyzer for each account or organization and Region:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .. import organization
from ..registry import Answer, AwsError, Call, overlay
from .accessanalyzer_organization import SERVICE, why_disabled
from .paging import page

# A new analyzer says CREATING for a while; on AWS for seconds.
CREATING_FOR = 0.5
EXTERNAL = ("ACCOUNT", "ORGANIZATION")
# Days without use before access counts as unused, unless an analyzer is told otherwise.
UNUSED_AFTER = 90
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
    if kind.startswith("ORGANIZATION"):
        _refuse_whole_organization(call)
    analyzers(call)[name] = {
        "arn": call.arn(f"analyzer/{name}", service="access-analyzer"),
        "name": name,
        "type": kind,
        "createdAt": datetime.now(UTC),
        "tags": dict(call.parameters.get("tags") or {}),
        "rules": {rule["ruleName"]: _rule(rule) for rule in call.parameters.get("archiveRules") or []},
        "configuration": _configuration(kind, call.parameters.get("configuration") or {}),
        "findings": {},
        "active-from": time.monotonic() + CREATING_FOR,
    }
    return {"arn": analyzers(call)[name]["arn"]}


@overlay("accessanalyzer", "ListAnalyzers")
def list_analyzers(call: Call) -> Answer:
    kind = call.parameters.get("type")
    shown = [_describe(call, analyzer) for analyzer in analyzers(call).values() if kind in (None, analyzer["type"])]
    found, more = page(shown, call.parameters, **PAGING)
    return {"analyzers": found, **more}


@overlay("accessanalyzer", "GetAnalyzer")
def get_analyzer(call: Call) -> Answer:
    return {"analyzer": _describe(call, find(call, call.parameters["analyzerName"]))}


@overlay("accessanalyzer", "UpdateAnalyzer")
def update_analyzer(call: Call) -> Answer:
    """The age of unused access is set once, when the analyzer is created."""
    analyzer = find(call, call.parameters["analyzerName"])
    asked = _configuration(analyzer["type"], call.parameters.get("configuration") or {})
    for kind, given in asked.items():
        analyzer["configuration"][kind] = {
            **given,
            "unusedAccessAge": analyzer["configuration"][kind]["unusedAccessAge"],
        }
    return {"configuration": analyzer["configuration"]}


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


def _describe(call: Call, analyzer: dict[str, Any]) -> Answer:
    shown = {field: analyzer[field] for field in ("arn", "name", "type", "createdAt", "tags")}
    if analyzer["configuration"]:
        shown["configuration"] = analyzer["configuration"]
    if why := why_disabled(call, analyzer):
        return {**shown, "status": "DISABLED", "statusReason": {"code": why}}
    return {**shown, "status": "CREATING" if time.monotonic() < analyzer["active-from"] else "ACTIVE"}


def _configuration(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What an analyzer is configured with; those of external access have nothing to configure."""
    if kind.endswith("_UNUSED_ACCESS") and not given.keys() - {"unusedAccess"}:
        return {"unusedAccess": {"unusedAccessAge": UNUSED_AFTER, **(given.get("unusedAccess") or {})}}
    if given:
        raise AwsError("ValidationException", f"An analyzer of type {kind} cannot be configured so.")
    return {}


def _rule(asked: Any) -> Answer:
    now = datetime.now(UTC)
    return {"ruleName": asked["ruleName"], "filter": asked["filter"], "createdAt": now, "updatedAt": now}


def _refuse_whole_organization(call: Call) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html"""
    found = organization.of(call.account, call.partition)
    if found is None:
        raise AwsError("ValidationException", "The account is not part of an organization.")
    if not found.is_trusted(SERVICE):
        raise AwsError("ValidationException", "Service not enabled for AWS Organizations")
    if not found.administers(call.account, SERVICE):
        raise AwsError("AccessDeniedException", f"Account {call.account} is not a delegated administrator")
