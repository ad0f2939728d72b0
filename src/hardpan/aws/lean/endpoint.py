"""Where a request goes and whom it is signed for."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hardpan.aws.lean.spec import Operation, Service, partitions

_PORTS = {"http": 80, "https": 443}
_LABELS = re.compile(r"[A-Za-z0-9.-]+\.")


class Endpoint(NamedTuple):
    """The address of a service in a Region; `host` carries its port where that is not the scheme's own."""

    scheme: str
    host: str
    base_path: str
    signing_region: str
    signing_name: str


class NoEndpoint(LookupError):
    """The service is not in the Region, or no partition has such a Region."""


def endpoint(op: Operation, parameters: Mapping[str, Any], region: str, *, override: str | None = None) -> Endpoint:
    """Where an operation is sent: AWS's address in the Region, or `override`. Raises NoEndpoint."""
    found = _overridden(op.of, region, override) if override else _aws(op.of, region)
    if op.host_prefix and not (override and _is_address(found.host)):
        prefix = op.host_prefix.format_map(parameters)
        if not _LABELS.fullmatch(prefix):
            raise NoEndpoint(f"{prefix!r} cannot stand before the host of {op.service}:{op.name}")
        return found._replace(host=prefix + found.host)
    return found


@cache
def _aws(of: Service, region: str) -> Endpoint:
    hosts = of.hosts[partition_of(region)]
    told = hosts["odd"].get(region, hosts["usual"])
    if told is None:
        raise NoEndpoint(f"{of.name} has no endpoint in {region}")
    return Endpoint(
        "https",
        told["host"].replace("{region}", region),
        "",
        told.get("signingRegion", region),
        told.get("signingName", of.signing_name),
    )


@cache
def _overridden(of: Service, region: str, override: str) -> Endpoint:
    try:
        url = urlsplit(override)
        port = url.port
    except ValueError as error:  # a port that is no number, brackets that do not close
        raise NoEndpoint(f"{override} is no address of an endpoint: {error}") from error
    if url.scheme not in _PORTS or not url.hostname or url.query or url.fragment:
        raise NoEndpoint(f"{override} is no address of an endpoint")
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname  # in lower case, without a user's name
    if port not in (None, _PORTS[url.scheme]):
        host = f"{host}:{port}"
    return Endpoint(url.scheme, host, url.path, region, of.signing_name)


@cache
def partition_of(region: str) -> str:
    """The partition that a Region belongs to, by its name where it is a new one. Raises NoEndpoint."""
    for name, told in partitions().items():
        if region in told["regions"] or re.fullmatch(told["regex"], region):
            return name
    raise NoEndpoint(f"no partition has a Region {region}")


def _is_address(host: str) -> bool:
    """An IP address or this machine, in front of which no name can stand."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return True
