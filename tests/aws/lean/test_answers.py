"""Every answer is read as botocore reads it, whole, sparse, odd or wrong."""

from __future__ import annotations

import json
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
        same(op, headers, body)
    if op.of.protocol in ("json", "rest-json") and values:
        headers, body = written(op, values)
        if body.startswith(b"{"):
            for odd in nulls(json.loads(body)):
                same(op, headers, json.dumps(odd).encode())


ERRORS = {
    "json": [
        ({}, b'{"__type": "com.amazonaws.x#ThrottlingException", "message": "Rate exceeded"}'),
        ({}, b'{"__type": "AccessDeniedException:http://internal/", "Message": "no"}'),
        ({"x-amzn-query-error": "AWS.Simple;Sender"}, b'{"__type": "Other", "message": "m"}'),
        ({}, b"{}"),
        ({}, b""),
    ],
    "rest-json": [
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
    if body and said.get("Message") not in (None, "Bad Request"):
        assert mine.value.message == said["Message"]


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
