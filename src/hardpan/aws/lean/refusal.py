"""AWS's errors, as each of its protocols writes them, with the codes that botocore finds in them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from hardpan.aws.lean.spec import Operation

_LONGEST = 1000  # characters of a page that stands where an error should


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


def refusal_of(op: Operation, status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """The error in an answer; where there is none to be read, its code is the status."""
    said: dict[str, str] | None
    if status >= 500 and (not body.strip() or body.lstrip().startswith(b"<html>")):
        said = None  # of a load balancer or proxy, whatever the headers say
    elif op.of.protocol in ("json", "rest-json"):
        said = _json_error(op, headers, body)
    else:
        said = _xml_error(body)
    if said is None:
        said = {"Message": _phrase(status)}
    return Refusal(
        said.get("Code") or str(status),
        said.get("Message", ""),
        status=status,
        request_id=headers.get("x-amzn-requestid") or headers.get("x-amz-request-id") or said.get("RequestId"),
        retry_after=_seconds(headers.get("retry-after")),
        region=headers.get("x-amz-bucket-region") or said.get("Region"),
        date=headers.get("date"),
    )


def _json_error(op: Operation, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """Code and message, from where botocore takes them; a body that is no JSON is the message."""
    text = body.decode(errors="replace")
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        told = {"message": text[:_LONGEST]}
    told = told if isinstance(told, dict) else {}
    code = str(told.get("__type") or "").partition(":")[0].rpartition("#")[2]
    of_query = headers.get("x-amzn-query-error", "").split(";")
    if len(of_query) == 2 and of_query[0]:  # the code that the service had when it spoke the query protocol
        code = of_query[0]
    if op.of.protocol == "rest-json":
        own = headers.get("x-amzn-errortype", told.get("code", told.get("Code")))
        code = code if own is None else str(own).partition(":")[0].rpartition("#")[2]
    message = str(told.get("message", told.get("Message")) or "")
    return {name: said for name, said in (("Code", code), ("Message", message)) if said}


def _xml_error(body: bytes) -> dict[str, str] | None:
    """`<Error>` at the root (S3), or within `ErrorResponse` or `Response/Errors`; None where there is none."""
    from xml.etree import ElementTree  # the first request goes out without it

    try:
        root = ElementTree.fromstring(body)  # noqa: S314
    except ElementTree.ParseError:
        return None
    error = next((one for one in root.iter() if local(one.tag) == "Error"), None)
    if error is None:
        return None
    outside = (child for child in root if local(child.tag).lower() == "requestid")  # RequestID in EC2
    return {local(child.tag).replace("RequestID", "RequestId"): child.text or "" for child in (*outside, *error)}


def _phrase(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _seconds(text: str | None) -> float | None:
    try:
        seconds = float(text) if text else None
    except ValueError:
        return None
    return max(0.0, seconds) if seconds is not None and math.isfinite(seconds) else None


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]
