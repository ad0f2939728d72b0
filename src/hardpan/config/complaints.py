"""What pydantic found wrong, at its place in the file and in words for the person who wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from pydantic_core import ErrorDetails

from hardpan.config import shape
from hardpan.config.checks import found
from hardpan.config.document import Document, Keys, Position, path
from hardpan.config.group import Group


def complaint(error: ErrorDetails, read: Document) -> tuple[Position, str]:
    """One error: where, and what."""
    keys = error["loc"]
    if error["type"] == "extra_forbidden":
        return read.keys[keys], f"{path(keys)}: unknown key{_meant(keys)}"
    inherited = " (the value is the profile's)" if _is_inherited(error, read) else ""
    return read.position(keys), f"{path(keys)}: {_message(error)}{inherited}"


def _is_inherited(error: ErrorDetails, read: Document) -> bool:
    return error["type"] == "value_error" and error["input"] not in (None, ()) and error["loc"] not in read.starts


def _message(error: ErrorDetails) -> str:
    given: Any = error["input"]
    match error["type"]:
        case "value_error":
            return str(error["ctx"]["error"])
        case "missing":
            return "is missing"
        case "tuple_type":
            return f"{found(given)} where a list is expected" + (f": write [{given}]" if isinstance(given, str) else "")
        case "model_type":
            return f"{found(given)} where a group of keys is expected"
        case "string_type":
            return f"{found(given)} where text is expected"
        case _:
            return error["msg"]


def _meant(keys: Keys) -> str:
    """The key that was likely meant: beside the unknown one, or of its name in another group."""
    unknown = str(keys[-1])
    group = shape.model_at(keys[:-1])
    near = difflib.get_close_matches(unknown, group.model_fields, n=1) if group else []
    elsewhere = [other for other in _paths(shape.File) if other.rpartition(".")[2] == unknown]
    best = near or (elsewhere if len(elsewhere) == 1 else [])
    return f", did you mean '{best[0]}'?" if best else ""


def _paths(group: type[Group], above: str = "") -> Iterator[str]:
    for key in group.model_fields:
        yield f"{above}{key}"
        inner = shape.model_at((*above.split(".")[:-1], key))
        if inner:
            yield from _paths(inner, f"{above}{key}.")
