"""What AWS's operations look like: protocol, address, and the shapes of what goes in and comes out."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

_GZIP = 16 + zlib.MAX_WBITS  # zlib reads gzip, too; importing `gzip` and `importlib.resources` takes longer than this

# A shape, or a member of one with what the member says of itself laid over it, as AWS's models write them.
Shape: TypeAlias = dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Service:
    """A service of AWS."""

    name: str
    id: str  # as in AWS_ENDPOINT_URL_<ID>
    protocol: str  # json, rest-json, query, ec2 or rest-xml
    version: str
    json_version: str | None
    target: str | None
    signing_name: str
    hosts: dict[str, Any] = field(repr=False)
    shapes: dict[str, Shape] = field(repr=False)

    def shape(self, member: Shape) -> Shape:
        """The shape that a member refers to, with the member's own traits over the shape's."""
        return {**self.shapes[member["shape"]], **member}


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """An operation of a service."""

    service: str
    name: str
    method: str
    uri: str
    host_prefix: str | None
    input: Shape | None = field(repr=False)
    output: Shape | None = field(repr=False)
    pages: dict[str, Any] | None
    of: Service = field(repr=False)


@cache
def _models() -> dict[str, Any]:
    packed = Path(__file__).with_name("models.json.gz").read_bytes()
    models: dict[str, Any] = json.loads(zlib.decompress(packed, _GZIP))
    return models


@cache
def partitions() -> dict[str, Any]:
    """Each partition with the pattern of its Regions' names and those that are known."""
    return dict(_models()["partitions"])


@cache
def service(name: str) -> Service | None:
    """A service in the bundle."""
    told = _models()["services"].get(name)
    if told is None:
        return None
    return Service(
        name=name,
        id=told["id"],
        protocol=told["protocol"],
        version=told["version"],
        json_version=told["json"],
        target=told["target"],
        signing_name=told["signing"],
        hosts=told["hosts"],
        shapes=told["shapes"],
    )


@cache
def operation(of: str, name: str) -> Operation | None:
    """An operation in the bundle; None for any other, which botocore has to send."""
    home = service(of)
    told = _models()["services"][of]["operations"].get(name) if home else None
    if home is None or told is None:
        return None
    return Operation(
        service=of,
        name=name,
        method=told["method"],
        uri=told["uri"],
        host_prefix=told.get("hostPrefix"),
        input=home.shape(told["input"]) if "input" in told else None,
        output=home.shape(told["output"]) if "output" in told else None,
        pages=told.get("pages"),
        of=home,
    )


def every() -> list[Operation]:
    """Every operation in the bundle."""
    found = (operation(name, action) for name, told in _models()["services"].items() for action in told["operations"])
    return [one for one in found if one is not None]
