"""Requests to AWS through botocore: one client a service, shared by all Regions; Region chosen per request.

Building a client costs 20 to 200 ms and each new TLS context 18 ms, so nothing is built per Region that can be built
per service (docs/decisions/0002-transport.md has the measurements).
"""

from __future__ import annotations

import contextvars
import ipaddress
import os
import re
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

import botocore.session
from botocore import exceptions as boto
from botocore import xform_name
from botocore.client import BaseClient
from botocore.config import Config
from botocore.httpsession import URLLib3Session, get_cert_path

from hardpan.aws.boto_failure import failure
from hardpan.aws.failure import AwsFailure
from hardpan.model import Answer, ExitCode, Place, Problem, Read

Codec: TypeAlias = Literal["lean", "botocore"]
CODECS: tuple[Codec, ...] = get_args(Codec)

_REGION: contextvars.ContextVar[str] = contextvars.ContextVar("region")
_CONNECTIONS = 64
_TIMEOUT = (5, 30)  # seconds to connect, to answer
_ACCOUNT_PREFIX = re.compile(r"^\d{12}\.")


@dataclass(frozen=True)
class Identity:
    """Who the credentials belong to."""

    account: str
    arn: str
    partition: str


class Aws:
    """Sends single requests, with the caller's credentials, to any Region. Safe to use from many threads.

    Credentials, profile, endpoint and proxy settings come from the standard AWS chain and environment. `codec` and
    `timeout` (seconds for everything one run reads) are for the readers made from it (`hardpan.aws.readers`).
    """

    def __init__(
        self,
        profile: str | None = None,
        region: str | None = None,
        *,
        codec: Codec = "lean",
        timeout: float | None = None,
    ) -> None:
        self.codec, self.timeout = codec, timeout
        try:
            self._session = botocore.session.Session(profile=profile)
            self._session.get_scoped_config()  # knows whether there is such a profile
            # botocore knows AWS_DEFAULT_REGION only; every other SDK, and version 2 of the AWS CLI, this one first.
            # https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
            chosen = region or os.environ.get("AWS_REGION") or self._session.get_config_variable("region")
            self._region = chosen or "us-east-1"
        except boto.ProfileNotFound as error:
            raise Problem(str(error), next="aws configure list-profiles", code=ExitCode.USAGE) from error
        except boto.BotoCoreError as error:  # a configuration file that cannot be read
            raise Problem(str(error), effect="nothing was read", code=ExitCode.USAGE) from error
        self._clients: dict[str, BaseClient] = {}
        self._building = threading.Lock()
        self._http: URLLib3Session | None = None
        self._counting = threading.Lock()
        self.retried = 0  # requests sent again so far

    @property
    def session(self) -> botocore.session.Session:
        """The botocore session behind it: credentials and configuration."""
        return self._session

    def identity(self) -> Identity:
        """The account, principal and partition of the credentials. Raises Problem where there are none or bad ones."""
        try:
            answer = self.call("sts", "GetCallerIdentity", {}, self._region)
        except AwsFailure as problem:
            raise _cannot_start(problem) from problem
        return Identity(answer["Account"], answer["Arn"], answer["Arn"].split(":")[1])

    def enabled_regions(self) -> list[str]:
        """Regions the account can use, sorted. Raises Problem where even this cannot be read."""
        try:
            answer = self.call("ec2", "DescribeRegions", {"AllRegions": True}, self._region)
        except AwsFailure as problem:
            raise Problem(
                f"cannot list the account's Regions: {problem}",
                effect="nothing was read",
                next="hardpan permissions   # the account needs ec2:DescribeRegions",
            ) from problem
        return sorted(
            region["RegionName"]
            for region in answer["Regions"]
            if region.get("OptInStatus", "opt-in-not-required") != "not-opted-in"
        )

    def read(self, place: Place, read: Read) -> Answer | None:
        """The whole answer to a Read, all pages joined; None for one of its `or_none` codes. Raises AwsFailure."""
        region = read.region or place.endpoint_region
        try:
            return self._pages(read, region)
        except AwsFailure as refusal:
            if refusal.code in read.absent:
                return None
            raise

    def call(self, service: str, operation: str, parameters: Mapping[str, Any], region: str) -> Answer:
        """Send one request to a Region and return its answer without response metadata. Raises AwsFailure."""
        client = self.client(service)
        token = _REGION.set(region)
        try:
            answer: Answer = getattr(client, xform_name(operation))(**parameters)
        except (boto.BotoCoreError, boto.ClientError) as error:
            raise failure(error) from error
        finally:
            _REGION.reset(token)
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


def _cannot_start(refusal: AwsFailure) -> Problem:
    if refusal.code == "NoCredentials":
        return Problem(
            f"no AWS credentials: {refusal.message}",
            effect="nothing was read",
            next="aws configure   # or: export AWS_PROFILE=NAME, aws login",
        )
    if refusal.code in {"EndpointUnreachable", "TimedOut"}:
        return Problem(
            f"cannot reach AWS: {refusal.message}",
            effect="nothing was read",
            next="check the network, AWS_ENDPOINT_URL and HTTPS_PROXY",
        )
    if refusal.bad_credentials:
        return Problem(
            f"AWS does not accept the credentials: {refusal}",
            effect="nothing was read",
            next="aws sts get-caller-identity   # sign in again, then retry",
        )
    return Problem(f"cannot find out whose credentials these are: {refusal}", effect="nothing was read")
