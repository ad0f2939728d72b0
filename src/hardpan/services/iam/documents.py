"""Policy documents of IAM: enough of the language to tell whom a statement is about and on what terms.

One value may stand where the language allows a list.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, TypeAlias
from urllib.parse import unquote

Document: TypeAlias = dict[str, Any]
Statement: TypeAlias = dict[str, Any]

_ACCOUNT = re.compile(r"\d{12}")
# Operators that hold only where the key is there and has one of the values. `...IfExists` and `ForAllValues:` hold
# where it is missing, and negative ones say who is out, not who is in.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_DEMANDING = frozenset(
    f"{qualifier}{operator}"
    for qualifier in ("", "foranyvalue:")
    for operator in ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "bool")
)
_EVERYTHING = re.compile(r"(arn:([a-z-]+:)?)?[*:]*\*[*:]*")


def parsed(document: Document | str) -> Document:
    """The document, which IAM sends as URL-encoded JSON and botocore hands on decoded."""
    if not isinstance(document, str):
        return document
    text = document if document.lstrip().startswith("{") else unquote(document)
    found: Document = json.loads(text)
    return found


def as_list(value: Any) -> list[Any]:
    """A list, whether or not the document writes one."""
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def statements(document: Document) -> list[Statement]:
    """Its statements."""
    return as_list(document.get("Statement"))


def allowing(document: Document) -> list[Statement]:
    """Its statements that allow something."""
    return [statement for statement in statements(document) if statement.get("Effect") == "Allow"]


def principals(statement: Statement) -> list[tuple[str, str]]:
    """Kind and name of each principal; everybody is ("AWS", "*"), and so is everybody but some."""
    if "NotPrincipal" in statement:
        return [("AWS", "*")]
    principal = statement.get("Principal", {})
    if isinstance(principal, str):
        return [("AWS", principal)]
    return [(kind, name) for kind, names in principal.items() for name in as_list(names)]


def account_of(principal: str) -> str | None:
    """The account in an ARN, or the principal itself where it is an account; None for everybody and for what is left
    of a principal that was deleted, its unique id."""
    if _ACCOUNT.fullmatch(principal):
        return principal
    parts = principal.split(":")
    return parts[4] if len(parts) > 5 and parts[0] == "arn" else None


def allows_action(statement: Statement, action: str) -> bool:
    """Whether its actions include this one, in whatever case."""
    if "NotAction" in statement:
        return not _matches(statement["NotAction"], action)
    return _matches(statement.get("Action"), action)


def allows_everything(statement: Statement) -> bool:
    """Whether it allows every action on every resource; on what condition is not asked."""
    return (
        statement.get("Effect") == "Allow"
        and any(_EVERYTHING.fullmatch(action) for action in as_list(statement.get("Action")))
        and any(_EVERYTHING.fullmatch(resource) for resource in as_list(statement.get("Resource")))
    )


def demands(statement: Statement, key: str) -> list[str]:
    """The values of which the request's key must have one, because a condition says so; none where none says so."""
    return [value for asked, values in _conditions(statement) if asked == key.lower() for value in values]


def _conditions(statement: Statement) -> Iterator[tuple[str, list[str]]]:
    for operator, keys in statement.get("Condition", {}).items():
        if operator.lower() in _DEMANDING:
            for key, values in keys.items():
                yield key.lower(), [_text(value) for value in as_list(values)]


def _text(value: Any) -> str:
    """JSON's true and "true" mean the same in a condition."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _matches(patterns: Any, action: str) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in as_list(patterns))
