"""Event patterns: when two of them ask for the same events."""

from __future__ import annotations

import json
from typing import Any


def canonical(pattern: Any) -> str:
    """Text that is equal for patterns that differ only in white space, order of keys or order of alternatives.

    A list in a pattern holds alternatives, except below `numeric`, where it is an operator and its operand.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    return json.dumps(_ordered(pattern), sort_keys=True)


def canonical_of(text: str | None) -> str | None:
    """`canonical` of a pattern in a rule's own text; None where there is none or it is no JSON."""
    try:
        return None if text is None else canonical(json.loads(text))
    except json.JSONDecodeError:
        return None


def _ordered(value: Any, *, alternatives: bool = True) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(item, alternatives=key != "numeric") for key, item in value.items()}
    if isinstance(value, list):
        items = [_ordered(item) for item in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if alternatives else items
    return value
