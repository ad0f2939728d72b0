"""Patterns of the policy language: wildcards, ARNs by segment, policy variables.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

Context: TypeAlias = Mapping[str, tuple[str, ...]]  # condition keys in lower case

SEGMENTS = 6  # arn:partition:service:region:account:resource
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DEFAULT = re.compile(r"\s*'(.*)'\s*", re.S)
# A `*` or `?` that came from a variable stands for itself. Until the pattern is compiled, these stand for it.
_STAR, _MARK = "\ue000", "\ue001"
_LITERAL = {"*": _STAR, "?": _MARK, "$": "$"}
_HIDE = str.maketrans({"*": _STAR, "?": _MARK})
_SHOW = str.maketrans({_STAR: "*", _MARK: "?"})


@lru_cache(maxsize=8192)
def glob(pattern: str) -> re.Pattern[str]:
    """`*` is any text, `?` one character.

    Each `*` takes the first place where what follows it fits and never looks back, so that matching takes time in
    proportion to the text however many there are.
    """
    head, *rest = pattern.split("*")
    if not rest:
        return _compiled(_literal(head, "."))
    *middle, tail = rest
    found = "".join(f"(?>.*?{_literal(part, '.')})" for part in middle if part)
    return _compiled(f"{_literal(head, '.')}{found}.*{_literal(tail, '.')}")


@lru_cache(maxsize=8192)
def arn_glob(pattern: str) -> re.Pattern[str]:
    """As ArnLike: each of the six segments for itself. A wildcard before the last never reaches across a colon."""
    segments = pattern.split(":", SEGMENTS - 1)
    if len(segments) < SEGMENTS:
        return glob(pattern) if not pattern.strip("*") else _compiled("(?!)")
    *first, last = segments
    inside = [_segment(segment, "[^:]*") for segment in first]
    return _compiled(":".join([*inside, _literal_or_any(last)]))


@lru_cache(maxsize=8192)
def resource_glob(pattern: str) -> re.Pattern[str]:
    """As the element Resource: like `arn_glob`, but a `*` that ends a segment may reach beyond it, and segments that
    are left out at the end are `*`."""
    if not pattern.startswith("arn:"):
        return glob(pattern)
    segments = pattern.split(":", SEGMENTS - 1)
    *first, last = segments + ["*"] * (SEGMENTS - len(segments))
    inside = [_segment(segment, ".*" if segment.endswith("*") else "[^:]*") for segment in first]
    return _compiled(":".join([*inside, _literal_or_any(last)]))


def has_variables(text: str) -> bool:
    """Whether something in it is filled in from the request."""
    return "${" in text


def substituted(text: str, context: Context) -> str | None:
    """The text with its variables filled in; None where one has no value, or several, and no default."""
    missing = False

    def fill(variable: re.Match[str]) -> str:
        nonlocal missing
        value = _value(variable[1], context)
        missing = missing or value is None
        return value or ""

    filled = _VARIABLE.sub(fill, text)
    return None if missing else filled


def plain(text: str) -> str:
    """The text for operators that know no wildcards."""
    return text.translate(_SHOW)


def _value(variable: str, context: Context) -> str | None:
    name, comma, default = variable.partition(",")
    if name in _LITERAL and not comma:
        return _LITERAL[name]
    values = context.get(name.strip().lower(), ())
    if len(values) == 1:
        return values[0].translate(_HIDE)
    quoted = _DEFAULT.fullmatch(default) if comma and not values else None
    return quoted[1].translate(_HIDE) if quoted else None


def _segment(text: str, last_star: str) -> str:
    """One segment; only a `*` at its very end is `last_star`."""
    *before, end = text.split("*")
    star = last_star if not end else "[^:]*"
    return "[^:]*".join(_literal(part, "[^:]") for part in before) + (star if before else "") + _literal(end, "[^:]")


def _literal_or_any(text: str) -> str:
    return ".*".join(_literal(part, ".") for part in text.split("*"))


def _literal(text: str, any_one: str) -> str:
    return any_one.join(re.escape(plain(part)) for part in text.split("?"))


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(f"(?:{expression})\\Z", re.S)
