"""Whether a document is a policy of its type. Raises ValueError that says why not; AWS says only that it is not.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html,
orgs_manage_policies_rcps_syntax.html, policy-operators.html. Of management policies the outer form is checked:
one object under the type's key, operators that exist, values of the kind that an operator takes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from .effective import ALLOWED, APPEND, ASSIGN, REMOVE, VALUE_OPERATORS
from .policy_types import EVERY, RCP, SCP

_TOP = {"Version", "Id", "Statement"}
_ELEMENTS = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
_ACTION = re.compile(r"\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")
_SID = re.compile(r"[a-zA-Z0-9]*")
_CONTROLS = {"@@all", "@@none", *VALUE_OPERATORS}
# Services whose resources RCPs protect: orgs_manage_policies_rcps.html, list of services.
_RCP_SERVICES = {
    "aoss",
    "cognito-identity",
    "cognito-idp",
    "dynamodb",
    "ecr",
    "kms",
    "logs",
    "s3",
    "s3express",
    "secretsmanager",
    "sqs",
    "sts",
}


def check(kind: str, content: str) -> None:
    """Raises ValueError for what is no policy of this type."""
    document = json.loads(content, object_pairs_hook=_without_duplicates)
    if not isinstance(document, dict):
        raise ValueError("a policy is a JSON object")
    if kind in (SCP, RCP):
        _check_statements(document, _check_rcp if kind == RCP else _check_scp)
    else:
        _check_management(kind, document)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name is there twice")
    return dict(pairs)


def _check_statements(document: Mapping[str, Any], check_one: Callable[[Mapping[str, Any]], None]) -> None:
    if document.keys() - _TOP or document.get("Version") not in ("2012-10-17", "2008-10-17"):
        raise ValueError("a policy has Version and Statement")
    statements: Any = document.get("Statement")
    found: list[Any] = statements if isinstance(statements, list) else [statements]
    if not found or not all(isinstance(statement, dict) for statement in found):
        raise ValueError("a policy has statements")
    names = [statement["Sid"] for statement in found if statement.get("Sid")]
    if len(set(names)) != len(names) or not all(isinstance(name, str) and _SID.fullmatch(name) for name in names):
        raise ValueError("a Sid is letters and digits, and used once")
    for statement in found:
        check_one(statement)


def _check_scp(statement: Mapping[str, Any]) -> None:
    if strange := statement.keys() - _ELEMENTS:
        raise ValueError(f"{min(strange)} is no element of an SCP")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise ValueError("Effect is Allow or Deny")
    if ("Action" in statement) == ("NotAction" in statement):
        raise ValueError("a statement has Action or NotAction")
    if statement["Effect"] == "Allow" and "NotAction" in statement:
        raise ValueError("NotAction goes with Deny")
    for action in _texts(statement.get("Action", statement.get("NotAction"))):
        if not _ACTION.fullmatch(action):
            raise ValueError(f"{action} is no action")
    _check_resource(statement)
    _check_condition(statement)


def _check_rcp(statement: Mapping[str, Any]) -> None:
    if strange := statement.keys() - (_ELEMENTS - {"NotAction"}) - {"Principal"}:
        raise ValueError(f"{min(strange)} is no element of an RCP")
    if statement.get("Effect") != "Deny" or statement.get("Principal") != "*":
        raise ValueError("an RCP of one's own denies, and its Principal is *")
    for action in _texts(statement.get("Action")):
        service, _, _ = action.partition(":")
        if not _ACTION.fullmatch(action) or service not in _RCP_SERVICES:
            raise ValueError(f"{action} is no action that an RCP can deny")
    _check_resource(statement)
    _check_condition(statement)


def _check_resource(statement: Mapping[str, Any]) -> None:
    if ("Resource" in statement) == ("NotResource" in statement):
        raise ValueError("a statement has Resource or NotResource")
    for resource in _texts(statement.get("Resource", statement.get("NotResource"))):
        if resource != "*" and not resource.startswith("arn:"):
            raise ValueError(f"{resource} is no ARN")


def _check_condition(statement: Mapping[str, Any]) -> None:
    tests = statement.get("Condition", {})
    if not isinstance(tests, dict) or not all(isinstance(keys, dict) and keys for keys in tests.values()):
        raise ValueError("a Condition is operators, each with keys")


def _texts(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    if not found or not all(isinstance(each, str) and each for each in found):
        raise ValueError("text, or a list of it, is wanted")
    return found


def _check_management(kind: str, document: Mapping[str, Any]) -> None:
    key = EVERY[kind].key
    named = document.keys() - {ALLOWED}
    if not named or (key is not None and named != {key}):
        raise ValueError(f"a {kind} holds {key or 'settings'}")
    _check_settings(document)


def _check_settings(document: Mapping[str, Any]) -> None:
    for name, value in document.items():
        if name == ALLOWED:
            if not set(_texts(value)) <= _CONTROLS:
                raise ValueError(f"{ALLOWED} takes {', '.join(sorted(_CONTROLS))}")
        elif name == ASSIGN:
            if isinstance(value, dict):
                raise ValueError(f"{ASSIGN} takes a value or a list")
        elif name in (APPEND, REMOVE):
            if not isinstance(value, list):
                raise ValueError(f"{name} takes a list")
        elif name.startswith("@@"):
            raise ValueError(f"{name} is no operator")
        elif not isinstance(value, dict):
            raise ValueError(f"{name} is set without an operator")
        else:
            _check_settings(value)
