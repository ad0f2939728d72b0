"""A Baseline as plain JSON, since a saved plan carries the baseline it was made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from hardpan.config.baseline import Baseline


def to_dict(baseline: Baseline) -> dict[str, Any]:
    """JSON-safe; dates in ISO 8601."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(baseline), default=str))
    return plain


def from_dict(data: dict[str, Any]) -> Baseline:
    """The inverse of `to_dict`. Raises ValueError where a value does not fit."""
    from pydantic import TypeAdapter

    return TypeAdapter(Baseline).validate_python(data)


def digest(baseline: Baseline) -> str:
    """SHA-256 of the baseline's canonical JSON, in hexadecimal."""
    return hashlib.sha256(json.dumps(to_dict(baseline), sort_keys=True).encode()).hexdigest()
