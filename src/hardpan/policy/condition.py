"""One condition of a statement: an operator, a key, the values it is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from hardpan.policy.operators import OPERATORS, Operator, Test
from hardpan.policy.pattern import Context, has_variables, substituted
from hardpan.policy.problem import PolicyProblem

_Given: TypeAlias = tuple[str, ...]  # the values of the key in the request

_ALL, _ANY, _IF_EXISTS = "forallvalues:", "foranyvalue:", "ifexists"


@dataclass(frozen=True)
class Condition:
    """Holds or does not hold for the keys of a request. Operators and keys are the same in any case."""

    operator: str  # as written: "ForAnyValue:StringLike"
    key: str
    values: tuple[str, ...]
    variables: bool = True  # whether `${...}` in a value is filled in from the request
    _holds: Callable[[_Given, Context], bool] = field(init=False, repr=False, compare=False)
    _key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_key", self.key.lower())
        object.__setattr__(self, "_holds", _compiled(self.operator, self.values, self.variables))

    def holds(self, context: Context) -> bool:
        """Whether it holds for a request with these keys."""
        return self._holds(context.get(self._key, ()), context)


def _compiled(written: str, values: tuple[str, ...], variables: bool) -> Callable[[_Given, Context], bool]:
    name = written.lower()
    over = next((prefix for prefix in (_ALL, _ANY) if name.startswith(prefix)), "")
    name = name.removeprefix(over)
    if name == "null":
        return _null(values)
    operator = OPERATORS.get(name.removesuffix(_IF_EXISTS))
    if operator is None:
        raise PolicyProblem(f"{written} is not a condition operator")
    compiled = _Values(operator, values, variables and operator.variables)
    return _held_against(compiled, over, _missing(name, over, operator), operator.negated)


def _missing(name: str, over: str, operator: Operator) -> bool:
    """What a condition on a key that the request does not have comes to.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    """
    if name.endswith(_IF_EXISTS) or over == _ALL:
        return True
    return operator.negated and over != _ANY


def _null(values: tuple[str, ...]) -> Callable[[_Given, Context], bool]:
    wanted = {value.lower() for value in values}
    if strange := sorted(wanted - {"true", "false"}):
        raise PolicyProblem(f"Null is held against true or false, not {strange[0]!r}")
    return lambda given, _: ("false" if given else "true") in wanted


class _Values:
    """The values of a condition, compiled where the request has no say in them."""

    def __init__(self, operator: Operator, values: tuple[str, ...], variables: bool) -> None:
        self._compile = operator.test
        self._open = [value for value in values if variables and has_variables(value)]
        self._fixed = [operator.test(value) for value in values if value not in self._open]

    def tests(self, context: Context) -> list[Test]:
        """A variable without a value equals nothing and is like nothing."""
        if not self._open:
            return self._fixed
        filled = (substituted(value, context) for value in self._open)
        return [*self._fixed, *(self._compile(value) for value in filled if value is not None)]


def _held_against(values: _Values, over: str, missing: bool, negated: bool) -> Callable[[_Given, Context], bool]:
    def holds(given: _Given, context: Context) -> bool:
        if not given:
            return missing
        tests = values.tests(context)
        if len(given) == 1:
            only = given[0]
            return any(test(only) for test in tests) != negated
        # An operator without ForAnyValue or ForAllValues is not meant for several values; AWS calls the result
        # undefined, and here it never holds.
        results = (any(test(value) for test in tests) != negated for value in given)
        return all(results) if over == _ALL else any(results) if over == _ANY else False

    return holds
