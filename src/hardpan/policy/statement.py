"""A statement: what it is about, and on what conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from hardpan.policy.condition import Condition
from hardpan.policy.pattern import Context, glob, has_variables, resource_glob, substituted
from hardpan.policy.request import Request

Effect: TypeAlias = Literal["Allow", "Deny"]
Named: TypeAlias = tuple[tuple[str, str], ...]  # principals: ("AWS", "111122223333"); everybody is ("*", "*")
_Pattern: TypeAlias = re.Pattern[str] | str  # a text is filled in from the request and then a pattern


@dataclass(frozen=True)
class Element:
    """`Action` or `Resource`, or with `but` the element `NotAction` or `NotResource`: all but these."""

    values: tuple[str, ...]
    but: bool = False


@dataclass(frozen=True)
class Principals:
    """`Principal`, or with `but` the element `NotPrincipal`."""

    named: Named
    but: bool = False


ANYTHING = Element(("*",))


@dataclass(frozen=True)
class Statement:
    """One statement of a policy. What a trust policy leaves out, Resource, is None, as is Principal elsewhere."""

    effect: Effect
    action: Element
    resource: Element | None = None
    principals: Principals | None = None
    conditions: tuple[Condition, ...] = ()
    sid: str | None = None
    variables: bool = True  # whether `${...}` is filled in from the request
    _resources: tuple[_Pattern, ...] = field(init=False, repr=False, compare=False)
    _anything: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        resource = self.resource or ANYTHING
        object.__setattr__(self, "_anything", "*" in resource.values and not resource.but)
        object.__setattr__(self, "_resources", tuple(self._pattern(value) for value in resource.values))

    @property
    def allows(self) -> bool:
        """Whether it allows; otherwise it denies."""
        return self.effect == "Allow"

    def concerns(self, verb: str) -> bool:
        """Whether it is about this action, which is given in lower case."""
        return any(glob(value.lower()).match(verb) for value in self.action.values) != self.action.but

    def applies(self, request: Request) -> bool:
        """Whether resource and conditions fit a request whose action it is about, whoever makes it."""
        if not self._anything and not self._about(request):
            return False
        return all(condition.holds(request.keys) for condition in self.conditions)

    def _pattern(self, value: str) -> _Pattern:
        return value if self.variables and has_variables(value) else resource_glob(value)

    def _about(self, request: Request) -> bool:
        named = any(_fits(pattern, request.resource, request.keys) for pattern in self._resources)
        return named != (self.resource or ANYTHING).but


def _fits(pattern: _Pattern, resource: str, context: Context) -> bool:
    if isinstance(pattern, str):
        filled = substituted(pattern, context)
        return filled is not None and resource_glob(filled).match(resource) is not None
    return pattern.match(resource) is not None
