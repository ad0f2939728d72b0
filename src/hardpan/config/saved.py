"""A Baseline as plain JSON, since a saved plan carries the baseline it was made from."""

from __future__ import annotations

import hashlib
import json
import types
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hardpan.config.baseline import Baseline


def to_dict(baseline: Baseline) -> dict[str, Any]:
    """JSON-safe; dates in ISO 8601."""
    plain: dict[str, Any] = json.loads(_canonical(baseline))
    return plain


def from_dict(data: dict[str, Any]) -> Baseline:
    """The inverse of `to_dict`; what is left out has its default. Raises ValueError where something does not fit."""
    baseline: Baseline = _made(Baseline, data, "baseline")
    return baseline


def digest(baseline: Baseline) -> str:
    """SHA-256 of what the baseline asks for, in hexadecimal. On which line a waiver stands is no part of that."""
    waivers = tuple(replace(waiver, line=None) for waiver in baseline.waivers)
    return hashlib.sha256(_canonical(replace(baseline, waivers=waivers)).encode()).hexdigest()


def _canonical(baseline: Baseline) -> str:
    return json.dumps(asdict(baseline), default=date.isoformat, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _made(kind: type[Any], data: Any, at: str) -> Any:
    if not isinstance(data, dict):
        raise ValueError(f"{at}: not an object")
    hints = get_type_hints(kind)
    unknown = sorted(data.keys() - {field.name for field in fields(kind)})
    if unknown:
        raise ValueError(f"{at}: unknown: {', '.join(map(str, unknown))}")
    try:
        return kind(**{name: _value(hints[name], value, f"{at}.{name}") for name, value in data.items()})
    except TypeError as error:  # a field without a default is missing
        raise ValueError(f"{at}: {error}") from error


def _value(hint: Any, value: Any, at: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is types.UnionType:
        return None if value is None else _value(inner[0], value, at)
    if origin is tuple and isinstance(value, list):
        return tuple(_value(inner[0], item, f"{at}[{number}]") for number, item in enumerate(value))
    if origin is Literal and value in inner:
        return value
    if is_dataclass(hint):
        return _made(hint, value, at)  # type: ignore[arg-type]
    if hint is date and isinstance(value, str):
        return date.fromisoformat(value)
    if hint is float and type(value) in (int, float):
        return float(value)
    if hint in (str, int, bool) and type(value) is hint:
        return value
    raise ValueError(f"{at}: {value!r} does not fit")
