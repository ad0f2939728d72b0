"""Statements as the JSON that they were read from, in AWS's usual order of elements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hardpan.policy.statement import Element, Principals, Statement


def document_of(version: str | None, identifier: str | None, statements: Iterable[Statement]) -> dict[str, Any]:
    """The whole document."""
    head = {"Version": version, "Id": identifier}
    return {key: value for key, value in head.items() if value is not None} | {
        "Statement": [statement_of(statement) for statement in statements]
    }


def statement_of(statement: Statement) -> dict[str, Any]:
    """One statement."""
    return {
        **({"Sid": statement.sid} if statement.sid is not None else {}),
        "Effect": statement.effect,
        **_principals(statement.principals),
        **_element("Action", statement.action),
        **_element("Resource", statement.resource),
        **_conditions(statement),
    }


def _element(name: str, element: Element | None) -> dict[str, Any]:
    if element is None:
        return {}
    return {f"Not{name}" if element.but else name: _one_or_list(element.values)}


def _principals(principals: Principals | None) -> dict[str, Any]:
    if principals is None:
        return {}
    by_kind: dict[str, list[str]] = {}
    for kind, name in principals.named:
        by_kind.setdefault(kind, []).append(name)
    written = "*" if list(by_kind) == ["*"] else {kind: _one_or_list(names) for kind, names in by_kind.items()}
    return {"NotPrincipal" if principals.but else "Principal": written}


def _conditions(statement: Statement) -> dict[str, Any]:
    written: dict[str, dict[str, Any]] = {}
    for condition in statement.conditions:
        written.setdefault(condition.operator, {})[condition.key] = _one_or_list(condition.values)
    return {"Condition": written} if written else {}


def _one_or_list(values: Iterable[str]) -> str | list[str]:
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed
