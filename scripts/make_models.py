"""Makes `src/hardpan/aws/lean/models.json.gz` from the installed botocore: what lean requests and answers need to know.

    .venv/bin/python scripts/make_models.py

The models are AWS's own, as botocore (Apache License 2.0) ships them, cut down to the operations that Hardpan reads
with. Endpoints come from botocore's rule sets, evaluated for every Region of every partition and folded together.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import botocore
import botocore.loaders
import botocore.model
from botocore.endpoint_provider import EndpointProvider, EndpointResolutionError

from hardpan import services
from hardpan.model import COLLECTORS

TARGET = Path(__file__).parent.parent / "src" / "hardpan" / "aws" / "lean" / "models.json.gz"
# Sent by every run, or to enter an account.
ALWAYS = ("sts:GetCallerIdentity", "sts:AssumeRole", "ec2:DescribeRegions", "organizations:ListAccounts")
PROTOCOLS = ("json", "rest-json", "query", "ec2", "rest-xml")

# What is kept of a shape and of a member of one; the rest is documentation and constraints.
_SHAPE = ("type", "members", "member", "key", "value", "flattened", "locationName", "payload", "union", "document")
_SHAPE += ("timestampFormat", "resultWrapper", "xmlNamespace", "sensitive", "required")
_MEMBER = (
    "shape",
    "location",
    "locationName",
    "queryName",
    "flattened",
    "timestampFormat",
    "xmlAttribute",
    "hostLabel",
)
_MEMBER += ("streaming", "contextParam")
_ACCOUNT = "111122223333"
_LOADER = botocore.loaders.Loader()


def every_read() -> list[str]:
    """Every `service:Operation` that a collector may send, and those that every run sends."""
    services.load()
    return sorted({action for collector in COLLECTORS.values() for action in collector.reads} | set(ALWAYS))


def bundle() -> dict[str, Any]:
    """The whole bundle as plain JSON."""
    wanted: dict[str, list[str]] = {}
    for action in every_read():
        service, _, operation = action.partition(":")
        wanted.setdefault(service, []).append(operation)
    return {
        "botocore": botocore.__version__,
        "partitions": _partitions(),
        "services": {name: _service(name, operations) for name, operations in sorted(wanted.items())},
    }


def _service(name: str, operations: list[str]) -> dict[str, Any]:
    model = _LOADER.load_service_model(name, "service-2")
    protocol = botocore.model.ServiceModel(model, name).resolved_protocol
    if protocol not in PROTOCOLS:
        raise SystemExit(f"{name} speaks {protocol}, which the lean codec does not")
    meta = model["metadata"]
    signing = meta.get("signingName") or meta["endpointPrefix"]
    kept: dict[str, Any] = {}
    made = {operation: _operation(name, model, operation, kept) for operation in operations}
    return {
        "id": meta["serviceId"],
        "protocol": protocol,
        "version": meta["apiVersion"],
        "json": meta.get("jsonVersion"),
        "target": meta.get("targetPrefix"),
        "signing": signing,
        "headers": _headers(name, meta),
        "hosts": _hosts(name, signing, _said_by_operations(model, operations)),
        "operations": made,
        "shapes": dict(sorted(kept.items())),
    }


def _headers(service: str, meta: dict[str, Any]) -> dict[str, str]:
    """What botocore sends with every request to a service: API Gateway has several ways to write JSON, and a service
    that once spoke the query protocol is asked for the error codes of then."""
    fixed = {"accept": "application/json"} if service == "apigateway" else {}
    return fixed | ({"x-amzn-query-mode": "true"} if "awsQueryCompatible" in meta else {})


def _operation(service: str, model: dict[str, Any], name: str, kept: dict[str, Any]) -> dict[str, Any]:
    said = model["operations"][name]
    if faults := sorted(set(_beyond(model, said))):
        raise SystemExit(f"{service}:{name} has {', '.join(faults)}: the lean codec cannot do that")
    made = {"method": said["http"]["method"], "uri": said["http"]["requestUri"]}
    for way in ("input", "output"):
        if way in said:
            made[way] = {key: value for key, value in said[way].items() if key in ("shape", "resultWrapper", "payload")}
            _keep(model["shapes"], said[way]["shape"], kept)
    if "hostPrefix" in said.get("endpoint", {}):
        made["hostPrefix"] = said["endpoint"]["hostPrefix"]
    pages = _pages(service, name, model, said)
    return made | ({"pages": pages} if pages else {})


def _beyond(model: dict[str, Any], said: dict[str, Any]) -> Iterator[str]:
    """What of an operation `hardpan.aws.lean` does not do."""
    if "authtype" in said or "aws.auth#sigv4" not in said.get(
        "auth", model["metadata"].get("auth", ["aws.auth#sigv4"])
    ):
        yield "another signature than version 4"
    if "httpChecksumRequired" in said or "httpChecksum" in said or "requestcompression" in said:
        yield "a checksum or compression"
    for way in ("input", "output"):
        if way in said and any("eventstream" in shape for shape in _reachable(model, said[way]["shape"])):
            yield "an event stream"
    if "input" not in said:
        return
    protocol = botocore.model.ServiceModel(model).resolved_protocol
    shapes, top = model["shapes"], model["shapes"][said["input"]["shape"]]
    for member in top.get("members", {}).values():
        where, kind = member.get("location"), shapes[member["shape"]]["type"]
        if where == "headers" or (where == "header" and kind in ("list", "map", "structure", "timestamp", "blob")):
            yield f"a {kind} in headers"
        if where == "querystring" and kind in ("map", "structure", "blob"):
            yield f"a {kind} in its query"
        if where is None and protocol == "rest-xml":
            yield "a body in XML"
    if "payload" in top:
        yield "a payload"
    for shape in _reachable(model, said["input"]["shape"]):
        if shape["type"] == "map" and protocol in ("query", "ec2"):
            yield "a map in a form"
        for member in [shape, *shape.get("members", {}).values()]:
            if "timestampFormat" in member or "idempotencyToken" in member or "jsonvalue" in member:
                yield "a timestamp of its own form, an idempotency token or JSON in a header"


def _reachable(model: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    kept: dict[str, Any] = {}
    _keep(model["shapes"], name, kept)
    return (model["shapes"][name] for name in kept)


def _keep(shapes: dict[str, Any], name: str, kept: dict[str, Any]) -> None:
    """A shape and all that can be reached from it."""
    if name in kept:
        return
    shape = {key: value for key, value in shapes[name].items() if key in _SHAPE}
    kept[name] = shape
    if "members" in shape:
        shape["members"] = {key: _cut(member) for key, member in shape["members"].items()}
    for part in ("member", "key", "value"):
        if part in shape:
            shape[part] = _cut(shape[part])
    inner = [*shape.get("members", {}).values(), *(shape[part] for part in ("member", "key", "value") if part in shape)]
    for member in inner:
        _keep(shapes, member["shape"], kept)


def _cut(member: dict[str, Any]) -> dict[str, Any]:
    cut = {key: value for key, value in member.items() if key in _MEMBER}
    return cut | ({"xmlNamespace": True} if "xmlNamespace" in member else {})


def _pages(service: str, operation: str, model: dict[str, Any], said: dict[str, Any]) -> dict[str, Any] | None:
    """How to page: botocore's own paginator, or a bare token that it has none for."""
    known = _LOADER.load_service_model(service, "paginators-1")["pagination"] if _has_paginators(service) else {}
    if operation in known:
        found = known[operation]
        made = {
            "in": _list(found["input_token"]),
            "out": _list(found["output_token"]),
            "results": _list(found["result_key"]),
            "more": found.get("more_results"),
            "others": _list(found.get("non_aggregate_keys", [])),
        }
        for path in (*made["out"], *made["results"], *made["others"], *filter(None, [made["more"]])):
            if not path.replace(".", "").replace("_", "").isalnum():
                raise SystemExit(f"{service}:{operation} pages by {path}, which the lean codec cannot follow")
        return made
    members = model["shapes"][said["input"]["shape"]].get("members", {}) if "input" in said else {}
    tokens = [name for name in ("NextToken", "nextToken", "NextPageToken", "Marker") if name in members]
    return {"bare": tokens[0]} if tokens else None


def _has_paginators(service: str) -> bool:
    return service in _LOADER.list_available_services("paginators-1")


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _partitions() -> dict[str, Any]:
    told = _LOADER.load_data("partitions")["partitions"]
    return {found["id"]: {"regex": found["regionRegex"], "regions": sorted(found["regions"])} for found in told}


def _said_by_operations(model: dict[str, Any], operations: list[str]) -> dict[str, str]:
    """Words that every operation adds to the question where a service answers, as ACM's do."""
    given = [model["operations"][name].get("staticContextParams", {}) for name in operations]
    told = [{name: one["value"] for name, one in said.items() if isinstance(one["value"], str)} for said in given]
    if any(one != told[0] for one in told):
        raise SystemExit("operations of one service answer at several places: the lean codec knows one")
    return told[0]


def _hosts(service: str, signing: str, said: dict[str, str]) -> dict[str, Any]:
    """By partition what holds in a Region nobody knows yet, with {region} in it, and the Regions where another holds.

    A value is a host, and a signing Region and name where they are not the Region's and the service's own.
    """
    provider = EndpointProvider(
        _LOADER.load_service_model(service, "endpoint-rule-set-1"), _LOADER.load_data("partitions")
    )
    hosts: dict[str, Any] = {}
    for partition, told in _partitions().items():
        new = re.sub(r"\d+$", "97", next(name for name in told["regions"] if "global" not in name))
        if new in told["regions"] or not re.fullmatch(told["regex"], new):
            raise SystemExit(f"{new} does not stand for a new Region of {partition}")
        usual = _resolved(provider, new, signing, said)
        if usual:
            usual["host"] = usual["host"].replace(new, "{region}")
        found = {name: _resolved(provider, name, signing, said) for name in told["regions"]}
        hosts[partition] = {
            "usual": usual,
            "odd": {
                name: made
                for name, made in found.items()
                if made != (usual and {**usual, "host": usual["host"].replace("{region}", name)})
            },
        }
    return hosts


def _resolved(provider: EndpointProvider, region: str, signing: str, said: dict[str, str]) -> dict[str, str] | None:
    known = provider.ruleset.parameters
    asked = {
        "Region": region,
        "UseFIPS": False,
        "UseDualStack": False,
        "ForcePathStyle": True,
        "UseGlobalEndpoint": False,
        "AccountId": _ACCOUNT,
        "RequiresAccountId": True,
        **said,
    }
    try:
        found = provider.resolve_endpoint(**{name: value for name, value in asked.items() if name in known})
    except EndpointResolutionError:
        return None
    url = urlsplit(found.url)
    if url.scheme != "https" or url.path.strip("/"):
        raise SystemExit(f"an endpoint of another kind: {found.url}")
    made = {"host": url.netloc.removeprefix(f"{_ACCOUNT}.")}
    scheme = next((one for one in found.properties.get("authSchemes", []) if one["name"] == "sigv4"), {})
    if scheme.get("signingRegion", region) != region:
        made["signingRegion"] = scheme["signingRegion"]
    if scheme.get("signingName", signing) != signing:
        made["signingName"] = scheme["signingName"]
    return made


def packed() -> bytes:
    """The bundle as it is written: the same bytes for the same botocore."""
    text = json.dumps(bundle(), sort_keys=True, separators=(",", ":")).encode()
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text)
    return held.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(packed())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes, {len(every_read())} operations")
