"""Made-up answers of AWS, from AWS's own models: any operation, with lists of any length."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import botocore.session
from botocore.model import OperationModel, Shape
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

WORDS = ("plain", 'Ünïcödé & <tags> "quotes"', "", " spaces ")


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


def model(service: str, operation: str) -> OperationModel:
    """botocore's model of an operation."""
    return _session().get_service_model(service).operation_model(operation)


def made(shape: Shape, items: int, seen: tuple[str, ...] = (), turn: int = 0) -> Any:
    """A value of a shape: lists of so many items, words of many kinds."""
    kind = shape.type_name
    if kind == "structure":
        if seen.count(shape.name) > 1:
            return {}
        names = list(shape.members)[:1] if getattr(shape, "is_tagged_union", False) else list(shape.members)
        return {
            name: made(shape.members[name], items, (*seen, shape.name), turn + number)
            for number, name in enumerate(names)
        }
    if kind == "list":
        return [made(shape.member, items, seen, turn + number) for number in range(items)]
    if kind == "map":
        return {f"key {number}": made(shape.value, items, seen, turn + number) for number in range(items)}
    if kind in ("integer", "long"):
        return turn + 3
    if kind in ("float", "double"):
        return turn + 0.25
    if kind == "boolean":
        return turn % 2 == 0
    if kind == "timestamp":
        return datetime(2026, 3, 1 + turn % 20, 12, 30, 15, tzinfo=UTC)
    if kind == "blob":
        return b"bytes"
    if shape.name == "policyDocumentType":
        return "%7B%22Version%22%3A%20%222012-10-17%22%7D"
    return WORDS[turn % len(WORDS)]


def written(service: str, operation: str, protocol: str, values: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Headers and body of an answer, as a server of the operation's protocol writes it."""
    known = get_service_model(service).operation_model(operation)
    found = get_serializer_class(service, protocol)(operation_model=known).serialize(values)
    body = found["body"]
    headers = {name.lower(): str(value) for name, value in found["headers"].items()}
    return headers, body.encode() if isinstance(body, str) else body or b""
