"""Every answer is read as botocore reads it, whole, sparse, odd or wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from botocore.exceptions import ClientError
from botocore.model import OperationModel, Shape

from aws.lean.oracle import ask, parameters_of
from benchmarks import answers
from benchmarks.answers import made
from hardpan.aws.lean import spec
from hardpan.aws.lean.answer import Refusal, answer, moment

EVERY = spec.every()
NAMES = [f"{op.service}:{op.name}" for op in EVERY]


def model(op: spec.Operation) -> OperationModel:
    return answers.model(op.service, op.name)


def written(op: spec.Operation, values: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    return answers.written(op.service, op.name, op.of.protocol, values)


def strangers(op: spec.Operation, body: bytes) -> bytes:
    """The body with members that no model knows, and for JSON null ones, in every structure."""
    shape = model(op).output_shape
    assert shape is not None
    if op.of.protocol in ("json", "rest-json"):
        return json.dumps(_odd(json.loads(body or b"{}"), shape)).encode()
    root = ElementTree.fromstring(body)
    for element in list(root.iter()):
        if len({child.tag for child in element}) > 1 and element.tag.rpartition("}")[2] != "entry":
            ElementTree.SubElement(ElementTree.SubElement(element, "ZzNew"), "ZzInner").text = "x"
    return ElementTree.tostring(root)


def _odd(value: Any, shape: Shape) -> Any:
    """JSON with strangers in its structures: not in maps, which know none, nor in unions, which have one member."""
    if shape.type_name == "list":
        return [_odd(item, shape.member) for item in value]
    if shape.type_name == "map":
        return {name: _odd(item, shape.value) for name, item in value.items()}
    if shape.type_name != "structure":
        return value
    inner = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    found = {name: _odd(item, inner[name]) if name in inner else item for name, item in value.items()}
    union = getattr(shape, "is_tagged_union", False)
    return found if union else {**found, "ZzNew": {"ZzInner": [1]}, "ZzNull": None}


def nulls(value: Any) -> Iterator[Any]:
    """JSON with one member after another null."""
    if isinstance(value, dict):
        for name in value:
            yield {**value, name: None}


def same(op: spec.Operation, headers: dict[str, str], body: bytes) -> None:
    _, theirs = ask(
        op.service, op.name, parameters_of(op.service, op.name, whole=False), "eu-west-1", headers=headers, body=body
    )
    if isinstance(theirs, Exception):
        raise theirs
    mine = answer(op, 200, headers, body)
    assert mine == plain(theirs)


def plain(value: Any) -> Any:
    """botocore's streams, read."""
    if hasattr(value, "read"):
        return value.read()
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("op", EVERY, ids=NAMES)
@pytest.mark.parametrize("items", [0, 1, 3], ids=["sparse", "single", "dense"])
def test_answers_are_read_alike(op: spec.Operation, items: int) -> None:
    shape = model(op).output_shape
    values = made(shape, items) if shape else {}
    headers, body = written(op, values)
    same(op, headers, body)


@pytest.mark.parametrize("op", EVERY, ids=NAMES)
def test_what_nobody_knows_is_left_out(op: spec.Operation) -> None:
    shape = model(op).output_shape
    if shape is None or not shape.members or "payload" in shape.serialization:
        return
    headers, body = written(op, made(shape, 2))
    same(op, headers, strangers(op, body))


@pytest.mark.parametrize("op", EVERY, ids=NAMES)
def test_absent_and_null_members_are_left_out(op: spec.Operation) -> None:
    shape = model(op).output_shape
    values = made(shape, 2) if shape else {}
    for name in values:
        headers, body = written(op, {key: value for key, value in values.items() if key != name})
        if body:
            same(op, headers, body)
    if op.of.protocol in ("json", "rest-json") and values:
        headers, body = written(op, values)
        if body.startswith(b"{"):
            for odd in nulls(json.loads(body)):
                same(op, headers, json.dumps(odd).encode())


@pytest.mark.parametrize("op", EVERY, ids=NAMES)
def test_a_mangled_answer_is_read_as_botocore_reads_it_or_not_at_all(op: spec.Operation) -> None:
    """Wherever both read it, they read the same, to the type; botocore reads some that no server would write."""
    shape = model(op).output_shape
    if shape is None or shape.serialization.get("payload") == "Policy":
        return
    chance = random.Random(op.name)
    asked = parameters_of(op.service, op.name, whole=False)
    for turn in range(12):
        headers, body = written(op, made(shape, 2, turn=turn))
        body = mangled_json(body, chance) if op.of.protocol in ("json", "rest-json") else mangled_xml(body, chance)
        try:
            mine = answer(op, 200, headers, body)
        except Refusal:
            continue
        try:
            _, theirs = ask(op.service, op.name, asked, "eu-west-1", headers=headers, body=body)
        except (AttributeError, TypeError, ValueError, UnboundLocalError):
            continue  # which is how botocore refuses some
        if not isinstance(theirs, Exception):
            assert typed(mine) == typed(plain(theirs)), body


def typed(value: Any) -> Any:
    """A value that is equal to another only where the types are equal too."""
    if isinstance(value, dict):
        return {name: typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return type(value).__name__, repr(value.timestamp() if isinstance(value, datetime) else value)


def mangled_json(body: bytes, chance: random.Random) -> bytes:
    """The document with one value at some depth replaced, or gone."""
    whole = json.loads(body or b"{}")
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
            places.append((value, key))
            if isinstance(item, dict | list):
                walk(item)

    walk(whole)
    if not places:
        return b"null"
    holder, key = chance.choice(places)
    holder[key] = chance.choice([None, "", 0, 1, "12", 1.5, [], {}, True, "true", [None], {"a": None}, 1772368215.123])
    if chance.random() < 0.2:
        del holder[key]
    return json.dumps(whole).encode()


def mangled_xml(body: bytes, chance: random.Random) -> bytes:
    """The document with one element doubled, gone, emptied, told something else, or given a stranger."""
    root = ElementTree.fromstring(body)
    holders = {child: element for element in root.iter() for child in element}
    element = chance.choice(list(holders) or [root])
    way = chance.choice(["double", "gone", "empty", "text", "stranger"])
    if way == "double" and element in holders:
        holders[element].append(element)
    elif way == "gone" and element in holders:
        holders[element].remove(element)
    elif way == "empty":
        element.text, element[:] = None, []
    elif way == "stranger":
        ElementTree.SubElement(element, "ZzNew").text = "x"
    else:
        element.text = chance.choice(
            ["", " \n ", "0", "7", "true", "1.5", "2026-03-01T12:30:15.5Z", "\u65e5\u672c", "%7B%7D"]
        )
    return ElementTree.tostring(root)


OTHER_KINDS = [
    b"<html><body>Sign in</body></html>",
    b"<!DOCTYPE html><html></html>",
    b"Service busy",
    b"[]",
    b"null",
    b"\xff",
]


@pytest.mark.parametrize("op", EVERY, ids=NAMES)
def test_a_document_of_another_kind_is_no_answer(op: spec.Operation) -> None:
    """Not an answer that tells nothing, which would pass for `there is none`."""
    shape = model(op).output_shape
    assert shape is not None
    if shape.serialization.get("payload") == "Policy":  # text, of which none is another kind
        with pytest.raises(Refusal, match="it has no Policy"):
            answer(op, 200, {}, b"")
        return
    for body in [*OTHER_KINDS, b"", *([b"<a/>"] if op.of.protocol in ("query", "ec2") else [])]:
        with pytest.raises(Refusal) as refusal:
            answer(op, 200, {}, body)
        assert refusal.value.code == "TruncatedAnswer"


def test_s3_may_say_200_and_mean_an_error() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; botocore takes it for a 500, too."""
    body = b"<Error><Code>InternalError</Code><Message>try again</Message></Error>"
    for op in EVERY:
        if op.service == "s3" and op.name != "GetBucketPolicy":
            with pytest.raises(Refusal) as refusal:
                answer(op, 200, {}, body)
            assert (refusal.value.code, refusal.value.status) == ("InternalError", 500)
            _, theirs = ask("s3", op.name, parameters_of("s3", op.name, whole=False), "eu-west-1", body=body)
            assert isinstance(theirs, ClientError)


def test_a_member_that_comes_twice_is_no_answer() -> None:
    op = spec.operation("s3", "GetBucketVersioning")
    assert op is not None
    body = b"<VersioningConfiguration><Status>Enabled</Status><Status>Suspended</Status></VersioningConfiguration>"
    with pytest.raises(Refusal, match="comes twice"):
        answer(op, 200, {}, body)


def test_namespaces_are_not_kept_without_end() -> None:
    op = spec.operation("s3", "GetBucketVersioning")
    assert op is not None
    for number in range(1000):
        body = f'<V xmlns="urn:{number}"><Status>Enabled</Status></V>'.encode()
        assert answer(op, 200, {}, body) == {"Status": "Enabled"}


ERRORS = {
    "json": [
        ({}, b'{"__type": "com.amazonaws.x#ThrottlingException", "message": "Rate exceeded"}'),
        ({}, b'{"__type": "AccessDeniedException:http://internal/", "Message": "no"}'),
        ({"x-amzn-query-error": "AWS.Simple;Sender"}, b'{"__type": "Other", "message": "m"}'),
        ({"x-amzn-query-error": ";Sender"}, b'{"__type": "Other"}'),
        ({}, b'{"code": "NotFromHere", "message": "m"}'),
        ({}, b"a page of something else"),
        ({}, b"{}"),
        ({}, b""),
    ],
    "rest-json": [
        ({"x-amzn-errortype": "com.amazonaws#First:http://x/"}, b'{"__type": "Second", "code": "Third"}'),
        ({}, b'{"__type": "com.amazonaws#Second", "code": "Third"}'),
        ({}, b'{"__type": "com.amazonaws#Second", "Message": "m"}'),
        ({}, b"a page of something else"),
        ({"x-amzn-errortype": "ResourceNotFoundException:http://x/"}, b'{"message": "gone"}'),
        ({}, b'{"code": "SomeException", "Message": "m"}'),
        ({"x-amzn-errortype": "ForbiddenException"}, b""),
    ],
    "query": [
        (
            {},
            b'<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
            b"<Code>NoSuchEntity</Code><Message>not found</Message></Error><RequestId>1</RequestId></ErrorResponse>",
        ),
    ],
    "ec2": [
        (
            {},
            b"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors>"
            b"<RequestID>1</RequestID></Response>",
        ),
    ],
    "rest-xml": [
        ({}, b"<Error><Code>NoSuchBucketPolicy</Code><Message>none</Message><RequestId>1</RequestId></Error>"),
        ({}, b"<ErrorResponse><Error><Code>NoSuchPublicAccessBlockConfiguration</Code></Error></ErrorResponse>"),
        ({}, b""),
    ],
}
CASES = [(op, headers, body) for op in EVERY for headers, body in ERRORS[op.of.protocol]]


@pytest.mark.parametrize(("op", "headers", "body"), CASES, ids=[f"{op.service}:{op.name}" for op, _, _ in CASES])
def test_errors_have_botocores_code_and_message(op: spec.Operation, headers: dict[str, str], body: bytes) -> None:
    asked = parameters_of(op.service, op.name, whole=False)
    _, theirs = ask(op.service, op.name, asked, "eu-west-1", status=400, headers=headers, body=body)
    assert isinstance(theirs, ClientError)
    with pytest.raises(Refusal) as mine:
        answer(op, 400, headers, body)
    said = theirs.response["Error"]
    assert mine.value.code == str(said["Code"])
    assert mine.value.message == (said.get("Message") or "")


@pytest.mark.parametrize("op", EVERY, ids=NAMES)
def test_a_body_that_was_cut_off_is_no_answer(op: spec.Operation) -> None:
    shape = model(op).output_shape
    if shape is None or "payload" in shape.serialization:
        return
    headers, body = written(op, made(shape, 2))
    if len(body) > 10:
        with pytest.raises(Refusal, match="TruncatedAnswer"):
            answer(op, 200, headers, body[: len(body) // 2])


def test_a_page_of_a_proxy_is_an_error_with_its_status() -> None:
    for op in EVERY:
        with pytest.raises(Refusal) as refusal:
            answer(op, 502, {}, b"<html><body>Bad gateway</body>")
        assert (refusal.value.code, refusal.value.status) == ("502", 502)


def test_an_error_says_when_to_come_back_and_where_else_to_go() -> None:
    op = next(one for one in EVERY if one.service == "s3")
    body = b"<Error><Code>PermanentRedirect</Code><Region>eu-west-2</Region></Error>"
    with pytest.raises(Refusal) as refusal:
        answer(op, 301, {"retry-after": "3", "date": "Tue, 24 Nov 2026 01:00:00 GMT"}, body)
    assert refusal.value.region == "eu-west-2"
    assert refusal.value.retry_after == 3.0
    assert refusal.value.date is not None


@pytest.mark.parametrize(
    "text",
    [
        1772368215,
        1772368215.5,
        "1772368215",
        "2026-03-01T12:30:15Z",
        "2026-03-01T12:30:15.000Z",
        "2026-03-01T13:30:15+01:00",
        "Sun, 01 Mar 2026 12:30:15 GMT",
    ],
)
def test_times_come_in_many_forms(text: Any) -> None:
    assert moment(text).replace(microsecond=0) == datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)
