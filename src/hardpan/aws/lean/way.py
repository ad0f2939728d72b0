"""The way to a host: which certificates are trusted, and through which proxy. As companies have them."""

from __future__ import annotations

import base64
import importlib.util
import os
import ssl
from collections.abc import Iterator
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit


def tls_context() -> ssl.SSLContext:
    """A TLS context that trusts what the AWS CLI would: AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, or botocore's bundle.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html. Raises OSError where the bundle is missing.
    """
    return _tls_context(next(_bundles(), None))


@cache
def _tls_context(bundle: str | None) -> ssl.SSLContext:
    """One for each bundle in a process: reading a bundle takes longer than a handshake."""
    return ssl.create_default_context(cafile=bundle)


def _bundles() -> Iterator[str]:
    yield from filter(None, (os.environ.get("AWS_CA_BUNDLE"), os.environ.get("REQUESTS_CA_BUNDLE")))
    found = importlib.util.find_spec("botocore")  # finds without importing
    for folder in (found.submodule_search_locations or []) if found else []:
        bundle = os.path.join(folder, "cacert.pem")
        if os.path.exists(bundle):
            yield bundle


def address(scheme: str, host: str) -> tuple[str, int]:
    """The host and port to connect to, from a host that may carry its port."""
    parts = urlsplit(f"//{host}")
    return parts.hostname or "", parts.port or (443 if scheme == "https" else 80)


def proxies() -> dict[str, str]:
    """The proxy for each scheme, of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY (`no`), in either case.

    As `urllib.request.getproxies_environment` has it, of which botocore and most of Python ask; importing that takes
    longer than all else that the first request needs. Names in lower case come first, even where they say nothing; and
    where a web server runs us, HTTP_PROXY may be a header of whoever asked it (https://httpoxy.org).
    """
    said = [(name, value) for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    found = {name.lower().removesuffix("_proxy"): value for name, value in said if value}
    if "REQUEST_METHOD" in os.environ:
        found.pop("http", None)
    found |= {name.removesuffix("_proxy").lower(): value for name, value in said if name.endswith("_proxy")}
    return {scheme: value for scheme, value in found.items() if value}


def proxy_of(scheme: str, host: str, known: dict[str, str]) -> SplitResult | None:
    """The one of the known proxies through which a host is reached."""
    address = known.get(scheme) or known.get("all")
    if not address or _is_reached_directly(host, known.get("no", "")):
        return None
    return urlsplit(address if "://" in address else f"http://{address}")


def _is_reached_directly(host: str, excepted: str) -> bool:
    """Whether NO_PROXY names a host, a domain that it is in, or `*` alone. As `urllib.request` has it."""
    if excepted == "*":
        return True
    domains = [name.strip().lstrip(".").lower() for name in excepted.split(",") if name.strip()]
    return any(f".{host.lower()}".endswith(f".{domain}") for domain in domains)


def tunnel(proxy: SplitResult, host: str, port: int) -> bytes:
    """The request for a tunnel to a host."""
    told = f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n"
    if proxy.username:
        pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        told += f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}\r\n"
    return f"{told}\r\n".encode("latin-1")


def is_open(said: bytes) -> bool:
    """Whether the proxy's answer, to the end of its headers, says that there is a tunnel."""
    return said.split(b" ", 2)[1:2] == [b"200"]
