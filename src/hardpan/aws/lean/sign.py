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


def whose(account: str, root_task: str | None) -> str:
    """Whose credentials a request to an account needs: its own, or of its root user for a task of AWS's."""
    return f"{account}/{root_task}" if root_task else account


def sign(request: Unsigned, where: Endpoint, who: Credentials, *, at: float) -> tuple[str, bytes]:
    """The target (path and query) and the header block of a signed request; `at` in seconds since 1970."""
    stamp = _stamp(int(at))
    date = stamp[:8]
    form = _form(request, where, bool(who.token))
    named = (stamp, who.token) if who.token else (stamp,)
    scope = f"{date}/{where.signing_region}/{where.signing_name}/aws4_request"
    digest = hashlib.sha256((form.canonical % named).encode()).hexdigest()
    key = _key(who.secret_key, date, where.signing_region, where.signing_name)
    signature = hmac.digest(key, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}".encode(), "sha256").hex()
    return form.target, (form.block % (*named, who.access_key, scope, signature)).encode()


class _Form(NamedTuple):
    """A signed request, with `%s` where each call has something else."""

    target: str
    canonical: str  # date, and token if there is one
    block: str  # the same, then access key, scope and signature


@lru_cache(maxsize=4_000)
def _form(request: Unsigned, where: Endpoint, with_token: bool) -> _Form:
    path = _below(where.base_path, request.path) if where.base_path else request.path
    signed_path = path if where.signing_name == "s3" else _twice_encoded(path)
    fixed = [(name, value.replace("%", "%%")) for name, value in (("host", where.host), *request.headers)]
    headers = sorted([*fixed, ("x-amz-date", "%s"), *([("x-amz-security-token", "%s")] if with_token else [])])
    names = ";".join(name for name, _ in headers)
    before = f"{request.method}\n{signed_path}\n{request.query}\n".replace("%", "%%")
    lines = "".join(f"{name}:{value}\n" for name, value in headers)
    sent = "".join(f"{name}: {value}\r\n" for name, value in headers)
    length = f"content-length: {len(request.body)}\r\n" if request.body or request.method == "POST" else ""
    return _Form(
        f"{path}?{request.query}" if request.query else path,
        f"{before}{lines}\n{names}\n{request.body_hash}",
        f"{sent}{length}user-agent: {_AGENT}\r\n"
        f"authorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders={names}, Signature=%s\r\n\r\n",
    )


def _below(base: str, path: str) -> str:
    """A path below an endpoint's own."""
    return base if path == "/" else base.removesuffix("/") + path


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
