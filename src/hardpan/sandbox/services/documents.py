"""Resource policies as the services of the sandbox read them: who is let in, and on which condition.

The language: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
What S3 calls public:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from hardpan.policy import FULL_ACCESS, Policies, Policy, PolicyProblem, Principal, Request, Tree, decide
from hardpan.policy.request import Value

Statement: TypeAlias = Mapping[str, Any]

# A wildcard principal is not public when one of these is held to a fixed value.
NARROWING_KEYS = frozenset(
    {
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:principalorgid",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:userid",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
    }
)
NARROWING_OPERATORS = frozenset({"stringequals", "stringlike", "arnequals", "arnlike", "ipaddress"})
# Wider than this a range of addresses narrows nothing.
WIDEST_IPV4, WIDEST_IPV6 = 8, 32


def statements(document: str | bytes | None) -> list[Statement]:
    """The statements of a policy; none of a missing or unreadable one."""
    try:
        parsed = json.loads(document or "{}")
    except ValueError:
        return []
    found = as_list(parsed.get("Statement")) if isinstance(parsed, dict) else []
    return [statement for statement in found if isinstance(statement, dict)]


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def principals(statement: Statement) -> Iterator[tuple[str, str]]:
    """Each principal with its kind, as ("AWS", "111122223333"); anyone is ("AWS", "*")."""
    principal = statement.get("Principal")
    if isinstance(principal, str):
        yield "AWS", principal
    elif isinstance(principal, Mapping):
        for kind, values in principal.items():
            for value in as_list(values):
                yield kind, str(value)


def conditions(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    """Each test of a statement: operator, key, values; operator and key in lower case, as AWS compares them."""
    for operator, tests in (statement.get("Condition") or {}).items():
        for key, values in tests.items():
            yield operator.lower(), key.lower(), [_text(value) for value in as_list(values)]


def is_public(document: str | bytes | None) -> bool:
    return any(admits_anyone(statement) for statement in statements(document))


def admits_anyone(statement: Statement) -> bool:
    if statement.get("Effect") != "Allow" or ("AWS", "*") not in principals(statement):
        return False
    return not any(
        operator in NARROWING_OPERATORS and key in NARROWING_KEYS and all(_is_fixed(key, value) for value in values)
        for operator, key, values in conditions(statement)
    )


def _is_fixed(key: str, value: str) -> bool:
    if key == "aws:sourceip":
        network = ipaddress.ip_network(value, strict=False)
        return network.prefixlen >= (WIDEST_IPV4 if network.version == 4 else WIDEST_IPV6)
    if value.startswith("arn:"):
        account = f"{value}:::::".split(":")[4]
        return "*" not in account
    return "*" not in value and "${" not in value


def permits(
    document: str | bytes | None,
    principal: Principal,
    action: str,
    resource: str,
    context: Mapping[str, Value],
    account: str = "",
    tree: Tree | None = None,
) -> bool:
    """Whether a resource's policy lets this principal act; what is no policy lets nobody in.

    `account` is the resource's, and `tree` the organization whose RCPs protect it. A principal's own policies do not
    bind here: it may do all that is left to them.
    """
    try:
        policy = Policy.parse(document.decode() if isinstance(document, bytes) else document or "")
    except PolicyProblem:
        return False
    asked = Request(principal=principal, action=action, resource=resource, account=account, context=context)
    return decide(asked, Policies(identity=(FULL_ACCESS,), resource=policy, tree=tree)).allowed


def matches(pattern: str, value: str, *, fold: bool = False) -> bool:
    """`*` stands for anything, `?` for one character; nothing else is special."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, value, re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
