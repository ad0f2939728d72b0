"""The JSON Schema of `hardpan.yaml`, for editors."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from hardpan.config.baseline import Baseline
from hardpan.config.layout import NESTED


def json_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12, with keys nested as the file has them."""
    schema = TypeAdapter(Baseline).json_schema()
    properties = schema["properties"]
    for (outer, inner), name in NESTED.items():
        group = properties.setdefault(outer, {"type": "object", "properties": {}, "additionalProperties": False})
        group["properties"][inner] = properties.pop(name)
    schema["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "hardpan.yaml", **schema}
