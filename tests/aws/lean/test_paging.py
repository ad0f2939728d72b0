"""Pages are followed and joined as botocore's paginators do it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from aws.lean.oracle import Raw, client, parameters_of
from aws.lean.test_answers import model, plain, written
from benchmarks.answers import made
from hardpan.aws.lean import paging, spec
from hardpan.aws.lean.answer import Refusal, answer

PAGED = [op for op in spec.every() if op.pages and "bare" not in op.pages]
BARE = [op for op in spec.every() if op.pages and "bare" in op.pages]


def pages(op: spec.Operation, count: int) -> list[tuple[dict[str, str], bytes]]:
    """So many answers, each but the last with a token for the next."""
    assert op.pages is not None
    shape = model(op).output_shape
    assert shape is not None
    found = []
    for number in range(count):
        values = made(shape, 2, turn=number)
        last = number == count - 1
        for path in op.pages.get("out", [op.pages.get("bare")]):
            *outer, name = path.split(".")
            within = values
            for part in outer:
                within = within[part]
            within.pop(name, None)
            if not last:
                within[name] = f"token-{number}"
        if op.pages.get("more"):
            *outer, name = op.pages["more"].split(".")
            within = values
            for part in outer:
                within = within[part]
            within[name] = not last
        found.append(written(op, values))
    return found


def theirs(op: spec.Operation, answers: list[tuple[dict[str, str], bytes]]) -> Any:
    left = list(answers)

    def say(request: Any, **_: Any) -> AWSResponse:
        headers, body = left.pop(0)
        held = HTTPHeaders()
        for name, value in headers.items():
            held[name] = value
        return AWSResponse(request.url, 200, held, Raw(body))

    made_client = client(op.service, "eu-west-1")
    made_client.meta.events.register_first("before-send", say, unique_id="pages")
    try:
        paginator = made_client.get_paginator(xform_name(op.name))
        return plain(paginator.paginate(**parameters_of(op.service, op.name, whole=False)).build_full_result())
    finally:
        made_client.meta.events.unregister("before-send", unique_id="pages")


def ours(op: spec.Operation, answers: list[tuple[dict[str, str], bytes]]) -> tuple[dict[str, Any], list[Any]]:
    asked: list[Any] = []
    held: list[dict[str, Any]] = []
    parameters: dict[str, Any] | None = parameters_of(op.service, op.name, whole=False)
    for headers, body in answers:
        assert parameters is not None, "asked for fewer pages than there are"
        asked.append(parameters)
        held.append(answer(op, 200, headers, body))
        parameters = paging.next_page(op, parameters, held[-1])
    assert parameters is None, "asked for more pages than there are"
    return paging.join(op, held), asked


@pytest.mark.parametrize("op", PAGED, ids=lambda op: f"{op.service}:{op.name}")
@pytest.mark.parametrize("count", [1, 3])
def test_pages_become_what_botocore_makes_of_them(op: spec.Operation, count: int) -> None:
    answers = pages(op, count)
    assert ours(op, answers)[0] == theirs(op, answers)


@pytest.mark.parametrize("op", BARE, ids=lambda op: f"{op.service}:{op.name}")
def test_a_bare_token_is_followed(op: spec.Operation) -> None:
    whole, asked = ours(op, pages(op, 3))
    assert op.pages is not None
    token = op.pages["bare"]
    assert [parameters.get(token) for parameters in asked] == [None, "token-0", "token-1"]
    lists = [value for value in whole.values() if isinstance(value, list)]
    assert all(len(value) == 6 for value in lists)
    assert token not in whole


def test_a_token_that_comes_again_is_an_error() -> None:
    op = PAGED[0]
    assert op.pages is not None
    (name,) = op.pages["in"]
    page: dict[str, Any] = {op.pages["out"][0]: "same"}
    first = paging.next_page(op, {}, page)
    assert first == {name: "same"}
    with pytest.raises(Refusal, match="RepeatedPageToken"):
        paging.next_page(op, first, page)


def test_more_to_come_without_a_token_is_an_error() -> None:
    op = spec.operation("iam", "ListUsers")
    assert op is not None
    with pytest.raises(Refusal, match="NoPageToken"):
        paging.next_page(op, {}, {"Users": [], "IsTruncated": True})
