"""What an external-access analyzer finds: resources of this sandbox that let somebody outside the zone of trust in.

Looked at: policies of S3 buckets, KMS keys, SNS topics and Lambda functions of the analyzer's Region, and the trust
policies of all roles; of every account of the organization, where the analyzer is for all of it. AWS looks at more
types of resource:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html
API reference: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html,
API_GetFindingV2, API_UpdateFindings, API_ApplyArchiveRule.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.backends import get_backend

from ..registry import Answer, AwsError, Call, overlay
from . import documents, s3
from .accessanalyzer import EXTERNAL, PAGING, analyzers
from .accessanalyzer_organization import why_disabled, zone_of_trust
from .documents import Statement
from .paging import page

ACCOUNT = re.compile(r"\d{12}")
SUMMARY = ("id", "status", "findingType", "resource", "resourceType", "resourceOwnerAccount")


@dataclass(frozen=True)
class Access:
    """One way in from outside: a statement of a resource's policy that admits this principal."""

    account: str
    resource: str
    resource_type: str
    principal: tuple[str, str]
    public: bool
    actions: tuple[str, ...]
    condition: tuple[tuple[str, str], ...]


@overlay("accessanalyzer", "ListFindingsV2")
def list_findings(call: Call) -> Answer:
    wanted = call.parameters.get("filter") or {}
    met = [finding for finding in _refreshed(call) if _meets(finding, wanted)]
    found, more = page([_summary(finding) for finding in met], call.parameters, **PAGING)
    return {"findings": found, **more}


@overlay("accessanalyzer", "GetFindingV2")
def get_finding(call: Call) -> Answer:
    for finding in _refreshed(call):
        if finding["id"] == call.parameters["id"]:
            kind, name = finding["access"].principal
            details = {
                "isPublic": finding["access"].public,
                "principal": {kind: name},
                "action": list(finding["access"].actions),
                "condition": dict(finding["access"].condition),
            }
            return {**_summary(finding), "findingDetails": [{"externalAccessDetails": details}]}
    raise AwsError("ResourceNotFoundException", f"No finding found with id {call.parameters['id']}")


@overlay("accessanalyzer", "UpdateFindings")
def update_findings(call: Call) -> Answer:
    """Archive findings, or bring them back: by id, or all of one resource. What is resolved stays resolved."""
    ids, resource = call.parameters.get("ids") or [], call.parameters.get("resourceArn")
    for finding in _refreshed(call):
        if (finding["id"] in ids or finding["resource"] == resource) and finding["status"] != "RESOLVED":
            finding["status"] = call.parameters["status"]
    return {}


@overlay("accessanalyzer", "ApplyArchiveRule")
def apply_archive_rule(call: Call) -> Answer:
    rule = _analyzer(call)["rules"].get(call.parameters["ruleName"])
    if rule is None:
        raise AwsError("ResourceNotFoundException", f"No archive rule found with name {call.parameters['ruleName']}")
    for finding in _refreshed(call):
        if finding["status"] == "ACTIVE" and _meets(finding, rule["filter"]):
            finding["status"] = "ARCHIVED"
    return {}


def _analyzer(call: Call) -> dict[str, Any]:
    for analyzer in analyzers(call).values():
        if analyzer["arn"] == call.parameters["analyzerArn"]:
            found: dict[str, Any] = analyzer
            return found
    raise AwsError("ResourceNotFoundException", f"No analyzer found with ARN {call.parameters['analyzerArn']}")


def _refreshed(call: Call) -> list[dict[str, Any]]:
    """The analyzer's findings after another look: new access is added, access that is gone is resolved."""
    analyzer, now = _analyzer(call), datetime.now(UTC)
    kept: dict[str, dict[str, Any]] = analyzer["findings"]
    if analyzer["type"] not in EXTERNAL or why_disabled(call, analyzer):
        return list(kept.values())
    seen = {_id(analyzer, access): access for access in _ways_in(call, zone_of_trust(call, analyzer))}
    for name, access in seen.items():
        if name not in kept or kept[name]["status"] == "RESOLVED":
            kept[name] = _finding(name, access, now)
            if any(_meets(kept[name], rule["filter"]) for rule in analyzer["rules"].values()):
                kept[name]["status"] = "ARCHIVED"
    for name, finding in kept.items():
        if name not in seen and finding["status"] != "RESOLVED":
            finding |= {"status": "RESOLVED", "updatedAt": now}
    return list(kept.values())


def _finding(name: str, access: Access, now: datetime) -> dict[str, Any]:
    return {
        "id": name,
        "status": "ACTIVE",
        "findingType": "ExternalAccess",
        "resource": access.resource,
        "resourceType": access.resource_type,
        "resourceOwnerAccount": access.account,
        "createdAt": now,
        "updatedAt": now,
        "access": access,
    }


def _id(analyzer: Mapping[str, Any], access: Access) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{analyzer['arn']} {access}"))


def _summary(finding: Mapping[str, Any]) -> Answer:
    shown = {field: finding[field] for field in (*SUMMARY, "createdAt", "updatedAt")}
    return {**shown, "analyzedAt": datetime.now(UTC)}


def _meets(finding: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    access = finding["access"]
    kind, name = access.principal
    values = {field: finding[field] for field in SUMMARY} | {
        "isPublic": str(access.public).lower(),
        f"principal.{kind}": name,
    }
    return all(_holds(values.get(field), criterion) for field, criterion in wanted.items())


def _holds(value: str | None, criterion: Mapping[str, Any]) -> bool:
    return (
        ("eq" not in criterion or value in criterion["eq"])
        and ("neq" not in criterion or value not in criterion["neq"])
        and ("contains" not in criterion or any(part in (value or "") for part in criterion["contains"]))
        and ("exists" not in criterion or (value is not None) == criterion["exists"])
    )


def _ways_in(call: Call, trusted: frozenset[str]) -> Iterator[Access]:
    for account in sorted(trusted):
        for resource, kind, document in _policies(call.elsewhere(account)):
            for statement in documents.statements(document):
                yield from _outsiders(account, trusted, resource, kind, statement)


def _policies(call: Call) -> Iterator[tuple[str, str, Any]]:
    """Every policy looked at: the resource's ARN, its type, the document."""
    for bucket in s3.buckets(call.account, call.partition).values():
        if bucket.region_name == call.region:
            yield f"arn:{call.partition}:s3:::{bucket.name}", "AWS::S3::Bucket", bucket.policy
    for role in get_backend("iam")[call.account][call.partition].roles.values():
        if not role.path.startswith("/aws-service-role/"):
            yield role.arn, "AWS::IAM::Role", role.assume_role_policy_document
    for key in get_backend("kms")[call.account][call.region].keys.values():
        yield key.arn, "AWS::KMS::Key", key.policy
    for topic in get_backend("sns")[call.account][call.region].topics.values():
        yield topic.arn, "AWS::SNS::Topic", topic.policy
    for function in get_backend("lambda")[call.account][call.region].list_functions():
        yield function.function_arn, "AWS::Lambda::Function", _document(function.policy.statements)


def _document(statements: list[Any]) -> str:
    return json.dumps({"Statement": statements})


def _outsiders(
    account: str, trusted: frozenset[str], resource: str, kind: str, statement: Statement
) -> Iterator[Access]:
    if statement.get("Effect") != "Allow":
        return
    public = documents.admits_anyone(statement)
    for principal in documents.principals(statement):
        if public if principal == ("AWS", "*") else _is_outside(trusted, principal):
            yield Access(
                account,
                resource,
                kind,
                principal,
                public and principal == ("AWS", "*"),
                tuple(documents.as_list(statement.get("Action"))),
                tuple((key, ",".join(values)) for _, key, values in documents.conditions(statement)),
            )


def _is_outside(trusted: frozenset[str], principal: tuple[str, str]) -> bool:
    """Another account or anyone with an identity from elsewhere; services of AWS are not outsiders."""
    kind, name = principal
    account = ACCOUNT.search(name)
    return kind == "Federated" or (kind == "AWS" and account is not None and account.group() not in trusted)
