"""Values that a service's model enumerates. botocore sends any, so that AWS can add to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import moto_adapter
from .registry import Call


def unknown_values(call: Call) -> list[str]:
    """The values of a request that its model does not know."""
    shape = moto_adapter.input_shape(call.service, call.operation)
    return list(_unknown(shape, call.parameters)) if shape else []


def _unknown(shape: Any, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping) and shape.type_name == "structure":
        for name, inner in value.items():
            yield from _unknown(shape.members[name], inner)
    elif isinstance(value, list) and shape.type_name == "list":
        for inner in value:
            yield from _unknown(shape.member, inner)
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield value
