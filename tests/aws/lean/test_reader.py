"""Reading over connections that fail, servers that throttle, clocks that are wrong and networks with proxies."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import stub
from benchmarks.stub import Behaviour, Server, serve
from hardpan.aws.failure import AwsFailure
from hardpan.aws.lean import pool, reader
from hardpan.aws.lean.connection import Connection
from hardpan.aws.lean.pool import Pool
from hardpan.aws.lean.reader import LeanReader
from hardpan.aws.lean.sign import Credentials
from hardpan.aws.stopping import Stopping
from hardpan.model import Place, Read, Why

HERE = Place("111122223333", "eu-west-1")
KEYS = Credentials("AKIAGOOD", "secret", None)


class Keys:
    """Credentials that are as good as a test wants."""

    def __init__(self, *held: Credentials) -> None:
        self.held, self.renewals = list(held or [KEYS]), 0

    async def current(self, account: str, /) -> Credentials:
        return self.held[0]

    async def renewed(self, account: str, old: Credentials, /) -> Credentials:
        self.renewals += 1
        if len(self.held) > 1 and self.held[0] == old:
            self.held.pop(0)
        return self.held[0]


class Slow:
    """The way round for operations that the bundle does not have."""

    async def read(self, place: Place, read: Read) -> dict[str, Any]:
        return {"asked": read.operation}


@contextlib.asynccontextmanager
async def stub_and_reader(
    behaviour: Behaviour | None = None, *, keys: Keys | None = None, tls: Path | None = None, **more: Any
) -> AsyncIterator[tuple[Server, LeanReader]]:
    listening, server = await serve(behaviour or Behaviour(items=1), tls=tls)
    port = listening.sockets[0].getsockname()[1]
    address = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
    try:
        async with LeanReader(keys or Keys(), Slow(), override=lambda _: address, **more) as made:
            yield server, made
    finally:
        listening.close()
        await server.end()


def run(coroutine: Callable[[], Any]) -> Any:
    return asyncio.run(coroutine())


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr(reader, "pause", lambda attempt: 0.001)


VPCS = Read("ec2", "DescribeVpcs")


def test_one_connection_serves_one_request_after_another() -> None:
    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            for _ in range(5):
                assert "Vpcs" in await lean.read(HERE, VPCS)  # type: ignore[operator]
            assert (server.counts.requests, server.counts.connections) == (5, 1)

    run(go)


def test_many_at_once_wait_for_one_another_rather_than_open_a_connection_each() -> None:
    async def go() -> None:
        async with stub_and_reader(Behaviour(items=1, latency=0.05)) as (server, lean):
            began = time.monotonic()
            answers = await asyncio.gather(*(lean.read(HERE, VPCS) for _ in range(40)))
            assert all("Vpcs" in answer for answer in answers)
            assert server.counts.connections <= 20
            assert time.monotonic() - began < 3

    run(go)


def test_nobody_waits_long_for_a_connection_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            first = [True]
            whole = server.operation

            def hang_once(*asked: Any) -> Any:
                hangs, first[0] = first[0], False
                server.behaviour.hanging = "eu-west-1" if hangs else ""
                return whole(*asked)

            monkeypatch.setattr(server, "operation", hang_once)
            hung = asyncio.ensure_future(lean.read(HERE, VPCS))
            await asyncio.sleep(0.1)
            began = time.monotonic()
            assert "Vpcs" in await lean.read(HERE, VPCS)  # type: ignore[operator]
            assert time.monotonic() - began < 8
            assert not hung.done()
            hung.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hung

    run(go)


def test_an_account_that_is_done_leaves_no_connection_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S3 Control has a host of its own for each account: a thousand accounts are a thousand connections."""

    async def go() -> None:
        listening, server = await serve(Behaviour(items=1), tls=tmp_path)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "stub.pem"))
        port = listening.sockets[0].getsockname()[1]
        async with LeanReader(Keys(), Slow(), resolve=lambda *_: ("127.0.0.1", port)) as lean:
            for number in range(5):
                account = f"{number:012}"
                read = Read("s3control", "GetPublicAccessBlock", AccountId=account)
                assert isinstance(await lean.read(Place(account, "eu-west-1"), read), dict)
                lean.forget(account)
                await asyncio.sleep(0.05)
            assert server.counts.connections == 5
            assert not server.open
            left = [one for one in gc.get_objects() if isinstance(one, Connection) and not one.alive]
            assert not left, "what is closed holds itself, and nobody looks for that while reading"
            assert lean._pool is not None
            assert not lean._pool._hosts
        listening.close()
        await server.end()

    run(go)


def test_those_who_wait_for_a_host_that_is_not_there_are_told() -> None:
    async def go() -> None:
        async with LeanReader(Keys(), Slow(), override=lambda _: "http://127.0.0.1:9") as lean:
            answers = await asyncio.gather(*(lean.read(HERE, VPCS) for _ in range(40)))
            assert {answer.code for answer in answers} == {"EndpointUnreachable"}

    run(go)


def test_an_operation_that_is_not_in_the_bundle_goes_the_slow_way() -> None:
    async def go() -> None:
        async with stub_and_reader() as (_, lean):
            assert await lean.read(HERE, Read("sqs", "ListQueues")) == {"asked": "ListQueues"}

    run(go)


@pytest.mark.parametrize("fault", [{"errors": 0.3}, {"resets": 0.3}, {"cuts": 0.3}])
def test_faults_do_not_change_what_is_read(fault: dict[str, float]) -> None:
    async def go() -> None:
        async with stub_and_reader() as (_, lean):
            whole = await lean.read(HERE, VPCS)
        async with stub_and_reader(Behaviour(items=1, **fault)) as (server, lean):  # type: ignore[arg-type]
            answers = await asyncio.gather(*(lean.read(HERE, VPCS) for _ in range(60)))
            assert all(answer == whole for answer in answers)
            assert lean.counts.retried > 5
            assert server.counts.requests >= lean.counts.requests

    run(go)


def test_a_service_in_trouble_is_not_asked_for_ever() -> None:
    async def go() -> None:
        async with stub_and_reader(Behaviour(errors=1.0)) as (server, lean):
            why = await lean.read(HERE, VPCS)
            assert isinstance(why, Why)
            assert (why.code, why.permission) == ("InternalFailure", "ec2:DescribeVpcs")
            assert server.counts.requests == 6
            await asyncio.gather(*(lean.read(HERE, Read("kms", "ListKeys")) for _ in range(200)))
            assert server.counts.requests < 6 + 200 + 100, "the retry budget was not kept"

    run(go)


def test_throttling_slows_down_and_loses_nothing() -> None:
    async def go() -> None:
        async with stub_and_reader(Behaviour(rate=10, burst=5)) as (server, lean):
            keys = Read("kms", "ListKeys")
            began = time.monotonic()
            answers = await asyncio.gather(*(lean.read(HERE, keys) for _ in range(30)))
            took = time.monotonic() - began
            assert all("Keys" in answer for answer in answers)
            assert server.counts.refused < 45
            assert 2.4 < took < 15

    run(go)


def test_retry_after_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            said = iter([stub.framed(429, {"retry-after": "0.3"}, b'{"__type": "TooManyRequestsException"}')])
            whole = server.ready
            monkeypatch.setattr(server, "ready", lambda op: next(said, None) or whole(op))
            began = time.monotonic()
            assert "Keys" in await lean.read(HERE, Read("kms", "ListKeys"))  # type: ignore[operator]
            assert time.monotonic() - began > 0.3

    run(go)


def test_a_day_is_too_long_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            monkeypatch.setattr(
                server, "ready", lambda op: stub.framed(429, {"retry-after": "86400"}, b'{"__type": "Throttling"}')
            )
            why = await asyncio.wait_for(lean.read(HERE, Read("kms", "ListKeys")), 5)
            assert isinstance(why, Why)
            assert (why.code, server.counts.requests) == ("Throttling", 1)

    run(go)


def test_a_wrong_clock_is_set_right_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            late = {"date": "Fri, 01 Jan 2027 00:00:00 GMT"}
            said = iter([stub.framed(403, late, b'{"__type": "InvalidSignatureException", "message": "too old"}')])
            whole = server.ready
            monkeypatch.setattr(server, "ready", lambda op: next(said, None) or whole(op))
            for _ in range(3):
                assert "Keys" in await lean.read(HERE, Read("kms", "ListKeys"))  # type: ignore[operator]
            assert server.counts.requests == 4
            assert lean._skew > 86400

    run(go)


def test_a_signature_that_is_simply_wrong_is_told() -> None:
    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            server.ready = lambda op: stub.framed(403, {}, b'{"__type": "InvalidSignatureException"}')  # type: ignore[method-assign]
            why = await lean.read(HERE, Read("kms", "ListKeys"))
            assert isinstance(why, Why)
            assert why.code == "InvalidSignatureException"
            assert server.counts.requests == 1

    run(go)


def test_a_bucket_elsewhere_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            away = b"<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>"
            said = iter([stub.framed(301, {"x-amz-bucket-region": "us-west-2"}, away)])
            whole, signed_for = server.ready, []
            operation = server.operation

            def note(method: str, url: bytes, headers: dict[str, str], body: bytes) -> Any:
                signed_for.append(headers["authorization"].split("/")[2])
                return operation(method, url, headers, body)

            monkeypatch.setattr(server, "operation", note)
            monkeypatch.setattr(server, "ready", lambda op: next(said, None) or whole(op))
            assert "Status" in await lean.read(HERE, Read("s3", "GetBucketVersioning", Bucket="b"))  # type: ignore[operator]
            assert signed_for == ["eu-west-1", "us-west-2"]

    run(go)


def test_expired_credentials_are_renewed_once_and_told_where_there_are_no_others() -> None:
    old, fresh = Credentials("AKIAOLD", "x", "t"), Credentials("AKIANEW", "x", "t")

    async def go() -> None:
        keys = Keys(old, fresh)
        async with stub_and_reader(Behaviour(items=1, expired="AKIAOLD"), keys=keys) as (_, lean):
            assert "Vpcs" in await lean.read(HERE, VPCS)  # type: ignore[operator]
            assert keys.renewals == 1
        async with stub_and_reader(Behaviour(items=1, expired="AKIAOLD"), keys=Keys(old)) as (server, lean):
            why = await lean.read(HERE, VPCS)
            assert isinstance(why, Why)
            assert why.code == "ExpiredToken"
            assert server.counts.requests == 1

    run(go)


def test_no_credentials_is_an_answer_too() -> None:
    class Nobody(Keys):
        async def current(self, account: str, /) -> Credentials:
            raise AwsFailure("NoCredentials", "Unable to locate credentials")

    async def go() -> None:
        async with stub_and_reader(keys=Nobody()) as (_, lean):
            why = await lean.read(HERE, VPCS)
            assert isinstance(why, Why)
            assert why.code == "NoCredentials"

    run(go)


def test_a_region_that_hangs_costs_seconds_and_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ANSWER_TIMEOUT", 0.6)
    monkeypatch.setattr(pool, "_SWEEP", 0.1)
    monkeypatch.setattr(Pool.send, "__kwdefaults__", {"within": 0.6})

    async def go() -> None:
        async with stub_and_reader(Behaviour(items=1, hanging="ap-south-1")) as (_, lean):
            began = time.monotonic()
            good, bad = await asyncio.gather(
                asyncio.gather(*(lean.read(HERE, VPCS) for _ in range(20))),
                asyncio.gather(*(lean.read(HERE.at("ap-south-1"), VPCS) for _ in range(5))),
            )
            assert all("Vpcs" in answer for answer in good)
            assert {why.code for why in bad} <= {"TimedOut", "EndpointUnreachable"}
            assert time.monotonic() - began < 10

    run(go)


def test_the_time_for_all_ends() -> None:
    async def go() -> None:
        deadline = time.monotonic() + 0.3
        async with stub_and_reader(Behaviour(items=1, latency=0.2), in_flight=1) as (_, lean):
            with Stopping(lean, deadline) as stopping:
                answers = await asyncio.gather(*(stopping.read(HERE, VPCS) for _ in range(20)))
                assert time.monotonic() - deadline < 0.5
                late = [answer for answer in answers if isinstance(answer, Why)]
                assert 0 < len(late) < 20
                assert {why.code for why in late} == {"TimedOut"}

    run(go)


def test_what_aws_has_no_time_for_before_the_end_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with stub_and_reader(deadline=time.monotonic() + 5) as (server, lean):
            monkeypatch.setattr(
                server, "ready", lambda op: stub.framed(429, {"retry-after": "9"}, b'{"__type": "Throttling"}')
            )
            began = time.monotonic()
            why = await lean.read(HERE, Read("kms", "ListKeys"))
            assert isinstance(why, Why)
            assert why.code == "Throttling"
            assert time.monotonic() - began < 2

    run(go)


def test_stopping_answers_what_is_under_way_at_once() -> None:
    async def go() -> None:
        async with stub_and_reader(Behaviour(items=1, latency=5)) as (_, lean):
            with Stopping(lean) as stopping:
                asyncio.get_running_loop().call_later(0.2, stopping.stop)
                began = time.monotonic()
                answers = await asyncio.gather(*(stopping.read(HERE, VPCS) for _ in range(10)))
                assert time.monotonic() - began < 1
                assert {answer.code for answer in answers if isinstance(answer, Why)} == {"Interrupted"}
                after = await stopping.read(HERE, VPCS)
                assert isinstance(after, Why)

    run(go)


def test_somebody_else_s_cancelling_is_no_answer() -> None:
    async def go() -> None:
        async with stub_and_reader(Behaviour(items=1, latency=5)) as (_, lean):
            with Stopping(lean) as stopping:
                asked = asyncio.ensure_future(stopping.read(HERE, VPCS))
                await asyncio.sleep(0.1)
                asked.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await asked

    run(go)


def test_a_name_that_nobody_knows_the_address_of_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that never answers holds neither the reading up nor its end."""
    monkeypatch.setattr(pool, "CONNECT_TIMEOUT", 0.3)
    answered, look_up = threading.Event(), socket.getaddrinfo

    def never(host: str, *more: Any, **words: Any) -> Any:
        if not words.get("flags"):
            answered.wait(20)
        return look_up(host, *more, **words)

    monkeypatch.setattr(socket, "getaddrinfo", never)

    async def go() -> None:
        async with LeanReader(Keys(), Slow(), override=lambda _: "http://localhost:9") as lean:
            why = await lean.read(HERE, VPCS)
            assert isinstance(why, Why)
            assert (why.code, "within" in why.message) == ("EndpointUnreachable", True)

    began = time.monotonic()
    run(go)
    assert time.monotonic() - began < 6
    answered.set()


def test_a_host_is_reached_at_any_of_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def several(host: str, port: int, **words: Any) -> Any:
        if host != "many.example":
            return look_up(host, port, **words)
        if words.get("flags"):
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", several)

    async def go() -> None:
        async with stub_and_reader() as (server, lean):
            whole = lean._override
            lean._override = lambda of: str(whole(of)).replace("127.0.0.1", "many.example")  # type: ignore[assignment]
            assert "Vpcs" in await lean.read(HERE, VPCS)  # type: ignore[operator]
            assert server.counts.requests == 1

    run(go)


def test_nobody_listens() -> None:
    async def go() -> None:
        async with LeanReader(Keys(), Slow(), override=lambda _: "http://127.0.0.1:9") as lean:
            why = await lean.read(HERE, VPCS)
            assert isinstance(why, Why)
            assert why.code == "EndpointUnreachable"

    run(go)


def test_tls_trusts_the_bundle_it_is_given_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> Any:
        async with stub_and_reader(Behaviour(items=1), tls=tmp_path) as (_, lean):
            return await lean.read(HERE, VPCS)

    refused = run(ask)
    assert isinstance(refused, Why)
    assert "certificate" in refused.message.lower()
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "stub.pem"))
    monkeypatch.setattr(stub, "certificate", lambda folder: (folder / "stub.pem", folder / "stub.key"))
    assert "Vpcs" in run(ask)


class Proxy(asyncio.Protocol):
    """Forwards plain requests and opens tunnels; notes what it was asked."""

    asked: list[str]
    refuse = False

    def __init__(self) -> None:
        self.upstream: asyncio.Transport | None = None
        self.held = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.upstream:
            self.upstream.abort()

    def data_received(self, data: bytes) -> None:
        if self.upstream:
            self.upstream.write(data)
            return
        self.held += data
        if b"\r\n\r\n" not in self.held:
            return
        head, _, rest = self.held.partition(b"\r\n\r\n")
        self.held = b""
        type(self).asked.append(head.decode())
        line = head.decode().split("\r\n")[0]
        if self.refuse:
            self.transport.write(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            return
        method, target, _ = line.split(" ")
        address = target if method == "CONNECT" else target.split("/")[2]
        asyncio.get_running_loop().create_task(self.join(address, method == "CONNECT", head + b"\r\n\r\n" + rest))

    async def join(self, address: str, tunnel: bool, data: bytes) -> None:
        host, _, port = address.partition(":")
        mine = self.transport

        class Back(asyncio.Protocol):
            def data_received(self, data: bytes) -> None:
                mine.write(data)

            def connection_lost(self, exc: Exception | None) -> None:
                mine.close()

        self.upstream, _ = await asyncio.get_running_loop().create_connection(Back, host, int(port))
        if tunnel:
            mine.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            assert self.upstream is not None
            self.upstream.write(data)


@pytest.mark.parametrize("secure", [True, False])
def test_proxies_are_used_as_the_environment_says(
    secure: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Proxy, "asked", [], raising=False)

    async def go() -> None:
        proxy = await asyncio.get_running_loop().create_server(Proxy, "127.0.0.1", 0)
        port = proxy.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY" if secure else "HTTP_PROXY", f"http://ada:s%40fe@127.0.0.1:{port}")
        stub.certificate(tmp_path)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "stub.pem"))
        monkeypatch.setattr(stub, "certificate", lambda folder: (folder / "stub.pem", folder / "stub.key"))
        async with stub_and_reader(Behaviour(items=1), tls=tmp_path if secure else None) as (_, lean):
            assert "Vpcs" in await lean.read(HERE, VPCS)  # type: ignore[operator]
            assert len(Proxy.asked) == 1
            assert Proxy.asked[0].startswith("CONNECT localhost:" if secure else "POST http://127.0.0.1:")
            if secure:
                assert "Proxy-Authorization: Basic YWRhOnNAZmU=" in Proxy.asked[0]
        monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
        async with stub_and_reader(Behaviour(items=1), tls=tmp_path if secure else None) as (_, lean):
            assert "Vpcs" in await lean.read(HERE, VPCS)  # type: ignore[operator]
            assert len(Proxy.asked) == 1
        proxy.close()

    run(go)


def test_a_proxy_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Proxy, "asked", [], raising=False)
    monkeypatch.setattr(Proxy, "refuse", True)

    async def go() -> None:
        proxy = await asyncio.get_running_loop().create_server(Proxy, "127.0.0.1", 0)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
        async with stub_and_reader(Behaviour(items=1), tls=tmp_path) as (_, lean):
            why = await lean.read(HERE, VPCS)
            assert isinstance(why, Why)
            assert "407" in why.message
        proxy.close()

    run(go)
