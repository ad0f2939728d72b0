"""From an HTTP answer to plain values, as each of AWS's protocols writes it: compiled once per operation.

What comes out is what botocore makes of the same answer, without its ResponseMetadata. botocore's parsers are the
measure where Smithy's protocol pages (https://smithy.io/2.0/aws/protocols/index.html) leave something open.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import unquote
from xml.etree import ElementTree

from hardpan.aws.lean.spec import Operation, Service, Shape

Reader: TypeAlias = Callable[[Any], Any]

# The emptiest of structures, of which an XML answer without a root is one.
_NOTHING = ElementTree.Element("nothing")


class Refusal(Exception):  # an answer too
    """AWS answered with an error. `region` and `date` are what it said of where the thing is and what time it is."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 0,
        request_id: str | None = None,
        retry_after: float | None = None,
        region: str | None = None,
        date: str | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status, self.request_id = code, message, status, request_id
        self.retry_after, self.region, self.date = retry_after, region, date


def answer(op: Operation, status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """What AWS said. Raises Refusal for an error, and for a body that is not what its protocol promises.

    Header names are in lower case.
    """
    if status >= 300:
        raise _refusal(op, status, headers, body)
    read = _compiled(op)
    try:
        return read(headers, status, body)
    except (ValueError, ElementTree.ParseError, LookupError, TypeError, AttributeError) as error:
        raise Refusal("TruncatedAnswer", f"the answer cannot be read: {error}", status=status) from error


@cache
def _compiled(op: Operation) -> Callable[[Mapping[str, str], int, bytes], dict[str, Any]]:
    if op.output is None:
        return lambda _headers, _status, _body: {}
    shape, of = op.output, op.of
    payload = shape.get("payload")
    read_body = _body_reader(of, shape, payload)
    elsewhere = [
        (name, member, _header_reader(name, member))
        for name, part in shape.get("members", {}).items()
        if (member := of.shape(part)).get("location") in ("header", "headers", "statusCode")
    ]
    if not elsewhere:
        return lambda _headers, _status, body: read_body(body)

    def whole(headers: Mapping[str, str], status: int, body: bytes) -> dict[str, Any]:
        found = read_body(body)
        for name, member, read in elsewhere:
            value = status if member["location"] == "statusCode" else read(headers)
            if value is not None:
                found[name] = value
        return found

    return whole


def _body_reader(of: Service, shape: Shape, payload: str | None) -> Callable[[bytes], dict[str, Any]]:
    target = of.shape(shape["members"][payload]) if payload else shape
    if payload and target["type"] in ("string", "blob"):
        is_text = target["type"] == "string"
        return lambda body: {payload: body.decode() if is_text else body}
    if of.protocol in ("json", "rest-json"):
        read = _json_reader(of, target)
        if payload:
            return lambda body: {payload: read(json.loads(body))} if body else {}
        return lambda body: read(json.loads(body)) if body else {}
    read_element = _xml_reader(of, target)
    wrapper = shape.get("resultWrapper")

    def from_xml(body: bytes) -> dict[str, Any]:
        root = ElementTree.fromstring(body) if body else _NOTHING  # noqa: S314  (expat refuses entity bombs since 2.4.1)
        if wrapper:
            root = next((child for child in root if _local(child.tag) == wrapper), _NOTHING)
        found: dict[str, Any] = read_element(root)
        return {payload: found} if payload else found

    return from_xml


def _header_reader(name: str, member: Shape) -> Callable[[Mapping[str, str]], Any]:
    said = member.get("locationName", "" if member["location"] == "headers" else name).lower()
    if member["location"] == "headers":
        cut = len(said)
        return lambda headers: {key[cut:]: value for key, value in headers.items() if key.startswith(said)}
    read = _HEADERS.get(member["type"], str)
    return lambda headers: read(headers[said]) if said in headers else None


# JSON


def _json_reader(of: Service, shape: Shape, seen: dict[str, list[Reader]] | None = None) -> Reader:
    """A function from decoded JSON to values. Members that the shape does not have, and null ones, are left out."""
    known: dict[str, list[Reader]] = {} if seen is None else seen
    kind = shape["type"]
    if kind == "structure":
        return _as_it_is if shape.get("document") else _json_structure(of, shape, known)
    if kind == "list":
        item = _json_reader(of, of.shape(shape["member"]), known)
        return lambda values: None if values is None else [item(value) for value in values]
    if kind == "map":
        inner = _json_reader(of, of.shape(shape["value"]), known)
        return lambda values: None if values is None else {name: inner(value) for name, value in values.items()}
    if kind == "timestamp":
        return lambda value: None if value is None else moment(value)
    if kind == "blob":
        return lambda value: None if value is None else base64.b64decode(value)
    if kind in ("float", "double"):
        return lambda value: None if value is None else float(value)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _json_structure(of: Service, shape: Shape, known: dict[str, list[Reader]]) -> Reader:
    name = shape["shape"]
    if name in known:  # it is within itself: the reader is there by the time it is needed
        held = known[name]
        return lambda values: held[0](values)
    held = known[name] = []
    table: dict[str, tuple[str, Reader | None]] = {}
    for member, part in shape["members"].items():
        inner = of.shape(part)
        if inner.get("location") in ("header", "headers", "statusCode"):
            continue
        read = _json_reader(of, inner, known)
        table[inner.get("locationName", member)] = (member, None if read is _as_it_is else read)
    get, union = table.get, bool(shape.get("union"))

    def structure(values: Any) -> Any:
        if values is None:
            return None
        found: dict[str, Any] = {}
        for key, value in values.items():
            hit = get(key)
            if value is None:
                continue
            if hit is not None:
                found[hit[0]] = value if hit[1] is None else hit[1](value)
            elif union and key != "__type":
                found["SDK_UNKNOWN_MEMBER"] = {"name": key}
        return found

    held.append(structure)
    return structure


# XML


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _xml_reader(of: Service, shape: Shape, seen: dict[str, list[Reader]] | None = None) -> Reader:
    """A function from an element to values. Elements that the shape does not have are left out."""
    known: dict[str, list[Reader]] = {} if seen is None else seen
    kind = shape["type"]
    if kind == "structure":
        return _xml_structure(of, shape, known)
    if kind == "list":
        item = _xml_reader(of, of.shape(shape["member"]), known)
        return lambda element: [item(child) for child in element]
    if kind == "map":
        entry = _xml_entry(of, shape, known)
        return lambda element: dict(entry(child) for child in element)
    if of.name == "iam" and shape["shape"] == "policyDocumentType":
        return lambda element: _policy(element.text or "")
    return _TEXT[kind]


def _xml_structure(of: Service, shape: Shape, known: dict[str, list[Reader]]) -> Reader:
    name = shape["shape"]
    if name in known:
        held = known[name]
        return lambda element: held[0](element)
    held = known[name] = []
    table: dict[str, tuple[str, Reader, str]] = {}
    attributes: list[tuple[str, str]] = []
    for member, part in shape.get("members", {}).items():
        inner = of.shape(part)
        if inner.get("location") in ("header", "headers", "statusCode"):
            continue
        if inner.get("xmlAttribute"):
            attributes.append((member, inner["locationName"].rpartition(":")[2]))
            continue
        tag, read, way = _xml_member(of, member, part, inner, known)
        table[tag] = (member, read, way)
    get = table.get

    def structure(element: Any) -> Any:
        found: dict[str, Any] = {}
        for child in element:
            tag = child.tag
            hit = get(tag) or (get(tag.rpartition("}")[2]) if tag[0] == "{" else None)
            if hit is None:
                continue
            member, read, way = hit
            if way == "one":
                found[member] = read(child)
            elif way == "item":
                found.setdefault(member, []).append(read(child))
            else:
                key, value = read(child)
                found.setdefault(member, {})[key] = value
        for member, wanted in attributes:
            for attribute, value in element.attrib.items():
                if _local(attribute) == wanted:
                    found[member] = value
        return found

    held.append(structure)
    return structure


def _xml_member(
    of: Service, name: str, part: Shape, inner: Shape, known: dict[str, list[Reader]]
) -> tuple[str, Reader, str]:
    """The tag of a member, how to read it, and whether it comes once, item by item, or entry by entry."""
    tag = part.get("locationName", inner.get("locationName", name))
    if inner["type"] == "list" and inner.get("flattened"):
        item = inner["member"]
        named = item.get("locationName") or of.shapes[item["shape"]].get("locationName")
        return str(named or tag), _xml_reader(of, of.shape(item), known), "item"
    if inner["type"] == "map" and inner.get("flattened"):
        return str(tag), _xml_entry(of, inner, known), "entry"
    return str(tag), _xml_reader(of, inner, known), "one"


def _xml_entry(of: Service, shape: Shape, known: dict[str, list[Reader]]) -> Callable[[Any], tuple[Any, Any]]:
    key_name = shape["key"].get("locationName", "key")
    read_key, read_value = (_xml_reader(of, of.shape(shape[part]), known) for part in ("key", "value"))

    def entry(element: Any) -> tuple[Any, Any]:
        key = value = None
        for child in element:
            if _local(child.tag) == key_name:
                key = read_key(child)
            else:
                value = read_value(child)
        return key, value

    return entry


def _policy(text: str) -> Any:
    """IAM's policies come percent-encoded; botocore hands them out decoded, and so do we."""
    try:
        return json.loads(unquote(text))
    except ValueError:
        return text


def moment(value: Any) -> datetime:
    """A timestamp in any of the forms that AWS writes: seconds since 1970, ISO 8601, or as in HTTP's Date."""
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        found = parsedate_to_datetime(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_TEXT: dict[str, Reader] = {
    "string": lambda element: element.text or "",
    "character": lambda element: element.text or "",
    "boolean": lambda element: element.text == "true",
    "integer": lambda element: int(element.text),
    "long": lambda element: int(element.text),
    "float": lambda element: float(element.text),
    "double": lambda element: float(element.text),
    "timestamp": lambda element: moment(element.text),
    "blob": lambda element: base64.b64decode(element.text or ""),
}
_HEADERS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "timestamp": moment,
    "blob": base64.b64decode,
}


# Errors


def _refusal(op: Operation, status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """The error in an answer; where there is none to be read, its code is the status."""
    in_json = op.of.protocol in ("json", "rest-json")
    code, message, told = _json_error(op, headers, body) if in_json else _xml_error(body)
    return Refusal(
        code or str(status),
        message or "",
        status=status,
        request_id=headers.get("x-amzn-requestid") or headers.get("x-amz-request-id"),
        retry_after=_seconds(headers.get("retry-after")),
        region=headers.get("x-amz-bucket-region") or told,
        date=headers.get("date"),
    )


def _json_error(op: Operation, headers: Mapping[str, str], body: bytes) -> tuple[str | None, str | None, None]:
    try:
        said = json.loads(body) if body else {}
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    code = headers.get("x-amzn-errortype") if op.of.protocol == "rest-json" else None
    code = code or said.get("__type") or said.get("code") or said.get("Code")
    code = str(code).partition(":")[0].rpartition("#")[2] if code is not None else None
    if "x-amzn-query-error" in headers and headers["x-amzn-query-error"].count(";") == 1:
        code = headers["x-amzn-query-error"].partition(";")[0]
    return code, said.get("message", said.get("Message")), None


def _xml_error(body: bytes) -> tuple[str | None, str | None, str | None]:
    """`<Error>` at the root (S3), or within `ErrorResponse` or `Response/Errors`."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314
    except ElementTree.ParseError:
        return None, None, None
    error = (
        root if _local(root.tag) == "Error" else next((one for one in root.iter() if _local(one.tag) == "Error"), None)
    )
    if error is None:
        return None, None, None
    said = {_local(child.tag): child.text or "" for child in error}
    return said.get("Code"), said.get("Message"), said.get("Region")


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None
