"""A stand-in for every endpoint of AWS: any operation Hardpan reads with, with latency, throttling and faults at will.

    python -m benchmarks.stub --port 8443 --tls DIR --latency 0.02 --items 3

It checks nothing and knows no state: what it answers is made up from AWS's models, or was recorded (`--recorded`, a
snapshot that `hardpan assess --save` wrote: each operation has the last answer it had there). Who asks, what may be
assumed, which Regions and accounts there are is told as AWS would. `GET /_stub` tells how many requests came and how
many were refused.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import re
import secrets
import ssl
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import httptools

from benchmarks.answers import made, model, written
from hardpan.aws.lean import spec
from hardpan.aws.readers import run
from hardpan.snapshot.answers import SnapshotFile

_US = ("us-east-1", "us-east-2", "us-west-1", "us-west-2")
_EU = ("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3")
_AP = tuple(
    f"ap-{name}" for name in ("northeast-1", "northeast-2", "northeast-3", "south-1", "southeast-1", "southeast-2")
)
REGIONS = (*_US, *_EU, *_AP, "ca-central-1", "sa-east-1")  # those that every account has

_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")


@dataclass
class Behaviour:
    """How the stub answers."""

    latency: float = 0.0  # seconds
    items: int = 3  # in each list
    rate: float = 0.0  # requests a second for each account, Region and service; 0: as many as come
    burst: float = 10.0
    hanging: str = ""  # a Region that never answers
    errors: float = 0.0  # share of requests answered with 500
    resets: float = 0.0  # share of connections cut before the answer
    cuts: float = 0.0  # share of bodies cut short
    expired: str = ""  # an access key that is refused as expired
    expire_after: int = 0  # requests of the first access key of an account, after which that is expired
    seed: int = 1
    recorded: str = ""  # a snapshot to answer from
    accounts: int = 1  # in the organization
    closed: str = ""  # an account whose role lets nobody in


@dataclass
class Counts:
    """What came in."""

    requests: int = 0
    refused: int = 0
    connections: int = 0
    first: float = 0.0  # when the first was answered, by time.monotonic(), which all processes share
    by_operation: Counter[str] = field(default_factory=Counter)
    by_key: Counter[str] = field(default_factory=Counter)


class Server:
    """Answers, and counts."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour, self.counts = behaviour, Counts()
        self.tls: ssl.SSLContext | None = None  # for tunnels
        self.first_keys: dict[str, str] = {}
        self.chance = random.Random(behaviour.seed)  # noqa: S311
        self.open: set[asyncio.Transport] = set()
        self._buckets: dict[tuple[str, ...], tuple[float, float]] = {}
        self._ready: dict[str, bytes] = {}
        self._recorded = recorded(Path(behaviour.recorded)) if behaviour.recorded else {}
        self._by_path = [
            (
                op.of.signing_name,
                op.method,
                re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(op.uri.partition("?")[0])) + "/?$"),
                op,
            )
            for op in spec.every()
            if op.of.protocol.startswith("rest")
        ]
        self._by_name = {(op.of.signing_name, op.name): op for op in spec.every()}

    async def end(self) -> None:
        """Cut every connection."""
        for transport in list(self.open):
            transport.abort()
        for _ in range(3):
            await asyncio.sleep(0)

    def operation(self, method: str, url: bytes, headers: dict[str, str], body: bytes) -> spec.Operation | None:
        scope = _SCOPE.search(headers.get("authorization", ""))
        signing = scope.group(3) if scope else ""
        if "x-amz-target" in headers:
            return self._by_name.get((signing, headers["x-amz-target"].rpartition(".")[2]))
        if body.startswith(b"Action="):
            return self._by_name.get((signing, body[7:].partition(b"&")[0].decode()))
        return self._of_path(signing, method, url.decode())

    @cache  # noqa: B019  # there is one server, and few addresses
    def _of_path(self, signing: str, method: str, url: str) -> spec.Operation | None:
        path, _, query = url.partition("?")
        for name, verb, pattern, op in self._by_path:
            wanted = op.uri.partition("?")[2]
            if (
                (name, verb) == (signing, method)
                and pattern.match(path)
                and (not wanted or wanted in re.split("[&=]", query))
            ):
                return op
        return None

    def may(self, key: tuple[str, ...]) -> bool:
        if not self.behaviour.rate:
            return True
        now = time.monotonic()
        tokens, then = self._buckets.get(key, (self.behaviour.burst, now))
        tokens = min(self.behaviour.burst, tokens + (now - then) * self.behaviour.rate)
        self._buckets[key] = (tokens - 1 if tokens >= 1 else tokens, now)
        return tokens >= 1

    def ready(self, op: spec.Operation) -> bytes:
        found = self._ready.get(f"{op.service}:{op.name}")
        if found is None:
            if f"{op.service}:{op.name}" in self._recorded:
                found = self._ready[f"{op.service}:{op.name}"] = self._again(op)
                return found
            shape = model(op.service, op.name).output_shape
            values = made(shape, self.behaviour.items) if shape else {}
            for path in (op.pages or {}).get("out", [(op.pages or {}).get("bare")]):
                values.pop(path, None)
            if op.pages and op.pages.get("more"):
                values[op.pages["more"]] = False
            headers, body = written(op.service, op.name, op.of.protocol, values)
            found = self._ready[f"{op.service}:{op.name}"] = framed(200, headers, body)
        return found

    def _again(self, op: spec.Operation) -> bytes:
        """What was recorded of an operation: an answer, or that there is none of what was asked for."""
        said = self._recorded[f"{op.service}:{op.name}"]
        if isinstance(said, str):
            return refusal(op, said, "there is none", 404)
        headers, body = written(op.service, op.name, op.of.protocol, _documents_as_sent(said))
        return framed(200, headers, body)

    def about_itself(self, op: spec.Operation, key: str, body: bytes) -> bytes | None:
        """What AWS is asked before anything else: by whose key, with which role, where, in which organization."""
        told = _ITSELF.get(op.name)
        if told is None:
            return None
        asked = dict(parse_qsl(body.decode(errors="replace"))) if body.startswith(b"Action") else {}
        values = told(self.behaviour, key, asked)
        if isinstance(values, str):
            return refusal(op, "AccessDenied", values, 403)
        headers, body = written(op.service, op.name, op.of.protocol, values)
        return framed(200, headers, body)


def _documents_as_sent(value: Any) -> Any:
    """IAM sends policies as encoded text, which every reader decodes."""
    if isinstance(value, dict):
        return {
            name: quote(json.dumps(item))
            if name.endswith("Document") and isinstance(item, dict)
            else _documents_as_sent(item)
            for name, item in value.items()
        }
    return [_documents_as_sent(item) for item in value] if isinstance(value, list) else value


def _identity(_: Behaviour, key: str, __: dict[str, str]) -> dict[str, Any]:
    account = key[4:] if key[4:].isdigit() else "111100000000"
    return {"Account": account, "Arn": f"arn:aws:iam::{account}:user/auditor", "UserId": "AIDA"}


def _session_of(how: Behaviour, key: str, asked: dict[str, str]) -> dict[str, Any] | str:
    account = asked["RoleArn"].split(":")[4]
    if account == how.closed:
        return f"User: {key} is not authorized to perform: sts:AssumeRole on resource: {asked['RoleArn']}"
    ends = datetime.now(UTC) + timedelta(seconds=int(asked.get("DurationSeconds", "3600")))
    key = f"ASIA{account}{secrets.token_hex(2)}"
    lent = {"AccessKeyId": key, "SecretAccessKey": "x" * 40, "SessionToken": "t" * 300, "Expiration": ends}
    return {"Credentials": lent}


def _regions(*_: Any) -> dict[str, Any]:
    return {"Regions": [{"RegionName": name, "OptInStatus": "opt-in-not-required"} for name in REGIONS]}


def _accounts(how: Behaviour, *_: Any) -> dict[str, Any]:
    numbers = (f"{111100000000 + number:012}" for number in range(how.accounts))
    return {"Accounts": [{"Id": number, "Name": f"account {number}", "Status": "ACTIVE"} for number in numbers]}


_ITSELF: dict[str, Callable[[Behaviour, str, dict[str, str]], dict[str, Any] | str]] = {
    "GetCallerIdentity": _identity,
    "AssumeRole": _session_of,
    "DescribeRegions": _regions,
    "ListAccounts": _accounts,
}


def recorded(path: Path) -> dict[str, dict[str, Any] | str]:
    """By `service:Operation` its last answer in a snapshot, or the error that said that there is none."""
    found: dict[str, dict[str, Any] | str] = {}
    for account in SnapshotFile(path).accounts():
        for kept in account.kept:
            service, operation, *_ = json.loads(kept.question)
            if isinstance(kept.answer, dict):
                found[f"{service}:{operation}"] = kept.answer
            elif kept.answer is None:
                found.setdefault(f"{service}:{operation}", kept.absent[0])
    return found


def framed(status: int, headers: dict[str, str], body: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if name != "content-length")
    return f"HTTP/1.1 {status} Stub\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body


def refusal(op: spec.Operation, code: str, message: str, status: int) -> bytes:
    """An error in the operation's protocol."""
    if op.of.protocol in ("json", "rest-json"):
        body = json.dumps({"__type": code, "message": message}).encode()
        return framed(status, {"x-amzn-errortype": code}, body)
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    whole = {
        "ec2": f"<Response><Errors>{error}</Errors></Response>",
        "query": f"<ErrorResponse>{error}</ErrorResponse>",
    }
    return framed(status, {}, whole.get(op.of.protocol, error).encode())


class Conversation(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.parser = httptools.HttpRequestParser(self)
        self.url, self.headers, self.body = b"", {}, b""
        self.transport: Any = None
        self.early = b""  # what came before asyncio had said through what to answer

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.server.open.add(transport)
        self.server.counts.connections += 1
        if self.early:
            self.data_received(self.early)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.server.open.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        if self.transport is None:
            self.early += data
            return
        with contextlib.suppress(httptools.HttpParserUpgrade):  # what follows CONNECT is no more HTTP
            self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.url, self.headers, self.body = b"", {}, b""

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode().lower()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        server, how = self.server, self.server.behaviour
        if self.parser.get_method() == b"CONNECT":
            server.counts.connections -= 1
            self.transport.write(b"HTTP/1.1 200 Tunnel\r\n\r\n")
            self.tunnel = asyncio.get_running_loop().create_task(self.secure())
            return
        if self.url == b"/_stub":
            told = {**vars(server.counts)}
            self.transport.write(framed(200, {}, json.dumps(told).encode()))
            return
        server.counts.requests += 1
        op = server.operation(self.parser.get_method().decode(), self.url, self.headers, self.body)
        if op is None:
            self.transport.write(framed(404, {}, b"the stub knows no such operation"))
            return
        server.counts.by_operation[f"{op.service}:{op.name}"] += 1
        scope = _SCOPE.search(self.headers["authorization"])
        assert scope is not None
        if scope.group(2) == how.hanging:
            return
        answer = server.about_itself(op, scope.group(1), self.body) or server.ready(op)
        server.counts.by_key[scope.group(1)] += 1
        first = server.first_keys.setdefault(scope.group(1)[4:16], scope.group(1)) == scope.group(1)
        worn = how.expire_after and first and server.counts.by_key[scope.group(1)] > how.expire_after
        if scope.group(1) == how.expired or worn:
            answer = refusal(op, "ExpiredToken", "The security token included in the request is expired", 403)
        elif not server.may((scope.group(1)[4:16], scope.group(2), scope.group(3))):
            server.counts.refused += 1
            answer = refusal(op, "ThrottlingException", "Rate exceeded", 400)
        elif how.resets and server.chance.random() < how.resets:
            self.transport.abort()
            return
        elif how.errors and server.chance.random() < how.errors:
            answer = refusal(op, "InternalFailure", "try again", 500)
        elif how.cuts and server.chance.random() < how.cuts:
            answer = answer[:-20] if len(answer) > 200 else answer
            self.transport.write(answer)
            self.transport.close()
            return
        if how.latency:
            asyncio.get_running_loop().call_later(how.latency, self.say, answer)
        else:
            self.say(answer)

    async def secure(self) -> None:
        """Be the host that the tunnel was asked for, whichever it is."""
        inside = Conversation(self.server)
        loop = asyncio.get_running_loop()
        assert self.server.tls is not None
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            inside.connection_made(await loop.start_tls(self.transport, inside, self.server.tls, server_side=True))

    def say(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.server.counts.first = self.server.counts.first or time.monotonic()
            self.transport.write(answer)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for every endpoint of AWS that signs itself, and its key. Trust it with AWS_CA_BUNDLE."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    regions = sorted({name for told in spec.partitions().values() for name in told["regions"]})
    hosts = ["localhost", "*.amazonaws.com", *(f"*.{name}.amazonaws.com" for name in regions)]
    hosts += [f"*.s3-control.{name}.amazonaws.com" for name in regions]
    hosts += ["*.api.aws", *(f"*.{name}.api.aws" for name in regions)]
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stub")])
    now = datetime.now(UTC)
    made_of = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    signed = made_of.sign(key, hashes.SHA256())
    folder.mkdir(parents=True, exist_ok=True)
    chain, secret = folder / "stub.pem", folder / "stub.key"
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return chain, secret


async def serve(
    behaviour: Behaviour, port: int = 0, tls: Path | None = None, *, proxy: bool = False
) -> tuple[asyncio.Server, Server]:
    """Listen on loopback; with TLS where there is a folder for the certificate, as a proxy to all of AWS if wanted."""
    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(tls))
    server = Server(behaviour)
    server.tls = context
    outside = None if proxy else context
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Conversation(server), "127.0.0.1", port, ssl=outside, backlog=2048), server


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8443)
    asked.add_argument("--tls", type=Path)
    asked.add_argument("--proxy", action="store_true", help="be a proxy that leads every host's TLS to itself")
    for name, value in vars(Behaviour()).items():
        asked.add_argument(f"--{name}", type=type(value), default=value)
    given = vars(asked.parse_args())
    port, tls, proxy = given.pop("port"), given.pop("tls"), given.pop("proxy")

    async def go() -> None:
        listening, _ = await serve(Behaviour(**given), port, tls, proxy=proxy)
        print("ready", flush=True)
        await listening.serve_forever()

    run(go())


if __name__ == "__main__":
    main()
