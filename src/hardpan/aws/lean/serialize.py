"""From parameters to a request, as each of AWS's protocols writes it; all that does not change from call to call.

What is not written here (maps in forms, bodies in XML...) no operation of the bundle has: making it refuses them.

Protocols: https://smithy.io/2.0/aws/protocols/index.html. How botocore writes the same is what tests compare with.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from hardpan.aws.lean.refusal import Refusal
from hardpan.aws.lean.spec import Operation, Service, Shape

_ENCODE = json.JSONEncoder(default=str).encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BUCKET = re.compile(r"[a-zA-Z0-9.\-_]{1,255}")
_KEPT = 20_000  # requests kept ready; parameters differ by resource, not by account or Region


class Unsigned(NamedTuple):
    """A request but for host, date and signature. Header names are in lower case, sorted; no host among them."""

    method: str
    path: str  # percent-encoded, as on the wire
    query: str  # sorted by name, as it is signed
    headers: tuple[tuple[str, str], ...]
    body: bytes
    body_hash: str


_ready: dict[tuple[str, str, str], Unsigned] = {}


def unsigned(op: Operation, parameters: Mapping[str, Any]) -> Unsigned:
    """The request for these parameters. Raises Refusal (`InvalidRequest`) where the operation does not take them."""
    key = (op.service, op.name, _ENCODE(parameters) if parameters else "")
    found = _ready.get(key)
    if found is None:
        try:
            _check(op, parameters)
            found = _WRITERS[op.of.protocol](op, parameters)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Refusal("InvalidRequest", f"{op.service}:{op.name} cannot be asked: {error}") from error
        if len(_ready) >= _KEPT:
            _ready.clear()
        _ready[key] = found
    return found


def _check(op: Operation, parameters: Mapping[str, Any]) -> None:
    """Raises ValueError for what AWS would take for another request, or would refuse."""
    known = op.input or {}
    if lacking := [name for name in known.get("required", ()) if name not in parameters]:
        raise ValueError(f"it lacks {', '.join(lacking)}")
    if unknown := [name for name in parameters if name not in known.get("members", {})]:
        raise ValueError(f"it has no {', '.join(unknown)}")
    if void := [name for name, value in parameters.items() if value is None]:
        raise ValueError(f"{', '.join(void)} is None")
    bucket = parameters.get("Bucket", "bucket")
    if op.service == "s3" and not _BUCKET.fullmatch(bucket):
        raise ValueError(f"{bucket!r} is no bucket's name")  # an access point, say, which has another address


def _made(
    op: Operation,
    *,
    path: str = "/",
    query: list[tuple[str, str]] | None = None,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Unsigned:
    fixed = {**op.of.headers, **(headers or {})}
    digest = hashlib.sha256(body).hexdigest()
    if op.of.signing_name == "s3":
        fixed["x-amz-content-sha256"] = digest
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query or [])
    return Unsigned(
        op.method,
        path,
        "&".join(f"{name}={value}" for name, value in pairs),
        tuple(sorted(fixed.items())),
        body,
        digest,
    )


def _query(op: Operation, parameters: Mapping[str, Any]) -> Unsigned:
    """A form, for `query` and `ec2`."""
    form = {"Action": op.name, "Version": op.of.version}
    if parameters:
        assert op.input is not None
        form.update(_form(op.of, parameters, op.input, ""))
    body = urlencode(form).encode()
    return _made(op, headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"}, body=body)


def _form(of: Service, value: Any, shape: Shape, prefix: str) -> Iterator[tuple[str, str]]:
    kind = shape["type"]
    if kind == "structure":
        for name, item in value.items():
            member = of.shape(shape["members"][name])
            said = _form_name(of, member, name)
            yield from _form(of, item, member, f"{prefix}.{said}" if prefix else said)
    elif kind == "list":
        yield from _form_list(of, value, shape, prefix)
    else:
        yield prefix, _scalar(value, kind)


def _form_name(of: Service, member: Shape, name: str) -> str:
    if of.protocol == "ec2":
        if "queryName" in member:
            return str(member["queryName"])
        said = str(member.get("locationName", name))
        return said[:1].upper() + said[1:] if "locationName" in member else said
    return str(member.get("locationName", name))


def _form_list(of: Service, value: list[Any], shape: Shape, prefix: str) -> Iterator[tuple[str, str]]:
    inner = of.shape(shape["member"])
    if of.protocol == "query":
        if not value:
            yield prefix, ""
            return
        if shape.get("flattened"):
            if "locationName" in shape["member"]:
                prefix = ".".join([*prefix.split(".")[:-1], shape["member"]["locationName"]])
        else:
            prefix = f"{prefix}.{shape['member'].get('locationName', 'member')}"
    for number, item in enumerate(value, 1):
        yield from _form(of, item, inner, f"{prefix}.{number}")


def _scalar(value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "timestamp":
        return _iso(value)
    if kind == "blob":
        return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()
    return str(value)


def _json(op: Operation, parameters: Mapping[str, Any]) -> Unsigned:
    """A JSON document whose operation is named in a header."""
    body = json.dumps(_plain(op.of, parameters, op.input)).encode() if op.input else b"{}"
    headers = {
        "content-type": f"application/x-amz-json-{op.of.json_version}",
        "x-amz-target": f"{op.of.target}.{op.name}",
    }
    return _made(op, headers=headers, body=body)


def _plain(of: Service, value: Any, shape: Shape) -> Any:
    """A value as JSON."""
    kind = shape["type"]
    if kind == "structure" and not shape.get("document"):
        members = {name: of.shape(shape["members"][name]) for name in value}
        return {
            members[name].get("locationName", name): _plain(of, item, members[name]) for name, item in value.items()
        }
    if kind == "list":
        inner = of.shape(shape["member"])
        return [_plain(of, item, inner) for item in value]
    if kind == "map":
        inner = of.shape(shape["value"])
        return {name: _plain(of, item, inner) for name, item in value.items()}
    if kind == "timestamp":
        since = _aware(value) - _EPOCH
        return since / timedelta(seconds=1) if since.microseconds else since // timedelta(seconds=1)
    return _scalar(value, kind) if kind == "blob" else value


def _rest(op: Operation, parameters: Mapping[str, Any]) -> Unsigned:
    """Method and path say what is asked; parameters are in the path, the query, headers, and for JSON a body."""
    path, _, fixed = op.uri.partition("?")
    query = parse_qsl(fixed, keep_blank_values=True)
    headers: dict[str, str] = {}
    rest: dict[str, Any] = {}
    members = op.input["members"] if op.input else {}
    for name, value in parameters.items():
        member = op.of.shape(members[name])
        where, said = member.get("location"), member.get("locationName", name)
        if where == "uri":
            if value == "":
                raise ValueError(f"{name} is empty")
            greedy = f"{{{said}+}}"
            if greedy in path:
                path = path.replace(greedy, quote(str(value), safe="/~"))
            else:
                path = path.replace(f"{{{said}}}", quote(str(value), safe="~"))
        elif where == "querystring":
            query += [(said, _in_query(item, member)) for item in (value if isinstance(value, list) else [value])]
        elif where == "header":
            headers[said.lower()] = _in_header(_scalar(value, member["type"]))
        else:
            rest[name] = value
    body = _rest_body(op, rest, members)
    if body:
        headers["content-type"] = "application/json"
    return _made(op, path=path or "/", query=query, headers=headers, body=body)


def _rest_body(op: Operation, rest: dict[str, Any], members: dict[str, Shape]) -> bytes:
    if op.input is None or not any("location" not in member for member in members.values()):
        return b""
    return json.dumps(_plain(op.of, rest, op.input)).encode()


def _in_query(value: Any, member: Shape) -> str:
    return _scalar(value, "timestamp" if isinstance(value, datetime) else member["type"])


def _in_header(text: str) -> str:
    """A header's value as it is signed. Raises ValueError where it would end the header."""
    if not text.isprintable():
        raise ValueError(f"no header can have the value {text!r}")
    return " ".join(text.split())


def _iso(value: Any) -> str:
    moment = _aware(value).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if moment.microsecond else "%Y-%m-%dT%H:%M:%SZ")


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


_WRITERS: dict[str, Callable[[Operation, Mapping[str, Any]], Unsigned]] = {
    "query": _query,
    "ec2": _query,
    "json": _json,
    "rest-json": _rest,
    "rest-xml": _rest,
}
