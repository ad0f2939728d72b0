"""The condition operators: what each makes of one value of a policy and one of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import ipaddress
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeAlias

from hardpan.policy.pattern import arn_glob, glob, plain

Test: TypeAlias = Callable[[str], bool]  # of a value of the request
_Parser: TypeAlias = Callable[[str], float | None]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Operator:
    """An operator: the test that a policy's value makes, and whether passing it means that the condition fails.

    Only operators of strings and ARNs fill variables in.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-conditionelement
    """

    test: Callable[[str], Test]
    negated: bool
    variables: bool


def _never(_: str) -> bool:
    return False


def _string_equals(value: str) -> Test:
    return plain(value).__eq__


def _string_equals_ignore_case(value: str) -> Test:
    wanted = plain(value).casefold()
    return lambda given: given.casefold() == wanted


def _string_like(value: str) -> Test:
    match = glob(value).match
    return lambda given: match(given) is not None


def _arn_like(value: str) -> Test:
    match = arn_glob(value).match
    return lambda given: match(given) is not None


def _bool(value: str) -> Test:
    wanted = plain(value).lower()
    return (lambda given: given.lower() == wanted) if wanted in ("true", "false") else _never


def _ip_address(value: str) -> Test:
    try:
        network = ipaddress.ip_network(plain(value), strict=False)
    except ValueError:
        return _never

    def within(given: str) -> bool:
        address = _address(given)
        return address is not None and address.version == network.version and address in network

    return within


def _compared(parse: _Parser, holds: Callable[[float, float], bool]) -> Callable[[str], Test]:
    def test(value: str) -> Test:
        wanted = parse(plain(value))
        if wanted is None:
            return _never

        def compare(given: str) -> bool:
            number = parse(given)
            return number is not None and holds(number, wanted)

        return compare

    return test


@lru_cache(maxsize=4096)
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def _moment(text: str) -> float | None:
    """Seconds since 1970: of a date of ISO 8601, UTC where it has no zone, or written as such a number."""
    if (seconds := _number(text)) is not None:
        return seconds
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


_COMPARISONS = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_TESTS: dict[str, Callable[[str], Test]] = {
    "StringEquals": _string_equals,
    "StringEqualsIgnoreCase": _string_equals_ignore_case,
    "StringLike": _string_like,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": _bool,
    "BinaryEquals": _string_equals,
    "IpAddress": _ip_address,
    **{f"Numeric{name}": _compared(_number, holds) for name, holds in _COMPARISONS.items()},
    **{f"Date{name}": _compared(_moment, holds) for name, holds in _COMPARISONS.items()},
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}


def _operator(name: str) -> Operator:
    of = _NEGATED.get(name, name)
    return Operator(
        lru_cache(maxsize=4096)(_TESTS[of]), negated=name in _NEGATED, variables=of.startswith(("String", "Arn"))
    )


# By name in lower case.
OPERATORS: dict[str, Operator] = {name.lower(): _operator(name) for name in (*_TESTS, *_NEGATED)}
