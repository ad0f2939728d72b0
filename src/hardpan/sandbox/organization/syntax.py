"""Whether a document is a policy of its type. Raises ValueError that says why not; AWS says only that it is not.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html,
orgs_manage_policies_rcps_syntax.html, policy-operators.html. SCPs and RCPs are read by `hardpan.policy`, and held to
what Organizations asks besides. Of management policies the outer form is checked: one object under the type's key,
operators that exist, values of the kind that an operator takes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hardpan.policy import RCP_SERVICES, Policy, PolicyProblem, Statement
from hardpan.policy.parse import parsed_text

from .policy_types import EVERY, RCP, SCP

ASSIGN, APPEND, REMOVE = "@@assign", "@@append", "@@remove"
ALLOWED = "@@operators_allowed_for_child_policies"
_CONTROLS = ("@@all", "@@none", ASSIGN, APPEND, REMOVE)

_ACTION = re.compile(r"\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")
_SID = re.compile(r"[a-zA-Z0-9]*")


def check(kind: str, content: str) -> None:
    """Raises ValueError for what is no policy of this type."""
    try:
        document = parsed_text(content)
        if kind == SCP:
            _check_policy(Policy.parse(document, use="scp"), document)
        elif kind == RCP:
            _check_rcp(Policy.parse(document, use="rcp"), document)
        else:
            _check_management(kind, document)
    except PolicyProblem as problem:
        raise ValueError(str(problem)) from None


def _check_policy(policy: Policy, document: Mapping[str, Any]) -> None:
    """What IAM leaves open and Organizations does not."""
    if policy.version is None:
        raise ValueError("a policy has a Version")
    for statement in policy.statements:
        _check_statement(statement)
    given = document["Statement"]
    for statement in given if isinstance(given, list) else [given]:
        if not all(statement.get("Condition", {}).values()):
            raise ValueError("an operator of a Condition has keys")


def _check_statement(statement: Statement) -> None:
    if not _SID.fullmatch(statement.sid or ""):
        raise ValueError("a Sid is letters and digits")
    for action in statement.action.values:
        if not _ACTION.fullmatch(action):
            raise ValueError(f"{action} is no action of one service")
    for resource in statement.resource.values if statement.resource else ():
        if resource != "*" and not resource.startswith("arn:"):
            raise ValueError(f"{resource} is no ARN")


def _check_rcp(policy: Policy, document: Mapping[str, Any]) -> None:
    _check_policy(policy, document)
    for action in (action for statement in policy.statements for action in statement.action.values):
        if action.partition(":")[0] not in RCP_SERVICES:
            raise ValueError(f"{action} is no action that an RCP can deny")


def _check_management(kind: str, document: Any) -> None:
    if not isinstance(document, Mapping):
        raise ValueError("a policy is a JSON object")
    key = EVERY[kind].key
    named = document.keys() - {ALLOWED}
    if not named or (key is not None and named != {key}) or any(name.startswith("@@") for name in named):
        raise ValueError(f"a {kind} holds {key or 'settings'}")
    _check_settings(document)


def _check_settings(document: Mapping[str, Any]) -> None:
    for name, value in document.items():
        if name == ALLOWED:
            named = value if isinstance(value, list) else [value]
            if not named or not all(each in _CONTROLS for each in named):
                raise ValueError(f"{ALLOWED} takes {', '.join(_CONTROLS)}")
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
