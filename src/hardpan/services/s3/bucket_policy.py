"""What the statements of a bucket policy say about who may write, and over what.

Condition operators are ANDed, values ORed: one key that names only friends is enough.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from .facts import Document

Statement: TypeAlias = dict[str, Any]

CLOUDTRAIL = "cloudtrail.amazonaws.com"
# Services that deliver logs to a bucket with their own principal.
LOG_SERVICES = frozenset(
    {
        CLOUDTRAIL,
        "config.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "guardduty.amazonaws.com",
        "logging.s3.amazonaws.com",
        "logdelivery.elasticloadbalancing.amazonaws.com",
    }
)
_READING = ("s3:get*", "s3:list*", "s3:describe*", "s3:head*")
# Keys that tell whose request it is, and are an account id, an ARN with one in it, or an organization's id.
_WHOSE_ACCOUNT = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:principalaccount", "aws:principalarn"})
_WHOSE_ORGANIZATION = frozenset(
    {"aws:sourceorgid", "aws:sourceorgpaths", "aws:principalorgid", "aws:principalorgpaths"}
)
# With one of these fixed, S3 does not call a statement for everybody public.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
_FIXING = (
    _WHOSE_ACCOUNT
    | _WHOSE_ORGANIZATION
    | {"aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:userid", "s3:dataaccesspointaccount"}
    | {"s3:dataaccesspointarn", "s3:x-amz-server-side-encryption-aws-kms-key-id"}
)
_POSITIVE = frozenset(
    f"{qualifier}{operator}"
    for qualifier in ("", "foranyvalue:")
    for operator in ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike")
)
_WIDEST = {4: 8, 6: 32}  # CIDR blocks wider than this are everybody


def as_list(value: Any) -> list[Any]:
    """The policy language allows one value where a list may stand."""
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def statements(document: Document) -> list[Statement]:
    return as_list(document.get("Statement"))


def principals(statement: Statement) -> Iterator[tuple[str, str]]:
    """Kind and name of each; everybody is ("AWS", "*")."""
    principal = statement.get("Principal", {})
    if principal == "*":
        yield "AWS", "*"
    elif isinstance(principal, dict):
        for kind, names in principal.items():
            yield from ((kind, name) for name in as_list(names))


def everybody(statement: Statement) -> bool:
    """Whether it is about everybody, or about everybody but some."""
    return "NotPrincipal" in statement or any(name == "*" for _, name in principals(statement))


def allows(statement: Statement, action: str, resource: str) -> bool:
    """Whether it is an Allow of this action on this resource, whatever its principals and conditions."""
    return (
        statement["Effect"] == "Allow"
        and any(fnmatchcase(action.lower(), pattern.lower()) for pattern in as_list(statement.get("Action")))
        and any(fnmatchcase(resource, pattern) for pattern in as_list(statement.get("Resource")))
    )


def writes(statement: Statement) -> bool:
    """Whether it allows anything but reading."""
    actions = as_list(statement.get("Action"))
    return statement["Effect"] == "Allow" and (
        "NotAction" in statement
        or any(not any(fnmatchcase(action.lower(), reading) for reading in _READING) for action in actions)
    )


def public(statement: Statement) -> bool:
    """Whether S3 would call it public: an Allow for everybody that no condition narrows to somebody."""
    if statement["Effect"] != "Allow" or not everybody(statement):
        return False
    return not any(
        (key in _FIXING and not any(_is_open(value) for value in values))
        or (key == "aws:sourceip" and all(_is_narrow(value) for value in values))
        for operator, key, values in _conditions(statement)
        if operator in _POSITIVE or operator == "ipaddress"
    )


def only_friends(statement: Statement, friends: Collection[str]) -> bool:
    """Whether a condition lets only these accounts in, or only one organization."""
    for operator, key, values in _conditions(statement):
        if operator not in _POSITIVE:
            continue
        if key in _WHOSE_ACCOUNT and all(account_in(value) in friends for value in values):
            return True
        if key in _WHOSE_ORGANIZATION and not any(value.startswith(("*", "?")) for value in values):
            return True
    return False


def strangers(statement: Statement, friends: Collection[str]) -> list[str]:
    """Who may write by this statement and is neither one of these accounts nor a log service acting for one."""
    if not writes(statement) or only_friends(statement, friends):
        return []
    if "NotPrincipal" in statement:
        return ["everybody but a few"]
    return [_called(name) for kind, name in principals(statement) if is_stranger(kind, name, friends)]


def is_stranger(kind: str, name: str, friends: Collection[str]) -> bool:
    """Whether a principal, with no condition to tell whose it is, is outside these accounts."""
    return kind != "AWS" or account_in(name) not in friends


def account_in(text: str) -> str | None:
    """The account id in an ARN, or the text where it is one."""
    if re.fullmatch(r"\d{12}", text):
        return text
    parts = text.split(":")
    return parts[4] if len(parts) > 5 and parts[0] == "arn" else None


def demands_tls(statement: Statement, bucket: str) -> bool:
    """Whether it denies everybody everything on the bucket and its objects over plain HTTP."""
    resources = as_list(statement.get("Resource"))
    return (
        statement["Effect"] == "Deny"
        and any(name == "*" for _, name in principals(statement))
        and any(action in ("*", "s3:*") for action in as_list(statement.get("Action")))
        and all(any(fnmatchcase(needed, pattern) for pattern in resources) for needed in (bucket, f"{bucket}/x"))
        and [*_conditions(statement)] == [("bool", "aws:securetransport", ["false"])]
    )


def _conditions(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    """Operator, key, values; names in lower case."""
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield operator.lower(), key.lower(), [_text(value) for value in as_list(values)]


def _text(value: Any) -> str:
    """JSON's true and "true" mean the same in a condition."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_open(value: str) -> bool:
    """A wildcard or a policy variable stands for anybody, unless the account is fixed."""
    return any(mark in value for mark in ("*", "?", "${")) and not re.fullmatch(r"\d{12}", account_in(value) or "")


def _is_narrow(cidr: str) -> bool:
    try:
        network = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _WIDEST[network.version]


def _called(name: str) -> str:
    if name == "*":
        return "everybody"
    return f"{name} for any account" if name in LOG_SERVICES else name
