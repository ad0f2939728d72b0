"""One request, sent once over a connection of its own, by the thread that asks: the shortest way to an answer.

Everything else that reads goes through `hardpan.aws.lean.reader`, which keeps connections, waits and tries again.
Importing that takes as long as all of this, the handshake included.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from typing import NamedTuple

import httptools

from hardpan.aws.lean import way
from hardpan.aws.lean.endpoint import Endpoint, endpoint
from hardpan.aws.lean.serialize import Unsigned, unsigned
from hardpan.aws.lean.sign import Credentials, sign
from hardpan.aws.lean.spec import Operation, operation
from hardpan.aws.overrides import endpoint_of

PATIENCE = 5.0  # seconds for anything that a connection is waited for


class Question(NamedTuple):
    """A request, and where it goes."""

    op: Operation
    request: Unsigned
    where: Endpoint


class Answered(NamedTuple):
    """An HTTP answer, whole. Header names are in lower case."""

    op: Operation
    status: int
    headers: dict[str, str]
    body: bytes


def question(region: str, service: str, name: str, **parameters: object) -> Question:
    """An operation of the bundle, asked in a Region. Raises NoEndpoint."""
    op = operation(service, name)
    assert op is not None
    where = endpoint(op, parameters, region, override=endpoint_of(op.of.id))
    return Question(op, unsigned(op, parameters), where)


def answered(asked: Question, who: Credentials, trust: Callable[[], ssl.SSLContext]) -> Answered:
    """What comes back. Raises OSError, NotImplementedError or httptools.HttpParserError where that is nothing whole."""
    op, request, where = asked
    with _connected(where, trust) as connection:
        target, headers = sign(request, where, who, at=time.time())
        connection.sendall(f"{request.method} {target} HTTP/1.1\r\n".encode("latin-1") + headers + request.body)
        return _whole(op, connection)


def _connected(where: Endpoint, trust: Callable[[], ssl.SSLContext]) -> socket.socket:
    """A connection to AWS, or to what stands in for it."""
    host, port = way.address(where.scheme, where.host)
    proxy = way.proxy_of(where.scheme, host, way.proxies())
    if proxy is None:
        connection = socket.create_connection((host, port), PATIENCE)
    elif (proxy.scheme, where.scheme) == ("http", "https"):
        connection = socket.create_connection((proxy.hostname or "", proxy.port or 80), PATIENCE)
        _open_tunnel(connection, way.tunnel(proxy, host, port))
    else:
        raise NotImplementedError(f"{proxy.scheme} proxy for {where.scheme}")
    return trust().wrap_socket(connection, server_hostname=host) if where.scheme == "https" else connection


def _open_tunnel(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    said = b""
    while b"\r\n\r\n" not in said:
        said += _more(connection)
    if not way.is_open(said):
        connection.close()
        raise ConnectionRefusedError("the proxy says no")


def _whole(op: Operation, connection: socket.socket) -> Answered:
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
