"""botocore as the oracle: what it would send, and what it makes of an answer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import Shape
from botocore.parsers import ResponseParserError

ACCESS_KEY, SECRET_KEY, TOKEN = "AKIAIOSFODNN7EXAMPLE", "secret/with+signs", "token/with+signs=="
ODD = "a/b c+é*~'x"


@cache
def session() -> botocore.session.Session:
    made = botocore.session.Session(session_vars={"config_file": (None, None, None, None), "profile": (None,) * 4})
    made.set_credentials(ACCESS_KEY, SECRET_KEY, TOKEN)
    return made


@cache
def client(service: str, region: str, endpoint: str | None = None) -> Any:
    return session().create_client(
        service,
        region,
        endpoint_url=endpoint,
        config=Config(
            s3={"addressing_style": "path", "us_east_1_regional_endpoint": "regional"},
            retries={"total_max_attempts": 1},
        ),
    )


class Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def ask(
    service: str,
    operation: str,
    parameters: dict[str, Any],
    region: str,
    endpoint: str | None = None,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> tuple[AWSPreparedRequest, Any]:
    """What botocore sends, and what it makes of this answer: a result without metadata, or the exception it raises."""
    sent: list[AWSPreparedRequest] = []

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        sent.append(request)
        held = HTTPHeaders()
        for name, value in (headers or {}).items():
            held[name] = value
        return AWSResponse(request.url, status, held, Raw(body))

    made = client(service, region, endpoint)
    made.meta.events.register_first("before-send", answer, unique_id="oracle")
    try:
        result = getattr(made, xform_name(operation))(**parameters)
        result.pop("ResponseMetadata", None)
    except (BotoCoreError, ClientError, ResponseParserError) as error:
        result = error
    finally:
        made.meta.events.unregister("before-send", unique_id="oracle")
    if not sent:
        raise result
    return sent[0], result


def parameters_of(service: str, operation: str, *, whole: bool) -> dict[str, Any]:
    """Parameters that botocore accepts: every one, or only those required."""
    shape = session().get_service_model(service).operation_model(operation).input_shape
    if shape is None:
        return {}
    names = shape.members if whole else shape.required_members
    return {name: value(shape.members[name], name, whole=whole) for name in names}


def value(shape: Shape, name: str = "", *, whole: bool = True) -> Any:
    if name in ("AccountId",):
        return "111122223333"
    if name == "Bucket":
        return "my.bucket-1"
    kind = shape.type_name
    if kind == "structure":
        members = shape.members if whole else shape.required_members
        return {member: value(shape.members[member], member, whole=whole) for member in members}
    if kind == "list":
        return [value(shape.member, whole=whole), value(shape.member, whole=whole)]
    if kind == "map":
        return {"first": value(shape.value, whole=whole), "second key": value(shape.value, whole=whole)}
    if kind == "string":
        return shape.enum[0] if getattr(shape, "enum", None) else ODD.ljust(shape.metadata.get("min", 0), "z")
    if kind in ("integer", "long"):
        return max(7, int(shape.metadata.get("min", 0)))
    if kind in ("float", "double"):
        return 1.5
    if kind == "boolean":
        return True
    if kind == "timestamp":
        return datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)
    assert kind == "blob", kind
    return b"\x00blob\xff"
