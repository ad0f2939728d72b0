"""Everything that rests on moto's internals rather than on its HTTP interface. moto is pinned because of it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

ACCOUNT = "111122223333"

# Read by moto when it is imported: the account, and no stock of images and snapshots that nobody made.
os.environ["MOTO_ACCOUNT_ID"] = ACCOUNT
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ.setdefault("MOTO_LAMBDA_STUB_ECR", "true")

# isort: split
import moto.iam.aws_managed_policies
import moto.iam.models
from botocore.model import OperationModel
from moto.core.model import ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from werkzeug.exceptions import NotFound

WsgiApp: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# The AWS managed policies that a baseline reads or attaches. moto holds 1,582 of them for every account otherwise,
# a second of work and 30 MB each time.
_MANAGED = (
    "AdministratorAccess",
    "AmazonS3FullAccess",
    "AWSCloudShellFullAccess",
    "AWSCompromisedKeyQuarantine",
    "AWSCompromisedKeyQuarantineV2",
    "AWSCompromisedKeyQuarantineV3",
    "AWSLambdaBasicExecutionRole",
    "AWSSupportAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "ViewOnlyAccess",
)


def _trim_managed_policies() -> None:
    everything = json.loads(moto.iam.aws_managed_policies.aws_managed_policies_data)
    kept = {name: everything[name] for name in _MANAGED if name in everything}
    moto.iam.models.aws_managed_policies_data = json.dumps(kept)


def make_app() -> WsgiApp:
    """moto's server as a WSGI application."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    _trim_managed_policies()
    app: WsgiApp = DomainDispatcherApplication(create_backend_app)
    return app


def reset() -> None:
    """Forget every account, resource and setting."""
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()


def account_of(access_key: str) -> str:
    """The account that an access key belongs to; keys nobody made belong to the sandbox's own account."""
    found: str = get_account_id_from(access_key)
    return found


def model_of(service: str) -> ServiceModel:
    """botocore's model of a service."""
    return get_service_model(service)


def operation_of(service: str, environ: dict[str, Any]) -> tuple[OperationModel, dict[str, Any]] | None:
    """The operation of a service that a request is for, with what its path holds; None for another service's."""
    try:
        found: tuple[OperationModel, dict[str, Any]] = get_service_router(service).match(Request(environ))
    except (NotFound, NotImplementedError, KeyError):
        return None
    return found


def protocol_of(service: str, environ: dict[str, Any]) -> str:
    """The protocol that a request to a service is written in."""
    return determine_request_protocol(get_service_model(service), Request(environ).content_type)


def parameters_of(
    operation: OperationModel, in_path: dict[str, Any], protocol: str, environ: dict[str, Any]
) -> dict[str, Any]:
    """The request's parameters as Python values."""
    request = Request(environ)
    parsed: dict[str, Any] = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.data,
            "url_path": request.path,
            "url_params": in_path,
        }
    )
    return parsed


def serialize(
    service: str, protocol: str, operation: OperationModel, result: Any
) -> tuple[int, list[tuple[str, str]], bytes]:
    """An answer, or a ServiceException, as AWS would send it: status, headers, body."""
    sent = get_serializer_class(service, protocol)(operation_model=operation).serialize(result)
    body = sent["body"] if isinstance(sent["body"], bytes) else (sent["body"] or "").encode()
    return sent["status_code"], [(name, str(value)) for name, value in sent["headers"].items()], body
