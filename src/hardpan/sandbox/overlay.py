"""The WSGI application: every request decoded by botocore's model, then answered here or by moto behind.

Order: faults, disabled Regions, validation, an overlay or else guards, moto and amendments. Whatever moto does not
know is answered as AWS answers an unknown operation, never with a web page.
"""

from __future__ import annotations

import io
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import botocore.parsers
from botocore.model import OperationModel
from botocore.validate import ParamValidator

from . import moto_adapter, regions
from .faults import Dropped, Faults, Unknown
from .registry import AMENDS, GLOBAL_SERVICES, GUARDS, OVERLAYS, AwsError, Call

Start = Callable[..., Any]

_CREDENTIAL = re.compile(r"Credential=([^/,]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")

# Services that sign with another name than botocore has for them, and those that share one.
_BY_SIGNING_NAME = {
    "access-analyzer": ("accessanalyzer",),
    "elasticfilesystem": ("efs",),
    "elasticmapreduce": ("emr",),
    "s3": ("s3control", "s3"),
    "sso": ("sso-admin",),
}
_UNKNOWN_STATUS = 400


@dataclass(frozen=True)
class _Request:
    service: str
    operation: OperationModel
    protocol: str
    call: Call

    @property
    def key(self) -> tuple[str, str]:
        return self.service, str(self.operation.name)


class OverlayApp:
    """Decides who answers a request. `recorded` holds what was asked, newest last."""

    def __init__(self, inner: moto_adapter.WsgiApp) -> None:
        self._inner = inner
        self.faults = Faults()
        self.recorded: deque[dict[str, Any]] = deque(maxlen=100_000)
        self._state: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(dict)
        self._lock = threading.Lock()

    def state(self, service: str, account: str, region: str) -> dict[str, Any]:
        """What handlers keep for a service in an account and Region."""
        with self._lock:
            return self._state[service, account, "" if service in GLOBAL_SERVICES else region]

    def reset(self) -> None:
        """Forget everything, moto's memory included."""
        with self._lock:
            self._state.clear()
        self.faults.clear()
        self.recorded.clear()
        regions.reset()
        moto_adapter.reset()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

        def fresh() -> dict[str, Any]:
            return {**environ, "wsgi.input": io.BytesIO(body), "hardpan.body": body}

        found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not found:
            return _plain(start, 403, "MissingAuthenticationToken", "The request is not signed.")
        key, region, signing_name = found.groups()
        request = self._decode(key, region, signing_name, fresh)
        if request is None:
            return self._behind(fresh, start, f"{signing_name}:?")
        began = time.time()
        try:
            status, headers, sent = self._answer(request, fresh)
        except Dropped:
            raise ConnectionResetError from None
        self._record(request, status, began)
        start(f"{status} {'OK' if status < 300 else 'Error'}", [*headers, ("Content-Length", str(len(sent)))])
        return [sent]

    def _decode(
        self, key: str, region: str, signing_name: str, fresh: Callable[[], dict[str, Any]]
    ) -> _Request | None:
        for service in _BY_SIGNING_NAME.get(signing_name, (signing_name,)):
            if service == "s3control" and "HTTP_X_AMZ_ACCOUNT_ID" not in fresh():
                continue
            try:
                match = moto_adapter.operation_of(service, fresh())
            except Exception as error:  # botocore has no model of this name
                if type(error).__name__ != "UnknownServiceError":
                    raise
                continue
            if match is None:
                continue
            operation, in_path = match
            protocol = moto_adapter.protocol_of(service, fresh())
            account = moto_adapter.account_of(key)
            call = Call(
                service=service,
                operation=str(operation.name),
                account=account,
                region=region,
                partition="aws",
                principal=f"arn:aws:iam::{account}:root",
                parameters=moto_adapter.parameters_of(operation, in_path, protocol, fresh()),
                state=self.state(service, account, region),
            )
            return _Request(service, operation, protocol, call)
        return None

    def _answer(
        self, request: _Request, fresh: Callable[[], dict[str, Any]]
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        call = request.call
        try:
            self.faults.strike(f"{call.service}:{call.operation}", call.region, request.protocol)
            _refuse_disabled_region(request)
            _validate(request)
            if request.key in OVERLAYS:
                return self._serialized(request, OVERLAYS[request.key](call))
            for check in GUARDS.get(request.key, ()):
                check(call)
            return self._from_moto(request, fresh)
        except AwsError as refusal:
            return self._serialized(request, refusal)
        except Unknown:
            return self._serialized(request, _unknown(f"{call.service}:{call.operation}"))

    def _from_moto(
        self, request: _Request, fresh: Callable[[], dict[str, Any]]
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        status, headers, body = self._ask(fresh())
        if _is_web_page(headers):
            return self._serialized(request, _unknown(f"{request.service}:{request.operation.name}"))
        amends = AMENDS.get(request.key, ())
        if status >= 300 or not amends:
            return status, headers, body
        answer = _parsed(request, status, headers, body)
        for amend in amends:
            answer = amend(request.call, answer)
        return self._serialized(request, answer)

    def _behind(self, fresh: Callable[[], dict[str, Any]], start: Start, what: str) -> Iterable[bytes]:
        """A request that botocore's models do not know: moto may, and if not, say so as AWS would."""
        status, headers, body = self._ask(fresh())
        if _is_web_page(headers):
            return _plain(start, _UNKNOWN_STATUS, "UnknownOperationException", f"{what} is not an operation known here")
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start(f"{status} OK", [*kept, ("Content-Length", str(len(body)))])
        return [body]

    def _ask(self, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            got["status"], got["headers"] = int(status.split()[0]), headers

        body = b"".join(self._inner(environ, start))
        headers = [(name, value) for name, value in got["headers"] if name.lower() != "content-length"]
        return got["status"], headers, body

    @staticmethod
    def _serialized(request: _Request, result: Any) -> tuple[int, list[tuple[str, str]], bytes]:
        return moto_adapter.serialize(request.service, request.protocol, request.operation, result)

    def _record(self, request: _Request, status: int, began: float) -> None:
        self.recorded.append(
            {
                "service": request.service,
                "operation": request.call.operation,
                "account": request.call.account,
                "region": request.call.region,
                "parameters": sorted(request.call.parameters),
                "status": status,
                "at": began,
                "ms": round((time.time() - began) * 1000, 1),
            }
        )


def _validate(request: _Request) -> None:
    shape = request.operation.input_shape
    report = ParamValidator().validate(dict(request.call.parameters), shape) if shape else None
    if report is not None and report.has_errors():
        code = "ValidationError" if request.protocol in ("query", "ec2") else "ValidationException"
        raise AwsError(code, report.generate_report())


# https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html: no credentials are valid there.
_NOT_ENABLED = {"ec2": "AuthFailure", "query": "InvalidClientTokenId", "rest-xml": "InvalidAccessKeyId"}


def _refuse_disabled_region(request: _Request) -> None:
    if not regions.usable(request.call.account, request.call.region):
        code = _NOT_ENABLED.get(request.protocol, "UnrecognizedClientException")
        raise AwsError(code, "The security token included in the request is invalid.")


def _unknown(what: str) -> AwsError:
    return AwsError("UnknownOperationException", f"{what} is not an operation known here")


def _is_web_page(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers)


def _parsed(request: _Request, status: int, headers: list[tuple[str, str]], body: bytes) -> dict[str, Any]:
    parser = botocore.parsers.create_parser(request.protocol)
    names = {name.lower(): value for name, value in headers}
    answer: dict[str, Any] = parser.parse(
        {"headers": names, "body": body, "status_code": status}, request.operation.output_shape
    )
    answer.pop("ResponseMetadata", None)
    return answer


def _plain(start: Start, status: int, code: str, message: str) -> Iterable[bytes]:
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>".encode()
    start(f"{status} Error", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
    return [body]
