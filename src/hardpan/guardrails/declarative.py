"""What declarative policies on the way to an account come to there.

These policies are settings that accounts inherit. Each value is set by an operator, and a policy may say which
operators the policies below it may use on a value, or whether they may add sections to one that is there.
https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out_syntax.html

Our reading, where these pages are silent: what another policy of one level appends or removes is kept when one of
them assigns, whichever was attached first; whoever may use neither `@@assign` nor `@@append` adds no section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hardpan.policy import PolicyProblem

Level: TypeAlias = Sequence[Mapping[str, Any]]  # documents at one target, in the order in which they were attached

_ASSIGN, _APPEND, _REMOVE = "@@assign", "@@append", "@@remove"
_CONTROL = "@@operators_allowed_for_child_policies"
_SETTING = frozenset({_ASSIGN, _APPEND, _REMOVE})
_ADDING = frozenset({_ASSIGN, _APPEND})
_EVERY, _NONE = "@@all", "@@none"


@dataclass
class _Section:
    """A place in the documents: a value, or sections below; and what the levels below may do with it."""

    value: Any = None  # None: nothing sets it
    below: dict[str, _Section] = field(default_factory=dict)
    allowed: frozenset[str] = _SETTING

    def plain(self) -> Any:
        """What it comes to; None where nothing in it is set. Beside a value there is no room for sections."""
        if self.value is not None:
            return self.value
        made = {name: section.plain() for name, section in self.below.items()}
        return {name: value for name, value in made.items() if value is not None} or None


def effective(path: Sequence[Level]) -> dict[str, Any]:
    """The settings of an account, from the documents at the root, at each OU, and at the account itself.

    An operator that a level above does not allow changes nothing. Of two policies at one level that assign the same
    value, the one attached first counts.
    """
    top = _Section()
    for level in path:
        for document in level:
            _check(document, "")
        _merge(top, level)
        for document in level:
            _restrict(top, document)
    return top.plain() or {}


def _merge(section: _Section, level: Level) -> None:
    """Change a section by what the policies of one level say of it."""
    section.value = _changed(section, level)
    for name in dict.fromkeys(name for part in level for name in part if not name.startswith("@@")):
        if name not in section.below:
            if not section.allowed & _ADDING:
                continue  # closed to new sections; those that are there have a say of their own
            section.below[name] = _Section()
        _merge(section.below[name], [part[name] for part in level if name in part])


def _changed(section: _Section, level: Level) -> Any:
    """The value after what a level assigns, which takes the place of what was inherited, appends and removes."""
    value = section.value
    if _ASSIGN in section.allowed:
        value = next((part[_ASSIGN] for part in level if _ASSIGN in part), value)
    for part in level:
        if _APPEND in part and _APPEND in section.allowed:
            before = _listed(value)
            value = before + [one for one in part[_APPEND] if one not in before]
        if _REMOVE in part and _REMOVE in section.allowed and value is not None:
            before = _listed(value)
            left = [one for one in before if one not in part[_REMOVE]]
            value = None if before and not left else left  # a setting that has lost all its values is gone
    return value


def _restrict(section: _Section, document: Mapping[str, Any]) -> None:
    """Levels below may do what every policy above lets them."""
    if _CONTROL in document:
        section.allowed &= _operators(document[_CONTROL], "")
    for name, part in document.items():
        if name in section.below:
            _restrict(section.below[name], part)


def _check(part: Any, where: str) -> None:
    """Raises PolicyProblem for what is no document."""
    if not isinstance(part, Mapping):
        raise PolicyProblem(f"{part!r} is set by no operator; write {{{_ASSIGN!r}: {part!r}}}", where)
    for key, value in part.items():
        if key == _CONTROL:
            _operators(value, where)
        elif key in _SETTING:
            _check_value(key, value, where)
        elif key.startswith("@@"):
            raise PolicyProblem(f"{key} is not an operator", where)
        else:
            _check(value, f"{where}.{key}" if where else key)


def _check_value(operator: str, value: Any, where: str) -> None:
    if not where:
        raise PolicyProblem(f"{operator} stands outside of any setting", where)
    if operator != _ASSIGN and not isinstance(value, list):
        raise PolicyProblem(f"{operator} takes a list", where)


def _operators(value: Any, where: str) -> frozenset[str]:
    listed = _listed(value)
    if unknown := set(listed) - _SETTING - {_EVERY, _NONE}:
        raise PolicyProblem(f"{sorted(unknown)[0]} is not an operator", where)
    if _EVERY in listed:
        return _SETTING
    return frozenset(listed) & _SETTING


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]
