"""What a scenario is built with: clients of the account's services, and what no API can set."""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.config import Config

from .. import callers, organization
from .. import regions as region_store
from ..overlay import OverlayApp
from ..people import People

_HOST = "127.0.0.1"
_HOME = "us-east-1"


class World:
    """The emulated AWS while nobody else uses it."""

    def __init__(self, aws: OverlayApp, account: str = callers.ACCOUNT) -> None:
        self._aws = aws
        self.account = account
        self.knobs = People(account)
        self.regions = region_store.ENABLED_BY_DEFAULT

    def client(self, service: str, region: str | None = None, account: str | None = None) -> Any:
        """A botocore client of root's, whose requests go straight to the emulated AWS, over no network."""
        client = _client(service, region or _HOME, account or self.account)
        client.meta.events.unregister("before-send", unique_id="sandbox")
        # An answer from here is taken instead of sending; botocore's stubs know only handlers that answer nothing.
        answer: Any = self._answer
        client.meta.events.register_last("before-send", answer, unique_id="sandbox")
        return client

    def member(self, account: str) -> World:
        """The same emulated AWS, for building in another account."""
        return World(self._aws, account)

    def create_account(
        self, name: str, email: str, account: str, parent: str | None = None, role: str | None = None
    ) -> World:
        """A new account of the organization, with an id of the scenario's choice, below the root or an OU.

        `role` is the one that lets the management account in, where it is not Organizations' own.
        """
        organizations = self.client("organizations")
        organization.directory().forthcoming.append(account)
        entrance = {"RoleName": role} if role else {}
        asked = organizations.create_account(AccountName=name, Email=email, **entrance)["CreateAccountStatus"]
        made = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
        if made["State"] != "SUCCEEDED":
            raise ValueError(f"{name} was not made: {made.get('FailureReason', made['State'])}")
        if parent is not None:
            root = organizations.list_roots()["Roots"][0]["Id"]
            organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=parent)
        return self.member(account)

    def enable_regions(self, *names: str) -> None:
        """Enable opt-in Regions at once."""
        for name in names:
            if name not in region_store.OPT_IN:
                raise ValueError(f"{name} is not a Region that an account opts into")
            region_store.change(self.account, name, "ENABLED", at_once=True)

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        body = _bytes(request.body)
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            got["status"], got["headers"] = int(status.split()[0]), headers

        said = b"".join(self._aws(_environ(request, body), start))
        headers = HTTPHeaders()
        for name, value in got["headers"]:
            headers[name] = value
        return AWSResponse(request.url, got["status"], headers, _Raw(said))


class _Raw(io.BytesIO):
    """A body as botocore reads it from urllib3."""

    def stream(self, **_: Any) -> Any:
        yield self.read()


@cache
def _session() -> botocore.session.Session:
    # No profile, no file: a scenario must not depend on whose machine it is built on.
    return botocore.session.Session(session_vars={"config_file": (None, None, None, None), "profile": (None,) * 4})


@cache
def _client(service: str, region: str, account: str) -> BaseClient:
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, inject_host_prefix=False)
    return _session().create_client(
        service,
        region,
        endpoint_url=f"http://{_HOST}",
        aws_access_key_id=callers.root_key_of(account),
        aws_secret_access_key=callers.SECRET_KEY,
        config=config,
    )


def _environ(request: AWSPreparedRequest, body: bytes) -> dict[str, Any]:
    url = urlsplit(request.url)
    headers = {name.upper().replace("-", "_"): _text(value) for name, value in request.headers.items()}
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(url.path).encode().decode("latin-1") or "/",
        "QUERY_STRING": url.query,
        "RAW_URI": f"{url.path}?{url.query}" if url.query else url.path,
        "SERVER_NAME": _HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": url.netloc,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_TYPE": headers.pop("CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(body)),
        **{f"HTTP_{name}": value for name, value in headers.items() if name != "CONTENT_LENGTH"},
    }


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, bytes | bytearray) else bytes(body.read())
