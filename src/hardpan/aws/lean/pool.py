"""Connections to many hosts, kept and shared by all accounts; proxies and TLS as companies have them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeAlias, TypeVar
from urllib.parse import SplitResult

from hardpan.aws.lean import way
from hardpan.aws.lean.connection import Answered, Connection, Dropped
from hardpan.aws.threads import in_thread

_P = TypeVar("_P", bound=asyncio.Protocol)

CONNECT_TIMEOUT = 5.0  # seconds
ANSWER_TIMEOUT = 30.0
_LOOK_UPS = 8  # of names at once
_PATIENT = 3  # of so many that find no connection free, one opens another
_SWEEP = 0.5  # seconds between looks for overdue answers; cheaper than a timer for each request


class Origin(NamedTuple):
    """Where a request goes: `host` carries its port where that is not the scheme's own."""

    scheme: str
    host: str


class Unreachable(ConnectionError):
    """No connection could be made: no such host, refused, no route. `final` where asking again is no use: a certificate
    that does not hold, a proxy that says no.
    """

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


# From a host and a port to those that are connected to; the certificate is still the host's own.
Resolve: TypeAlias = Callable[[str, int], tuple[str, int]]


class Pool:
    """Idle connections by origin. Made and used within one event loop; `close` ends them all."""

    def __init__(self, context: ssl.SSLContext | None = None, resolve: Resolve = lambda *address: address) -> None:
        self._resolve = resolve
        self._loop = asyncio.get_running_loop()
        self._context = context
        self._hosts: dict[Origin, _Host] = {}
        self._busy: set[Connection] = set()
        self._proxies = way.proxies()
        self._looking_up = asyncio.Semaphore(_LOOK_UPS)
        self._sweeper = self._loop.create_task(self._sweep())
        self.opened = 0

    async def send(
        self, origin: Origin, method: str, target: str, headers: bytes, body: bytes, *, within: float = ANSWER_TIMEOUT
    ) -> Answered:
        """The answer to one request. Raises Dropped, Unreachable or TimeoutError.

        A connection that its server closed while it was idle is replaced without anybody hearing of it.
        """
        host = self._hosts.get(origin)
        if host is None:
            host = self._hosts[origin] = _Host()
        while True:
            connection = host.take() or await self._get(host, origin)
            self._busy.add(connection)
            try:
                request = f"{method} {self._target(origin, target)} HTTP/1.1\r\n".encode("latin-1") + headers + body
                return await connection.ask(request, self._loop.time() + within)
            except Dropped as drop:
                if connection.reused and drop.untouched:
                    continue
                raise
            except BaseException:
                connection.close()
                raise
            finally:
                self._busy.discard(connection)
                host.give_back(connection)

    def leave(self, beginning: str) -> list[str]:
        """End the idle connections to hosts whose names begin so, and give those hosts."""
        left = [origin for origin in self._hosts if origin.host.startswith(beginning)]
        for origin in left:
            for connection in self._hosts[origin].idle:
                connection.close()
            if len(self._hosts[origin].idle) == self._hosts[origin].count:
                del self._hosts[origin]
        return [origin.host for origin in left]

    async def close(self) -> None:
        """End every connection."""
        self._sweeper.cancel()
        for connection in (*self._busy, *(one for host in self._hosts.values() for one in host.idle)):
            connection.close()
        with contextlib.suppress(asyncio.CancelledError):
            await self._sweeper
        # An aborted transport is gone two turns of the loop later, one for TLS and one for the socket.
        for _ in range(3):
            await asyncio.sleep(0)

    async def _get(self, host: _Host, origin: Origin) -> Connection:
        """A connection that somebody is done with, or a new one where too many wait for those that there are."""
        host.missed += 1
        if len(host.waiting) < host.count and host.missed % _PATIENT:
            given = await host.turn(self._loop)
            if given is not None and given.alive:
                return given
        host.count += 1
        try:
            return await self._open(origin)
        except BaseException:
            host.lost()
            raise

    async def _open(self, origin: Origin) -> Connection:
        host, port = way.address(*origin)
        proxy = self._proxy(origin)
        self.opened += 1
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                if proxy is not None:
                    return await self._through(proxy, origin, host, port)
                context = self._tls() if origin.scheme == "https" else None
                address = self._resolve(host, port)
                _, connection = await self._connect(lambda: Connection(self._loop), *address, context, host)
                return connection
        except TimeoutError:
            raise Unreachable(f"no connection to {origin.host} within {CONNECT_TIMEOUT:.0f} s") from None
        except Unreachable:
            raise
        except OSError as error:
            final = isinstance(error, ssl.SSLCertVerificationError)
            raise Unreachable(f"no connection to {origin.host}: {error}", final=final) from error

    async def _connect(
        self, made: Callable[[], _P], host: str, port: int, context: ssl.SSLContext | None, name: str
    ) -> tuple[asyncio.Transport, _P]:
        """A connection to the first address of a host that takes one, with TLS where there is a context for it.

        `name` is the one that the certificate has to be for. Raises OSError.
        """
        failure = OSError(f"{host} has no address")
        for address in await self._addresses(host, port):
            try:
                return await self._loop.create_connection(
                    made, address, port, ssl=context, server_hostname=name if context else None
                )
            except ssl.SSLError:
                raise
            except OSError as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host, looked up on a thread that nobody waits for where no name server answers."""
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = look_up(flags=socket.AI_NUMERICHOST)  # where it is an address already
        except socket.gaierror:
            async with self._looking_up:
                found = await in_thread(look_up)
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = way.tls_context()
        return self._context

    def _proxy(self, origin: Origin) -> SplitResult | None:
        return way.proxy_of(origin.scheme, way.address(*origin)[0], self._proxies)

    def _target(self, origin: Origin, target: str) -> str:
        """A plain request through a proxy names the host it is for."""
        if self._proxies and origin.scheme == "http" and self._proxy(origin) is not None:
            return f"http://{origin.host}{target}"
        return target

    async def _through(self, proxy: SplitResult, origin: Origin, host: str, port: int) -> Connection:
        """A connection through a proxy: a tunnel for TLS, the proxy itself for the rest."""
        to_proxy = self._tls() if proxy.scheme == "https" else None
        address = (proxy.hostname or "", proxy.port or (443 if proxy.scheme == "https" else 80))
        if origin.scheme == "http":
            _, plain = await self._connect(lambda: Connection(self._loop), *address, to_proxy, address[0])
            return plain
        transport, tunnel = await self._connect(_Tunnel, *address, to_proxy, address[0])
        await tunnel.through(transport, host, way.tunnel(proxy, host, port))
        connection = Connection(self._loop)
        secured = await self._loop.start_tls(transport, connection, self._tls(), server_hostname=host)
        if secured is None:
            raise Unreachable(f"no TLS with {host} through the proxy {proxy.hostname}")
        connection.connection_made(secured)
        return connection

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP)
            now = self._loop.time()
            for connection in [one for one in self._busy if one.deadline < now]:
                connection.give_up()
            for host in self._hosts.values():
                host.send_away(now - _SWEEP)


class _Host:
    """The connections to one host.

    Waiting for one that is busy takes less than a round trip, opening another takes two or three and a handshake's CPU.
    So as many wait as there are connections before another is opened. But where some always wait, there are too few:
    every third that would wait opens one, too. And nobody waits for long.
    """

    __slots__ = ("count", "idle", "missed", "waiting")

    def __init__(self) -> None:
        self.count = 0  # open, or being opened
        self.missed = 0  # times that somebody found none free
        self.idle: list[Connection] = []
        self.waiting: deque[tuple[float, asyncio.Future[Connection | None]]] = deque()

    def take(self) -> Connection | None:
        while self.idle:
            connection = self.idle.pop()
            if connection.alive:
                connection.reused = True
                return connection
            self.count -= 1
        return None

    async def turn(self, loop: asyncio.AbstractEventLoop) -> Connection | None:
        """A connection when one is free; None for whoever had better open another."""
        turn: asyncio.Future[Connection | None] = loop.create_future()
        self.waiting.append((loop.time(), turn))
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and (given := turn.result()) is not None:
                self.give_back(given)
            raise

    def give_back(self, connection: Connection) -> None:
        if not connection.alive:
            self.lost()
        elif (turn := self._next()) is not None:
            connection.reused = True
            turn.set_result(connection)
        else:
            self.idle.append(connection)

    def lost(self) -> None:
        """A connection has ended or was never made: whoever is next may try."""
        self.count -= 1
        if (turn := self._next()) is not None:
            turn.set_result(None)

    def send_away(self, before: float) -> None:
        """End the waiting of whoever began it before this time."""
        while self.waiting and self.waiting[0][0] < before:
            _, turn = self.waiting.popleft()
            if not turn.done():
                turn.set_result(None)

    def _next(self) -> asyncio.Future[Connection | None] | None:
        while self.waiting:
            _, turn = self.waiting.popleft()
            if not turn.done():
                return turn
        return None


class _Tunnel(asyncio.Protocol):
    """The CONNECT handshake with a proxy."""

    def __init__(self) -> None:
        self._said = b""
        self._done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def through(self, transport: asyncio.Transport, host: str, request: bytes) -> None:
        """Ask for a tunnel. Raises Unreachable where the proxy refuses."""
        transport.write(request)
        said = await self._done
        if not way.is_open(said):
            transport.abort()
            line = said.partition(b"\r\n")[0].decode("latin-1")
            raise Unreachable(f"the proxy refuses a tunnel to {host}: {line}", final=True)

    def data_received(self, data: bytes) -> None:
        self._said += data
        if b"\r\n\r\n" in self._said and not self._done.done():
            self._done.set_result(self._said)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(Unreachable(f"the proxy closed the connection: {exc or 'no reason given'}"))
