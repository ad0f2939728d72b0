"""What declarative policies on the way to an account come to there.

These policies are settings that accounts inherit. Each value is set by an operator, and a policy may say which
operators the policies below it may use on a value.
https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from hardpan.policy import PolicyProblem

Level: TypeAlias = Sequence[Mapping[str, Any]]  # documents at one target, in the order in which they were attached
_Keys: TypeAlias = tuple[str, ...]
_Values: TypeAlias = dict[_Keys, Any]

_ASSIGN, _APPEND, _REMOVE = "@@assign", "@@append", "@@remove"
_CONTROL = "@@operators_allowed_for_child_policies"
_SETTING = frozenset({_ASSIGN, _APPEND, _REMOVE})
_EVERY, _NONE = "@@all", "@@none"


def effective(path: Sequence[Level]) -> dict[str, Any]:
    """The settings of an account, from the documents at the root, at each OU, and at the account itself.

    An operator that a level above does not allow changes nothing. Of two policies at one level that assign the same
    value, the one attached first counts.
    """
    values: _Values = {}
    allowed: dict[_Keys, frozenset[str]] = {}
    for level in path:
        read = [_read(document) for document in level]
        _set(values, [settings for settings, _ in read], allowed)
        for _, controls in read:
            for keys, operators in controls.items():
                allowed[keys] = allowed.get(keys, _SETTING) & operators
    return _nested(values)


def _set(values: _Values, several: Sequence[_Values], allowed: Mapping[_Keys, frozenset[str]]) -> None:
    """Change the values by the settings of one level."""
    assigned: set[_Keys] = set()
    for settings in several:
        for keys, operators in settings.items():
            may = allowed.get(keys, _SETTING) if _may_be(keys, values, allowed) else frozenset[str]()
            if _ASSIGN in operators and _ASSIGN in may and keys not in assigned:
                values[keys] = operators[_ASSIGN]
                assigned.add(keys)
            if _APPEND in operators and _APPEND in may:
                before = values.get(keys, [])
                values[keys] = before + [value for value in operators[_APPEND] if value not in before]
            if _REMOVE in operators and _REMOVE in may and keys in values:
                values[keys] = [value for value in values[keys] if value not in operators[_REMOVE]]
                if not values[keys]:
                    del values[keys]  # nothing is left to set


def _may_be(keys: _Keys, values: _Values, allowed: Mapping[_Keys, frozenset[str]]) -> bool:
    """Whether a value may be there: a group that is closed to the policies below takes no new values."""
    if keys in values:
        return True
    return all(allowed.get(keys[:depth], _SETTING) for depth in range(len(keys)))


def _read(document: Mapping[str, Any]) -> tuple[_Values, dict[_Keys, frozenset[str]]]:
    """Of a document: by keys, the operators that set values, and the operators that are left to policies below."""
    settings: _Values = {}
    controls: dict[_Keys, frozenset[str]] = {}
    _walk(document, (), settings, controls)
    return settings, controls


def _walk(part: Any, keys: _Keys, settings: _Values, controls: dict[_Keys, frozenset[str]]) -> None:
    where = ".".join(keys)
    if not isinstance(part, Mapping):
        raise PolicyProblem(f"{part!r} is set by no operator; write {{{_ASSIGN!r}: {part!r}}}", where)
    for key, value in part.items():
        if key == _CONTROL:
            controls[keys] = _operators(value, where)
        elif key in _SETTING:
            settings.setdefault(keys, {})[key] = _value(key, value, where)
        elif key.startswith("@@"):
            raise PolicyProblem(f"{key} is not an operator", where)
        else:
            _walk(value, (*keys, key), settings, controls)


def _value(operator: str, value: Any, where: str) -> Any:
    if operator != _ASSIGN and not isinstance(value, list):
        raise PolicyProblem(f"{operator} takes a list", where)
    return value


def _operators(value: Any, where: str) -> frozenset[str]:
    listed = value if isinstance(value, list) else [value]
    if unknown := set(listed) - _SETTING - {_EVERY, _NONE}:
        raise PolicyProblem(f"{sorted(unknown)[0]} is not an operator", where)
    if _EVERY in listed:
        return _SETTING
    return frozenset(listed) & _SETTING


def _nested(values: _Values) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for keys, value in sorted(values.items(), key=lambda item: len(item[0])):
        within: Any = made
        for key in keys[:-1]:
            within = within.setdefault(key, {}) if isinstance(within, dict) else None
        if isinstance(within, dict):  # below a value there is no room for another
            within[keys[-1]] = value
    return made
