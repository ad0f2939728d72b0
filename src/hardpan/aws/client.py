"""Requests to AWS through botocore: one client a service, shared by all Regions; Region chosen per request.

Building a client costs 20 to 200 ms and each new TLS context 18 ms, so nothing is built per Region that can be built
per service (docs/decisions/0002-transport.md has the measurements).
"""

from __future__ import annotations

import contextvars
import ipaddress
import re
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore import exceptions as boto
from botocore import xform_name
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials as BotocoreCredentials
from botocore.httpsession import URLLib3Session, get_cert_path

from hardpan.aws.boto_failure import failure
from hardpan.aws.failure import BUSY, AwsFailure
from hardpan.aws.lean.sign import Credentials
from hardpan.model import Answer, Place, Read

_REGION: contextvars.ContextVar[str] = contextvars.ContextVar("region")
_CONNECTIONS = 64
_TIMEOUT = (5, 30)  # seconds to connect, to answer
_PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds between attempts at a read while somebody changes what is read
_ACCOUNT_PREFIX = re.compile(r"^\d{12}\.")


# Whose credentials sign a request; the session's own where nothing is set.
_SIGNER: contextvars.ContextVar[Credentials | None] = contextvars.ContextVar("signer", default=None)


class Clients:
    """Sends single requests to any Region and for any account. Safe to use from many threads.

    Endpoint, proxy and CA settings come from the environment and the profile of the session.
    """

    def __init__(self, session: botocore.session.Session, region: str) -> None:
        self._session, self._region = session, region
        self._clients: dict[str, BaseClient] = {}
        self._building = threading.Lock()
        self._http: URLLib3Session | None = None
        self._counting = threading.Lock()
        self.retried = 0  # requests sent again so far

    def read(self, place: Place, read: Read, who: Credentials | None = None) -> Answer | None:
        """The whole answer to a Read, all pages joined; None for one of its `or_none` codes. Raises AwsFailure."""
        token = _SIGNER.set(who)
        try:
            return self._free(read, read.region or place.endpoint_region)
        except AwsFailure as refusal:
            if read.takes_for_none(refusal.code, refusal.message):
                return None
            raise
        finally:
            _SIGNER.reset(token)

    def _free(self, read: Read, region: str) -> Answer:
        """The answer, once nobody changes the same thing any more; botocore takes that refusal for final."""
        for pause in _PAUSES:
            try:
                return self._pages(read, region)
            except AwsFailure as refusal:
                if refusal.code not in BUSY:
                    raise
            time.sleep(pause)
        return self._pages(read, region)

    def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        region: str,
        who: Credentials | None = None,
    ) -> Answer:
        """Send one request to a Region and return its answer without response metadata. Raises AwsFailure."""
        client = self.client(service)
        token, signer = _REGION.set(region), _SIGNER.set(who or _SIGNER.get())
        try:
            answer: Answer = getattr(client, xform_name(operation))(**parameters)
        except (boto.BotoCoreError, boto.ClientError) as error:
            raise failure(error) from error
        finally:
            _REGION.reset(token)
            _SIGNER.reset(signer)
        answer.pop("ResponseMetadata", None)
        return answer

    def _pages(self, read: Read, region: str) -> Answer:
        client = self.client(read.service)
        method = xform_name(read.operation)
        if not client.can_paginate(method):
            return self._tokens(read, region)
        token = _REGION.set(region)
        try:
            whole: Answer = client.get_paginator(method).paginate(**read.parameters).build_full_result()
        except (boto.BotoCoreError, boto.ClientError) as error:
            raise failure(error) from error
        finally:
            _REGION.reset(token)
        return whole

    def _tokens(self, read: Read, region: str) -> Answer:
        """Follow a page token that botocore has no paginator for: many list operations return one."""
        whole = self.call(read.service, read.operation, read.parameters, region)
        shape = self.client(read.service).meta.service_model.operation_model(read.operation).input_shape
        members = set(shape.members) if shape else set()
        names = [name for name in ("NextToken", "nextToken", "NextPageToken", "Marker") if name in members]
        if not names or names[0] in read.parameters:
            return whole
        token = whole.pop(names[0], None)
        while token:
            page = self.call(read.service, read.operation, {**read.parameters, names[0]: token}, region)
            token = page.pop(names[0], None)
            for name, value in page.items():
                whole[name] = whole.get(name, []) + value if isinstance(value, list) else value
        return whole

    def client(self, service: str) -> BaseClient:
        """The one client of a service. Raises AwsFailure for a service botocore does not know."""
        found = self._clients.get(service)
        if found is not None:
            return found
        with self._building:
            if service not in self._clients:
                self._clients[service] = self._build(service)
            return self._clients[service]

    def _build(self, service: str) -> BaseClient:
        try:
            client: BaseClient = self._session.create_client(
                service,
                region_name=self._region,
                config=Config(
                    connect_timeout=_TIMEOUT[0],
                    read_timeout=_TIMEOUT[1],
                    max_pool_connections=_CONNECTIONS,
                    retries={"mode": "standard", "total_max_attempts": 5},
                    s3={"addressing_style": "path", "us_east_1_regional_endpoint": "regional"},
                    user_agent_extra="hardpan",
                ),
            )
        except (boto.BotoCoreError, boto.ClientError) as error:
            raise failure(error) from error
        except ValueError as error:  # an endpoint address that is none
            raise AwsFailure("EndpointUnreachable", str(error)) from error
        _choose_region_per_request(client)
        client.meta.events.register_first("needs-retry", self._count_retry)
        self._share_connections(client)
        return client

    def _count_retry(self, attempts: int, **_: Any) -> None:
        """botocore asks after each attempt whether to try again; after the second the first was retried."""
        if attempts > 1:
            with self._counting:
                self.retried += 1

    def _share_connections(self, client: BaseClient) -> None:
        """One connection pool and one TLS context for every client; the attribute is botocore's own, not public."""
        endpoint = client._endpoint  # type: ignore[attr-defined]
        if self._http is None:
            theirs: URLLib3Session = endpoint.http_session
            if isinstance(theirs._verify, bool | str):  # type: ignore[attr-defined]
                self._http = _SharedSession(
                    verify=theirs._verify,  # type: ignore[attr-defined,arg-type]
                    proxies=theirs._proxy_config._proxies,  # type: ignore[attr-defined]
                    timeout=_TIMEOUT,  # type: ignore[arg-type]
                    max_pool_connections=_CONNECTIONS,
                )
        if self._http is not None:
            endpoint.http_session = self._http


class _SharedSession(URLLib3Session):
    """A botocore HTTP session that parses the CA bundle once, not on every connection (urllib3 issue 3623)."""

    _context: ssl.SSLContext | None = None

    def _get_ssl_context(self) -> ssl.SSLContext:
        if self._context is None:
            verify = self._verify  # type: ignore[attr-defined]
            self._context = ssl.create_default_context(cafile=get_cert_path(verify) if verify else None)
            if not verify:
                self._context.check_hostname = False
                self._context.verify_mode = ssl.CERT_NONE
        return self._context

    def _setup_ssl_cert(self, conn: Any, _url: str, verify: bool | str) -> None:
        conn.cert_reqs = "CERT_REQUIRED" if verify else "CERT_NONE"


def _choose_region_per_request(client: BaseClient) -> None:
    """Let the context variable decide Region, endpoint and signing scope, through botocore's public events."""
    events, name = client.meta.events, client.meta.service_model.service_id.hyphenize()

    def sign_for(context: dict[str, Any], **_: Any) -> None:
        context.setdefault("signing", {})["region"] = _REGION.get()
        if who := _SIGNER.get():
            context["signing"]["request_credentials"] = BotocoreCredentials(who.access_key, who.secret_key, who.token)

    def resolve_for(builtins: dict[str, Any], **_: Any) -> None:
        builtins["AWS::Region"] = _REGION.get()

    events.register(f"before-parameter-build.{name}", sign_for)
    events.register(f"before-endpoint-resolution.{name}", resolve_for)
    if name == "s3-control":
        events.register("before-sign.s3-control", _drop_prefix_of_address)


def _drop_prefix_of_address(request: Any, **_: Any) -> None:
    """S3 Control puts the account id before the host name, which an IP address or `localhost` cannot carry."""
    url = urlsplit(request.url)
    bare = _ACCOUNT_PREFIX.sub("", url.netloc)
    if bare != url.netloc and _is_address(bare.rpartition(":")[0] or bare):
        request.url = url._replace(netloc=bare).geturl()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost"
    return True
