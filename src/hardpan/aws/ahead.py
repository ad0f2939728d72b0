"""The two questions that every run begins with, asked while the rest of Hardpan is still being loaded.

Reading `hardpan.yaml` and loading the controls takes longer than AWS takes to answer, and neither changes what is
asked: whose credentials these are, and which Regions their account has (docs/decisions/0013-start-up.md).

Only whole answers count. Whatever else happens counts for nothing: `hardpan.aws.readers.first_look` then asks in the
usual way, which waits its turn, tries again, renews credentials, and tells what is wrong. So nothing here does any of
that, and where nobody comes for the answers, since `hardpan.yaml` is wrong, nobody hears of them.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import httptools

from hardpan.aws import environment, overrides
from hardpan.aws.lean import way
from hardpan.aws.lean.endpoint import Endpoint, NoEndpoint, endpoint
from hardpan.aws.lean.serialize import Unsigned, unsigned
from hardpan.aws.lean.sign import Credentials, sign
from hardpan.aws.lean.spec import Operation, operation

_PATIENCE = 5.0  # seconds for everything
_GIVE_WAY = 0.0002  # seconds until a thread that has something to read may: others are loading modules meanwhile


class Answered(NamedTuple):
    """An HTTP answer, whole. Header names are in lower case."""

    op: Operation
    status: int
    headers: dict[str, str]
    body: bytes


class _Question(NamedTuple):
    """A request, and where it goes."""

    op: Operation
    request: Unsigned
    where: Endpoint


def _question(region: str, service: str, name: str, **parameters: object) -> _Question:
    op = operation(service, name)
    assert op is not None
    where = endpoint(op, parameters, region, override=overrides.endpoint_of(op.of.id))
    return _Question(op, unsigned(op, parameters), where)


class _Ahead:
    """What was asked: each question in a thread of its own, for which no process waits when it ends."""

    def __init__(self, region: str, who: Credentials) -> None:
        self.region, self._who = region, who
        asked = (
            _question(region, "sts", "GetCallerIdentity"),
            _question(region, "ec2", "DescribeRegions", AllRegions=True),
        )
        self._until = time.monotonic() + _PATIENCE
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(_GIVE_WAY)
        self._proxies = way.proxies()
        self._answered: list[Answered] = []
        # Reading the certificates takes as long as reaching the first host.
        self._trust = _begun_thread(way.tls_context) if any(one.where.scheme == "https" for one in asked) else None
        self._threads = [_begun_thread(self._ask, one) for one in asked]

    def answers(self, within: float) -> list[Answered]:
        """What has been answered, as soon as all is, or the time is over."""
        until = min(self._until, time.monotonic() + within)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        sys.setswitchinterval(self._interval)
        return list(self._answered)

    def _ask(self, asked: _Question) -> None:
        op, request, where = asked
        with self._connected(where) as connection:
            target, headers = sign(request, where, self._who, at=time.time())
            connection.sendall(f"{request.method} {target} HTTP/1.1\r\n".encode("latin-1") + headers + request.body)
            self._answered.append(_whole_answer(op, connection))

    def _connected(self, where: Endpoint) -> socket.socket:
        """A connection to AWS, or to what stands in for it."""
        host, port = way.address(where.scheme, where.host)
        proxy = way.proxy_of(where.scheme, host, self._proxies)
        if proxy is None:
            connection = socket.create_connection((host, port), _PATIENCE)
        elif (proxy.scheme, where.scheme) == ("http", "https"):
            connection = socket.create_connection((proxy.hostname or "", proxy.port or 80), _PATIENCE)
            _open_tunnel(connection, way.tunnel(proxy, host, port))
        else:
            raise NotImplementedError("other proxies are for the usual way")
        if where.scheme == "http":
            return connection
        assert self._trust is not None
        self._trust.join()
        return way.tls_context().wrap_socket(connection, server_hostname=host)


def _begun_thread(work: Callable[..., object], *about: object) -> threading.Thread:
    """Work that may fail: it is done again in the usual way, which tells of it."""

    def go() -> None:
        with contextlib.suppress(Exception):
            work(*about)

    thread = threading.Thread(target=go, name="ahead", daemon=True)
    thread.start()
    return thread


def _open_tunnel(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    said = b""
    while b"\r\n\r\n" not in said:
        said += _more(connection)
    if not way.is_open(said):
        connection.close()
        raise ConnectionRefusedError("the proxy says no")


def _whole_answer(op: Operation, connection: socket.socket) -> Answered:
    answer = _Answer()
    parser = httptools.HttpResponseParser(answer)
    while not answer.whole:
        parser.feed_data(_more(connection))
    return Answered(op, parser.get_status_code(), answer.headers, answer.body)


def _more(connection: socket.socket) -> bytes:
    """What comes next. Raises ConnectionError where nothing does."""
    came = connection.recv(65536)
    if not came:
        raise ConnectionError("the connection ended before the answer did")
    return came


class _Answer:
    """Filled by httptools."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.body, self.whole = b"", False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.whole = True


_begun: _Ahead | None = None


def begin() -> None:
    """Ask, where the environment alone says with which credentials, and where. For the rest botocore is needed."""
    global _begun
    who, region = environment.credentials(), environment.region()
    if who is None or environment.profile():
        return
    if environment.files() and (region is None or overrides.said_in_files()):
        return
    with contextlib.suppress(NoEndpoint):  # as with everything: the usual way tells
        _begun = _Ahead(region or environment.DEFAULT_REGION, who)


def answers(region: str, within: float | None) -> list[Answered]:
    """What was answered in this Region; nothing where nothing was asked. Can be had once."""
    global _begun
    begun, _begun = _begun, None
    if begun is None:
        return []
    found = begun.answers(within or _PATIENCE)
    return found if begun.region == region else []
