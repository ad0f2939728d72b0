"""The WSGI application that decides who answers a request.

In this order: faults, the caller, account and Region, authorization, validation, then an overlay, or else guards, moto
and amendments. What moto does not know is answered as AWS answers an unknown operation, never with a web page.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

import botocore.parsers
from botocore.model import OperationNotFoundError
from botocore.validate import ParamValidator

from . import authorization, background, callers, moto_adapter, organization, owner, regions, root, services, wire
from .faults import Faults, Struck
from .incoming import Decoded, Environ, Incoming, decode, receive
from .registry import AMENDS, GLOBAL_SERVICES, GUARDS, OVERLAYS, AwsError

Start: TypeAlias = Callable[..., Any]
Sent: TypeAlias = tuple[int, list[tuple[str, str]], bytes]

_REMEMBERED = 100_000
_NOT_IMPLEMENTED: Sent = (501, [], b"<!doctype html>")
_log = logging.getLogger(__name__)


class OverlayApp:
    """The emulated AWS. `recorded` holds what was asked, oldest first."""

    def __init__(self, inner: moto_adapter.WsgiApp) -> None:
        services.register_all()
        self._inner = inner
        self.faults = Faults()
        self.recorded: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
        self._state: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(dict)
        self._lock = threading.Lock()

    def state(self, service: str, account: str, region: str = "") -> dict[str, Any]:
        """What handlers keep for a service in an account and Region."""
        with self._lock:
            return self._state[service, account, "" if service in GLOBAL_SERVICES else region]

    def reset(self) -> None:
        """Forget everything, moto's memory included."""
        with self._lock:
            self._state.clear()
        self.faults.clear()
        self.recorded.clear()
        background.reset()
        regions.reset()
        callers.reset()
        root.reset()
        owner.reset()
        moto_adapter.reset()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        began = time.time()
        incoming = receive(environ)
        if incoming is None:
            sent = _xml_error(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        else:
            sent = self._serve(incoming, began)
        status, headers, body = sent
        # The answer to HEAD names the length of a body that is not sent.
        if not any(name.lower() == "content-length" for name, _ in headers):
            headers = [*headers, ("Content-Length", str(len(body)))]
        start(f"{status} {'OK' if status < 300 else 'Error'}", headers)
        return [body]

    def _serve(self, incoming: Incoming, began: float) -> Sent:
        request = decode(incoming, self.state)
        if request is None:
            return self._undecoded(incoming)
        status = 0  # what a dropped connection is recorded with
        try:
            sent = self._answer(request, incoming)
            status = sent[0]
        finally:
            self._record(request, status, began)
        return sent

    def _answer(self, request: Decoded, incoming: Incoming) -> Sent:
        call = request.call
        try:
            struck = Struck(*request.key, call.region, request.protocol, call.principal, call.account)
            suffered = self.faults.strike(struck)
            organization.settle(call)
            background.settle()
            caller = _known(request)
            if not suffered.allowed:
                authorization.authorize(call, caller)
            _validate(request)
            if request.key in OVERLAYS:
                return _serialized(request, OVERLAYS[request.key](replace(call, page_size=suffered.page_size)))
            for check in GUARDS.get(request.key, ()):
                check(call)
            return self._from_moto(request, incoming)
        except AwsError as refusal:
            return _serialized(request, refusal)

    def _from_moto(self, request: Decoded, incoming: Incoming) -> Sent:
        status, headers, body = self._ask(incoming, request.call.account, request.protocol)
        if _is_web_page(status, body):
            raise wire.unknown(*request.key, request.protocol)
        amends = AMENDS.get(request.key, ())
        if status >= 300 or not amends:
            return status, headers, body
        answer = _parsed(request, status, headers, body)
        for amend in amends:
            answer = amend(request.call, answer)
        return _serialized(request, answer)

    def _undecoded(self, incoming: Incoming) -> Sent:
        """A request that botocore's models do not know: moto may, and if not, that is said as AWS says it."""
        try:
            status, headers, body = self._ask(incoming, callers.ACCOUNT, "query")
        except AwsError as refusal:
            return _xml_error(500, refusal.code, refusal.message)
        if not _is_web_page(status, body):
            return status, headers, body
        code, message = "UnknownOperationException", f"The sandbox does not offer this of {incoming.signing_name}"
        if "HTTP_X_AMZ_TARGET" in incoming.environ:
            said = f'{{"__type": "{code}", "message": "{message}"}}'.encode()
            return 400, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-errortype", code)], said
        return _xml_error(400, "InvalidAction", message)

    def _ask(self, incoming: Incoming, account: str, protocol: str) -> Sent:
        environ = moto_adapter.asked_by(account, incoming.copy())
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            got["status"], got["headers"] = int(status.split()[0]), headers

        try:
            body = b"".join(self._inner(environ, start))
        except (NotImplementedError, OperationNotFoundError):
            return _NOT_IMPLEMENTED
        except Exception as crash:
            _log.exception("moto failed on %s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            raise AwsError(wire.dialect(protocol).failed, f"The emulator failed: {type(crash).__name__}") from crash
        return got["status"], got["headers"], body

    def _record(self, request: Decoded, status: int, began: float) -> None:
        self.recorded.append(
            {
                "service": request.call.service,
                "operation": request.call.operation,
                "account": request.call.account,
                "region": request.call.region,
                "parameters": sorted(request.call.parameters),
                "status": status,
                "at": began,
                "ms": round((time.time() - began) * 1000, 1),
            }
        )


def _known(request: Decoded) -> callers.Caller:
    """Who calls. An access key that is not valid, and a Region where none of the account's is, AWS refuses alike.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    A closed account has no keys any more, and one made a moment ago has them not everywhere yet.
    """
    call, caller = request.call, request.caller
    if caller is None or not regions.usable(call.account, call.region):
        raise wire.bad_credentials(request.protocol)
    if caller.builds:
        return caller
    match organization.readiness(call.account, call.partition, call.service):
        case "closed" | "unknown":
            raise wire.bad_credentials(request.protocol)
        case "unsubscribed" if call.service not in ("iam", "sts"):
            raise wire.not_subscribed(call.service)
    return caller


def _validate(request: Decoded) -> None:
    shape = request.operation.input_shape
    report = ParamValidator().validate(dict(request.call.parameters), shape) if shape else None
    if report is not None and report.has_errors():
        raise AwsError(wire.dialect(request.protocol).invalid, report.generate_report())


def _serialized(request: Decoded, result: Any) -> Sent:
    status, headers, body = moto_adapter.serialize(request.call.service, request.protocol, request.operation, result)
    if isinstance(result, AwsError):
        status = wire.status_of(result.code, request.protocol, status)
    return status, headers, body


def _parsed(request: Decoded, status: int, headers: list[tuple[str, str]], body: bytes) -> dict[str, Any]:
    parser = botocore.parsers.create_parser(request.protocol)
    names = {name.lower(): value for name, value in headers}
    shape: Any = request.operation.output_shape  # None is fine, though the stubs deny it
    answer: dict[str, Any] = parser.parse({"headers": names, "body": body, "status_code": status}, shape)
    answer.pop("ResponseMetadata", None)
    return answer


def _is_web_page(status: int, body: bytes) -> bool:
    """Whether this is how moto's web framework says that it has no such operation."""
    return status >= 400 and body.lstrip()[:14].lower() == b"<!doctype html"


def _xml_error(status: int, code: str, message: str) -> Sent:
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return status, [("Content-Type", "text/xml")], body.encode()
