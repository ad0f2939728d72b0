"""One HTTP/1.1 connection: a request goes out, its answer comes back, nothing in between.

httptools (the parser of Node.js) reads the answers; this is only what joins it to asyncio.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any, NamedTuple, cast

import httptools


@lru_cache(maxsize=1000)
def _name(name: bytes) -> str:
    """A header's name, of which there are few."""
    return name.decode("latin-1").lower()


class Answered(NamedTuple):
    """An HTTP answer, whole. Header names are in lower case; of a repeated header the last counts."""

    status: int
    headers: dict[str, str]
    body: bytes


class Dropped(ConnectionError):
    """The connection ended before the answer did.

    `untouched`: not a byte of the answer had come, as when a server closes an idle connection while a request is on its
    way. Sending it again on a new connection is then no retry.
    """

    def __init__(self, why: str, *, untouched: bool) -> None:
        super().__init__(why)
        self.untouched = untouched


class Connection(asyncio.Protocol):
    """A connection that carries one request at a time. `deadline` is when the answer under way is overdue."""

    __slots__ = (
        "_body",
        "_headers",
        "_loop",
        "_parser",
        "_sized",
        "_touched",
        "_waiting",
        "alive",
        "deadline",
        "reused",
        "transport",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._parser: Any = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[Answered] | None = None
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._touched = self._sized = False
        self.transport: asyncio.Transport | None = None
        self.alive, self.reused, self.deadline = False, False, float("inf")

    def ask(self, request: bytes, deadline: float) -> asyncio.Future[Answered]:
        """Send a request; its answer is the future's result. Raises, through it, Dropped or TimeoutError."""
        assert self.transport is not None
        assert self._waiting is None
        self._waiting, self.deadline = self._loop.create_future(), deadline
        self._headers, self._body, self._touched, self._sized = {}, [], False, False
        self.transport.write(request)
        return self._waiting

    def give_up(self) -> None:
        """End a connection whose answer is overdue."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(TimeoutError("no answer in time"))
        self.close()

    def close(self) -> None:
        """End the connection without a farewell, which would cost a round trip for TLS."""
        self.alive = False
        if self.transport is not None:
            self.transport.abort()

    # asyncio calls these.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.alive = cast(asyncio.Transport, transport), True  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        self._touched = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(Dropped(f"the answer is not HTTP: {error}", untouched=False))
            self.close()

    def eof_received(self) -> bool:
        """An answer without a length ends here; any other was cut off."""
        if self._touched and self._headers and not self._sized:
            self.on_message_complete()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        self._fail(Dropped(str(exc or "the server closed the connection"), untouched=not self._touched))
        self._parser = self.transport = None  # they hold this in turn, and nobody looks for such circles while reading

    # httptools calls these.

    def on_header(self, name: bytes, value: bytes) -> None:
        key = _name(name)
        self._headers[key] = value.decode("latin-1")
        if key in ("content-length", "transfer-encoding"):
            self._sized = True

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        waiting, self._waiting = self._waiting, None
        self.deadline = float("inf")
        if not self._parser.should_keep_alive() or not self._sized:
            self.close()
        if waiting is not None and not waiting.done():
            waiting.set_result(Answered(self._parser.get_status_code(), self._headers, b"".join(self._body)))

    def _fail(self, error: Exception) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)
