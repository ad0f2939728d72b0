"""From an HTTP answer to plain values, as each of AWS's protocols writes it: compiled once per operation.

What comes out is what botocore makes of the same answer, without its ResponseMetadata. botocore's parsers are the
measure where Smithy's protocol pages (https://smithy.io/2.0/aws/protocols/index.html) leave something open.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import unquote
from xml.etree import ElementTree

from hardpan.aws.lean.refusal import Refusal, local, refusal_of
from hardpan.aws.lean.spec import Operation, Service, Shape

Reader: TypeAlias = Callable[[Any], Any]


def answer(op: Operation, status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """What AWS said. Raises Refusal for an error, and for a body that is not what its protocol promises.

    Header names are in lower case.
    """
    if status >= 300:
        raise refusal_of(op, status, headers, body)
    read = _compiled(op)
    try:
        return read(headers, status, body)
    except _ErrorInside as error:  # S3 may begin with 200 and then fail; as botocore, take it for a 500
        raise refusal_of(op, 500, headers, body) from error
    except (ValueError, ElementTree.ParseError, LookupError, TypeError, AttributeError) as error:
        raise Refusal("TruncatedAnswer", f"the answer cannot be read: {error}", status=status) from error


class _ErrorInside(Exception):
    """An answer with a good status whose body is an error."""


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

        def from_text(body: bytes) -> dict[str, Any]:
            if not body:
                raise ValueError(f"it has no {payload}")
            return {payload: body.decode() if is_text else body}

        return from_text
    if not payload and all("location" in member for member in shape.get("members", {}).values()):
        return lambda _body: {}
    if of.protocol in ("json", "rest-json"):
        read = _json_reader(of, target)

        def from_json(body: bytes) -> dict[str, Any]:
            found: dict[str, Any] | None = read(json.loads(body))
            if found is None:
                raise ValueError("null is no answer")
            return {payload: found} if payload else found

        return from_json
    read_element = _xml_reader(of, target)
    wrapper = shape.get("resultWrapper")

    def from_xml(body: bytes) -> dict[str, Any]:
        found: dict[str, Any] = read_element(_root(of, body, wrapper))
        return {payload: found} if payload else found

    return from_xml


def _root(of: Service, body: bytes, wrapper: str | None) -> Any:
    """The element whose children are an answer's members.

    Raises ValueError for a document of another kind, of which nothing would be read: that is not the same as an answer
    that has nothing to tell.
    """
    root = ElementTree.fromstring(_bare(body))  # noqa: S314  (expat refuses entity bombs since 2.4.1)
    kind = local(root.tag)
    if kind == "Error" and of.protocol == "rest-xml":
        raise _ErrorInside
    if kind.lower() == "html" or (of.protocol == "ec2" and not kind.endswith("Response")):
        raise ValueError(f"<{kind}> is no answer")
    if not wrapper:
        return root
    for child in root:
        if local(child.tag) == wrapper:
            return child
    raise ValueError(f"<{kind}> has no <{wrapper}>")


# At the beginning of a document the namespace that all of it is in, where its root says nothing else.
_NAMESPACE = re.compile(rb'\s*(?:<\?xml[^>]*\?>\s*)?<\w+( xmlns="[^"]*")>')


def _bare(body: bytes) -> bytes:
    """A document without that: members go by their local names, and expat takes a sixth longer to write both."""
    found = _NAMESPACE.match(body)
    return body[: found.start(1)] + body[found.end(1) :] if found else body


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
    return _REST.get(kind, _as_it_is) if of.protocol == "rest-json" else _as_it_is


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
    get, most = table.get, 4 * len(table)

    def structure(element: Any) -> Any:
        found: dict[str, Any] = {}
        for child in element:
            tag = child.tag
            hit = get(tag)
            if hit is None:
                hit = get(local(tag))
                if hit is None:
                    continue
                if len(table) < most:  # the next time this tag is known with its namespace
                    table[tag] = hit
            member, read, way = hit
            if member not in found:
                if way == "text":
                    found[member] = child.text or ""
                elif way == "one":
                    found[member] = read(child)
                elif way == "item":
                    found[member] = [read(child)]
                else:
                    found[member] = dict([read(child)])
            elif way == "item":
                found[member].append(read(child))
            elif way == "entry":
                found[member].update([read(child)])
            else:
                raise ValueError(f"<{tag}> comes twice")
        for member, wanted in attributes:
            for attribute, value in element.attrib.items():
                if local(attribute) == wanted:
                    found[member] = value
        return found

    held.append(structure)
    return structure


def _xml_member(
    of: Service, name: str, part: Shape, inner: Shape, known: dict[str, list[Reader]]
) -> tuple[str, Reader, str]:
    """The tag of a member, how to read it, and whether it comes once, item by item, or entry by entry.

    `text`: once, and it is its own text, for which no function need be called.
    """
    tag = part.get("locationName", inner.get("locationName", name))
    if inner["type"] == "list" and inner.get("flattened"):
        item = inner["member"]
        named = item.get("locationName") or of.shapes[item["shape"]].get("locationName")
        return str(named or tag), _xml_reader(of, of.shape(item), known), "item"
    if inner["type"] == "map" and inner.get("flattened"):
        return str(tag), _xml_entry(of, inner, known), "entry"
    read = _xml_reader(of, inner, known)
    return str(tag), read, "text" if read is _TEXT["string"] else "one"


def _xml_entry(of: Service, shape: Shape, known: dict[str, list[Reader]]) -> Callable[[Any], tuple[Any, Any]]:
    key_shape, value_shape = of.shape(shape["key"]), of.shape(shape["value"])
    read_key, read_value = _xml_reader(of, key_shape, known), _xml_reader(of, value_shape, known)
    tags = [key_shape.get("locationName", "key"), value_shape.get("locationName", "value")]

    def entry(element: Any) -> tuple[Any, Any]:
        found = {local(child.tag): child for child in element}
        if found.keys() != set(tags) or len(element) != 2:
            raise ValueError(f"{sorted(found)} is no entry of a map")
        return read_key(found[tags[0]]), read_value(found[tags[1]])

    return entry


def _policy(text: str) -> Any:
    """IAM's policies come percent-encoded; botocore hands them out decoded, and so do we."""
    try:
        return json.loads(unquote(text))
    except ValueError:
        return text


def moment(value: Any) -> datetime:
    """A timestamp in any of the forms that AWS writes: seconds since 1970, ISO 8601, or as in HTTP's Date."""
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    if value[4:5] == "-" and value[-1:] == "Z":  # nearly every time in XML: an attempt that fails costs more than this
        return datetime.fromisoformat(value)
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        from email.utils import parsedate_to_datetime  # seldom needed, and slow to import

        found = parsedate_to_datetime(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _integer(value: Any) -> Any:
    return value if value is None or type(value) is int else int(value)


def _float(value: Any) -> Any:
    return value if value is None or type(value) is float else float(value)


def _boolean(value: Any) -> Any:
    if value is None or type(value) is bool:
        return value
    return isinstance(value, str) and value.lower() == "true"


# What REST services may write as text too, which botocore turns into what it stands for.
_REST: dict[str, Reader] = {
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
}
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


__all__ = ["Refusal", "answer", "moment"]
