"""Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html."""

from __future__ import annotations

import hashlib
import hmac
import time
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from hardpan import __version__
from hardpan.aws.lean.endpoint import Endpoint
from hardpan.aws.lean.serialize import Unsigned

_AGENT = f"hardpan/{__version__}"


class Credentials(NamedTuple):
    """What requests are signed with."""

    access_key: str
    secret_key: str
    token: str | None

    def __repr__(self) -> str:
        return f"Credentials({self.access_key})"


def sign(request: Unsigned, where: Endpoint, who: Credentials, *, at: float) -> tuple[str, bytes]:
    """The target (path and query) and the header block of a signed request; `at` in seconds since 1970."""
    stamp = _stamp(int(at))
    date = stamp[:8]
    path = _below(where.base_path, request.path) if where.base_path else request.path
    signed_path = path if where.signing_name == "s3" else _twice_encoded(path)
    headers = [("host", where.host), *request.headers, ("x-amz-date", stamp)]
    if who.token:
        headers.append(("x-amz-security-token", who.token))
    headers.sort()
    names = ";".join([name for name, _ in headers])
    lines = "".join([f"{name}:{value}\n" for name, value in headers])
    canonical = f"{request.method}\n{signed_path}\n{request.query}\n{lines}\n{names}\n{request.body_hash}"
    scope = f"{date}/{where.signing_region}/{where.signing_name}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = _key(who.secret_key, date, where.signing_region, where.signing_name)
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    sent = "".join([f"{name}: {value}\r\n" for name, value in headers])
    length = f"content-length: {len(request.body)}\r\n" if request.body or request.method == "POST" else ""
    block = (
        f"{sent}{length}user-agent: {_AGENT}\r\n"
        f"authorization: AWS4-HMAC-SHA256 Credential={who.access_key}/{scope}, SignedHeaders={names}, "
        f"Signature={signature}\r\n\r\n"
    )
    return f"{path}?{request.query}" if request.query else path, block.encode()


def _below(base: str, path: str) -> str:
    """A path below an endpoint's own."""
    return base if path == "/" else base.removesuffix("/") + path


@lru_cache(maxsize=20_000)
def _twice_encoded(path: str) -> str:
    """The path as all services but S3 sign it: encoded once more, without empty and dot segments (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part and part != ".":
            kept.append(part)
    end = "/" if kept and path.endswith("/") else ""
    return quote(f"/{'/'.join(kept)}{end}", safe="/~")


@lru_cache(maxsize=4)
def _stamp(at: int) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))


@lru_cache(maxsize=100_000)
def _key(secret: str, date: str, region: str, name: str) -> bytes:
    """The key of a day, Region and service; the same for each of its requests."""
    key = hmac.digest(f"AWS4{secret}".encode(), date.encode(), "sha256")
    for part in (region, name, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
