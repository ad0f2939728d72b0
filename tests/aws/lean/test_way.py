"""Proxies are found as `urllib.request` finds them, for whoever cannot wait for it to be imported."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hardpan.aws.lean import way

bypasses: Any = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed lacks it

NAMES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "All_Proxy", "NO_PROXY", "no_proxy")
NAMES += ("REQUEST_METHOD", "PROXY", "_proxy", "HTTPS_proxy")
HOSTS = ("sts.amazonaws.com", "amazonaws.com", "s3.eu-west-1.amazonaws.com", "AMAZONAWS.com", "localhost", "::1")
EXCEPTED = (
    "*",
    "amazonaws.com",
    ".amazonaws.com",
    "..amazonaws.com",
    "Amazonaws.COM , localhost",
    "naws.com",
    "sts.amazonaws.com:443",
    "s3.eu-west-1.amazonaws.com,",
    ".",
    ",",
    "*,localhost",
    "10.0.0.0/8",
    "::1",
)


@given(some.dictionaries(some.sampled_from(NAMES), some.sampled_from(["", "http://one:1", "two:2", "localhost"])))
def test_the_environment_is_read_alike(environment: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.environ", environment)
        assert way.proxies() == urllib.request.getproxies_environment()


@pytest.mark.parametrize("excepted", EXCEPTED)
@pytest.mark.parametrize("host", HOSTS)
def test_hosts_are_excepted_alike(host: str, excepted: str) -> None:
    known = {"https": "http://proxy:3128", "no": excepted}
    assert (way.proxy_of("https", host, known) is None) == bool(bypasses(host, known))


@pytest.mark.parametrize(
    ("known", "scheme", "proxy"),
    [
        ({"https": "proxy:3128"}, "https", "http://proxy:3128"),
        ({"https": "https://me:word@proxy"}, "https", "https://me:word@proxy"),
        ({"https": "http://proxy:3128"}, "http", None),
        ({"all": "http://proxy:3128"}, "http", "http://proxy:3128"),
        ({}, "https", None),
    ],
)
def test_the_proxy_of_a_scheme(known: dict[str, str], scheme: str, proxy: str | None) -> None:
    found = way.proxy_of(scheme, "sts.amazonaws.com", known)
    assert (found and found.geturl()) == proxy
