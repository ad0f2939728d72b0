"""The JSON Schema of `hardpan.yaml`, draft 2020-12, for editors: from the same models that read the file."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from hardpan.config.group import title
from hardpan.config.shape import File

_NOTHING = {"type": "null"}


def json_schema() -> dict[str, Any]:
    """The schema. A list or a group of keys may be left empty, as the loader lets it."""
    schema = File.model_json_schema()
    groups = schema["$defs"]
    for group in (schema, *groups.values()):
        group["properties"] = {key: _tidied(key, taken, groups) for key, taken in group["properties"].items()}
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def _tidied(key: str, taken: dict[str, Any], groups: dict[str, Any]) -> dict[str, Any]:
    kept = {"title": title(key), **{name: value for name, value in taken.items() if name != "anyOf"}}
    for option in taken.get("anyOf", ()):
        kept |= option if option != _NOTHING else {}  # a value that may be left out, but not left empty
    if kept.get("default") in (None, "", []):
        kept.pop("default", None)
    if kept.get("type") == "array":
        kept["type"] = ["array", "null"]
    if "$ref" in kept:
        kept.pop("default", None)  # its keys say what theirs are
        reference = kept.pop("$ref")
        group = groups[reference.rpartition("/")[2]]
        return {"description": group["description"], **kept, "anyOf": [{"$ref": reference}, _NOTHING]}
    return kept
