"""What AWS's operations look like: protocol, address, and the shapes of what goes in and comes out."""

from __future__ import annotations

import json
import os
import zlib
from functools import cache
from typing import Any, TypeAlias

_GZIP = 16 + zlib.MAX_WBITS  # zlib reads gzip, too; importing `gzip` and `importlib.resources` takes longer than this

# A shape, or a member of one with what the member says of itself laid over it, as AWS's models write them.
Shape: TypeAlias = dict[str, Any]


class Service:
    """A service of AWS, from what the bundle tells of it. There is one of each. Never changed."""

    __slots__ = (
        "headers",
        "hosts",
        "id",
        "json_version",
        "name",
        "protocol",
        "shapes",
        "signing_name",
        "target",
        "version",
    )

    def __init__(self, name: str, told: dict[str, Any]) -> None:
        self.name = name
        self.id: str = told["id"]  # as in AWS_ENDPOINT_URL_<ID>
        self.protocol: str = told["protocol"]  # json, rest-json, query, ec2 or rest-xml
        self.version: str = told["version"]
        self.json_version: str | None = told["json"]
        self.target: str | None = told["target"]
        self.signing_name: str = told["signing"]
        self.headers: dict[str, str] = told["headers"]  # of every request
        self.hosts: dict[str, Any] = told["hosts"]
        self.shapes: dict[str, Shape] = told["shapes"]

    def shape(self, member: Shape) -> Shape:
        """The shape that a member refers to, with the member's own traits over the shape's."""
        return {**self.shapes[member["shape"]], **member}

    def __repr__(self) -> str:
        return f"Service({self.name})"


class Operation:
    """An operation of a service. There is one of each. Never changed."""

    __slots__ = ("host_prefix", "input", "method", "name", "of", "output", "pages", "service", "uri")

    def __init__(self, of: Service, name: str, told: dict[str, Any]) -> None:
        self.of, self.service, self.name = of, of.name, name
        self.method: str = told["method"]
        self.uri: str = told["uri"]
        self.host_prefix: str | None = told.get("hostPrefix")
        self.input: Shape | None = of.shape(told["input"]) if "input" in told else None
        self.output: Shape | None = of.shape(told["output"]) if "output" in told else None
        self.pages: dict[str, Any] | None = told.get("pages")

    def __repr__(self) -> str:
        return f"Operation({self.service}:{self.name})"


@cache
def _models() -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "models.json.gz"), "rb") as packed:
        models: dict[str, Any] = json.loads(zlib.decompress(packed.read(), _GZIP))
    return models


@cache
def partitions() -> dict[str, Any]:
    """Each partition with the pattern of its Regions' names and those that are known."""
    return dict(_models()["partitions"])


@cache
def service(name: str) -> Service | None:
    """A service in the bundle."""
    told = _models()["services"].get(name)
    return Service(name, told) if told else None


@cache
def operation(of: str, name: str) -> Operation | None:
    """An operation in the bundle; None for any other, which botocore has to send."""
    home = service(of)
    told = _models()["services"][of]["operations"].get(name) if home else None
    return Operation(home, name, told) if home and told else None


def every() -> list[Operation]:
    """Every operation in the bundle."""
    found = (operation(name, action) for name, told in _models()["services"].items() for action in told["operations"])
    return [one for one in found if one is not None]
