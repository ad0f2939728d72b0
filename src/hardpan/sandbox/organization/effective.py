"""The effective policy of an account: management policies merged from the root down, by their inheritance operators.

https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html. Our reading where that page is silent:
of policies on one level the older attachment comes first, and `@@operators_allowed_for_child_policies` bounds the
setting it stands in, and new settings directly below it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ASSIGN, APPEND, REMOVE = "@@assign", "@@append", "@@remove"
ALLOWED = "@@operators_allowed_for_child_policies"
VALUE_OPERATORS = (ASSIGN, APPEND, REMOVE)
EVERY_OPERATOR = frozenset(VALUE_OPERATORS)


@dataclass
class _Setting:
    """A place in the document: a value, or further settings below."""

    value: Any = None
    below: dict[str, _Setting] = field(default_factory=dict)
    allowed: frozenset[str] = EVERY_OPERATOR  # what levels further down may do

    def plain(self) -> Any:
        if self.value is not None:
            return self.value
        return {name: each.plain() for name, each in self.below.items() if not each.is_empty()}

    def is_empty(self) -> bool:
        return self.value is None and all(each.is_empty() for each in self.below.values())


def effective(levels: Sequence[Sequence[str]]) -> str:
    """The document that results from the documents of each level, the root's first."""
    top = _Setting()
    for documents in levels:
        parsed = [json.loads(document) for document in documents]
        for document in parsed:
            _merge(top, document)
        for document in parsed:
            _restrict(top, document)
    return json.dumps(top.plain(), separators=(",", ":"))


def _merge(setting: _Setting, document: Mapping[str, Any]) -> None:
    for operator in VALUE_OPERATORS:
        if operator in document and operator in setting.allowed:
            setting.value = _applied(operator, setting.value, document[operator])
    for name, inner in document.items():
        if name.startswith("@@") or not isinstance(inner, Mapping):
            continue
        if name not in setting.below:
            if not setting.allowed & {ASSIGN, APPEND}:
                continue
            setting.below[name] = _Setting()
        _merge(setting.below[name], inner)


def _restrict(setting: _Setting, document: Mapping[str, Any]) -> None:
    """Further levels may do what every level before them lets them."""
    if ALLOWED in document:
        setting.allowed &= allowed_operators(document[ALLOWED])
    for name, inner in document.items():
        if name in setting.below and isinstance(inner, Mapping):
            _restrict(setting.below[name], inner)


def allowed_operators(named: Sequence[str]) -> frozenset[str]:
    """The value operators that a child control operator leaves."""
    if "@@all" in named:
        return EVERY_OPERATOR
    return EVERY_OPERATOR & frozenset(named)


def _applied(operator: str, inherited: Any, given: Any) -> Any:
    if operator == ASSIGN:
        return list(given) if isinstance(given, list) else given
    values = list(inherited) if isinstance(inherited, list) else [] if inherited is None else [inherited]
    named = given if isinstance(given, list) else [given]
    if operator == APPEND:
        return [*values, *(each for each in named if each not in values)]
    return [each for each in values if each not in named]
