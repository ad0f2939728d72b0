"""A request as it came over HTTP, decoded by botocore's models: service, operation, caller, parameters."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from moto.core.model import OperationModel

from . import callers, moto_adapter
from .registry import Call

Environ: TypeAlias = dict[str, Any]

# What a signature says of itself, in the header or, where the request is presigned, in the query.
_SCOPE = re.compile(r"(?:Credential=|X-Amz-Credential=)([^/,&%]+)(?:/|%2F)\d{8}(?:/|%2F)([^/&%]+)(?:/|%2F)([^/&%]+)")

# Where the name a service signs with is not botocore's name of the service, or is shared.
_BY_SIGNING_NAME: Mapping[str, tuple[str, ...]] = {
    "access-analyzer": ("accessanalyzer",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "elasticfilesystem": ("efs",),
    "elasticmapreduce": ("emr",),
    "email": ("sesv2", "ses"),
    "elasticloadbalancing": ("elbv2", "elb"),
    "monitoring": ("cloudwatch",),
    "s3": ("s3control", "s3"),
    "servicequotas": ("service-quotas",),
    "sso": ("sso-admin",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
}


@dataclass(frozen=True)
class Incoming:
    """The bytes, and what their signature claims."""

    environ: Environ
    body: bytes
    access_key: str
    region: str
    signing_name: str

    def copy(self) -> Environ:
        """A WSGI environment whose body is not read yet."""
        return {**self.environ, "wsgi.input": io.BytesIO(self.body), "CONTENT_LENGTH": str(len(self.body))}


@dataclass(frozen=True)
class Decoded:
    """An operation that botocore's models know, and its call."""

    operation: OperationModel
    protocol: str
    call: Call
    caller: callers.Caller | None  # None: AWS would not accept the access key

    @property
    def key(self) -> tuple[str, str]:
        return self.call.service, self.call.operation


def receive(environ: Environ) -> Incoming | None:
    """Read a request to its end; None where it is not signed."""
    body = _whole_body(environ)
    found = _SCOPE.search(environ.get("HTTP_AUTHORIZATION") or environ.get("QUERY_STRING") or "")
    kept = {name: value for name, value in environ.items() if name != "HTTP_TRANSFER_ENCODING"}
    return Incoming(kept, body, *found.groups()) if found else None


def decode(incoming: Incoming, state: Callable[[str, str, str], dict[str, Any]]) -> Decoded | None:
    """The operation that is asked for; None where botocore's models have no such operation."""
    for service in _candidates(incoming):
        match = moto_adapter.operation_of(service, incoming.copy())
        if match is not None:
            return _decoded(incoming, service, *match, state)
    return None


def _candidates(incoming: Incoming) -> tuple[str, ...]:
    names = _BY_SIGNING_NAME.get(incoming.signing_name, (incoming.signing_name,))
    if "s3control" in names and "HTTP_X_AMZ_ACCOUNT_ID" not in incoming.environ:
        return ("s3",)
    return names


def _decoded(
    incoming: Incoming,
    service: str,
    operation: OperationModel,
    in_path: dict[str, Any],
    state: Callable[[str, str, str], dict[str, Any]],
) -> Decoded:
    protocol = moto_adapter.protocol_of(service, incoming.copy())
    partition = moto_adapter.partition_of(incoming.region)
    caller = callers.find(incoming.access_key, partition)
    account = caller.account if caller else callers.ACCOUNT
    call = Call(
        service=service,
        operation=str(operation.name),
        account=account,
        region=incoming.region,
        partition=partition,
        principal=caller.principal if caller else "",
        parameters=moto_adapter.parameters_of(operation, in_path, protocol, incoming.copy()),
        state=state(service, account, incoming.region),
        kept=state,
        protocol=protocol,
        host=str(incoming.environ.get("HTTP_HOST", "")),
        address=str(incoming.environ.get("REMOTE_ADDR", "")),
        root_task=caller.root_task if caller else None,
        role=caller.role if caller else None,
    )
    return Decoded(operation, protocol, call, caller)


def _whole_body(environ: Environ) -> bytes:
    # A chunked request has no length; werkzeug marks that its stream ends by itself.
    length = None if environ.get("wsgi.input_terminated") else int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read() if length is None else environ["wsgi.input"].read(length)
    return body
