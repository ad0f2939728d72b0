"""What to ask Lambda, and what the answers mean."""

from __future__ import annotations

import json
from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, collector, lift

from .facts import Function, FunctionUrl, Permission


@collector(Function, per="region", reads=["lambda:ListFunctions", "lambda:ListFunctionUrlConfigs", "lambda:GetPolicy"])
def functions(here: Place) -> Reading[Function]:
    """Every function with its addresses and its policy; an alias that has an address has a policy of its own."""
    answer = yield Read("lambda", "ListFunctions")
    listed = sorted((found["FunctionName"], found["FunctionArn"]) for found in answer.get("Functions") or [])
    urls = yield [Read("lambda", "ListFunctionUrlConfigs", FunctionName=name) for name, _ in listed]
    addresses = [lift(_urls, configured["FunctionUrlConfigs"]) for configured in urls]
    asked = [
        (name, qualifier)
        for (name, _), known in zip(listed, addresses, strict=True)
        for qualifier in (None, *([] if isinstance(known, Unreadable) else _aliases(known)))
    ]
    answers = yield [_policy(name, qualifier) for name, qualifier in asked]
    policies: dict[str, list[Any]] = {}
    for (name, qualifier), policy in zip(asked, answers, strict=True):
        policies.setdefault(name, []).append(lift(lambda given, of=qualifier: _permissions(given, of), policy))
    return [
        Function(
            place=here,
            name=name,
            arn=arn,
            urls=known,
            # Where the addresses are hidden, so are the aliases whose policies there is to read.
            permissions=lift(_together, *([known] if isinstance(known, Unreadable) else []), *policies[name]),
        )
        for (name, arn), known in zip(listed, addresses, strict=True)
    ]


def _policy(name: str, qualifier: str | None) -> Read:
    named = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
    return Read("lambda", "GetPolicy", **named).or_none("ResourceNotFoundException")


def _urls(configured: list[dict[str, Any]]) -> tuple[FunctionUrl, ...]:
    """The ARN of an alias's address ends in the alias's name."""
    return tuple(
        FunctionUrl(qualifier=_qualifier(found["FunctionArn"]), auth_type=found["AuthType"]) for found in configured
    )


def _qualifier(arn: str) -> str | None:
    parts = arn.split(":")
    return parts[7] if len(parts) > 7 else None


def _aliases(urls: tuple[FunctionUrl, ...]) -> list[str]:
    return [url.qualifier for url in urls if url.qualifier]


def _permissions(answer: dict[str, Any] | None, qualifier: str | None) -> tuple[Permission, ...]:
    statements = json.loads(answer["Policy"])["Statement"] if answer else []
    return tuple(Permission(qualifier=qualifier, statement=statement) for statement in statements)


def _together(*several: tuple[Permission, ...]) -> tuple[Permission, ...]:
    return tuple(permission for one in several for permission in one)
