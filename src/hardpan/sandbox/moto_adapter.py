"""Everything that rests on moto's internals rather than on its HTTP interface. moto is pinned because of it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

import moto.backends
import moto.core.errors
import moto.core.responses
import moto.iam.aws_managed_policies
import moto.iam.models
from botocore.exceptions import UnknownServiceError
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model, method_names_from_class
from moto.iam.models import AccessKeyLastUsed, iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition
from werkzeug.exceptions import NotFound


class _EveryCode(list[str]):
    def __contains__(self, code: object) -> bool:
        return True


# Codes common to all operations are in no model of a service; moto warns of each it does not find in its short list.
moto.core.errors.COMMON_ERROR_CODES = _EveryCode()

WsgiApp: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# The AWS managed policies that a baseline reads or attaches. moto holds 1,582 of them for every account otherwise,
# a second of work and 30 MB each time.
_MANAGED = (
    "AdministratorAccess",
    "AmazonEC2FullAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSSMManagedEC2InstanceDefaultPolicy",
    "AmazonSSMManagedInstanceCore",
    "AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForRestores",
    "AWSCloudShellFullAccess",
    "AWSCompromisedKeyQuarantine",
    "AWSCompromisedKeyQuarantineV2",
    "AWSCompromisedKeyQuarantineV3",
    "AWSConfigRoleForOrganizations",
    "AWSDenyAll",
    "AWSLambdaBasicExecutionRole",
    "AWSOrganizationsFullAccess",
    "AWSServiceCatalogAdminFullAccess",
    "AWSServiceCatalogEndUserFullAccess",
    "AWSSupportAccess",
    "Billing",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "ViewOnlyAccess",
)


def _trim_managed_policies() -> None:
    everything = json.loads(moto.iam.aws_managed_policies.aws_managed_policies_data)
    kept = {name: everything[name] for name in _MANAGED if name in everything}
    vars(moto.iam.models)["aws_managed_policies_data"] = json.dumps(kept)


def _look_once() -> None:
    """moto lists its classes' methods anew for each request."""
    vars(moto.core.responses)["method_names_from_class"] = cache(method_names_from_class)


class _Dispatcher(DomainDispatcherApplication):
    """Finds the service behind a host name, once for each name; moto lists its own folder for each request."""

    def __init__(self) -> None:
        super().__init__(_backend_app)
        self._modules = frozenset(moto.backends.list_of_moto_modules())
        self.get_backend_for_host = cache(self._backend_for_host)  # type: ignore[method-assign]

    def _backend_for_host(self, host: str | None) -> Any:
        if host is None or host == "moto_api" or host in self._modules:
            return host
        patterns = self.backend_url_patterns
        return next((backend for backend, pattern in patterns if pattern.match(f"http://{host}")), None)


def _backend_app(service: Any) -> Any:
    if service is None:
        raise NotImplementedError("moto has no such service")
    return create_backend_app(service)


def make_app() -> WsgiApp:
    """moto's server as a WSGI application. It raises NotImplementedError for what moto has not."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    _trim_managed_policies()
    _look_once()
    app: WsgiApp = _Dispatcher()
    return app


def asked_by(account: str, environ: dict[str, Any]) -> dict[str, Any]:
    """The request as one of an account's; otherwise moto would decide by the access key."""
    return {**environ, "HTTP_X_MOTO_ACCOUNT_ID": account}


def reset() -> None:
    """Forget every account, resource and setting."""
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()


def holder_of(access_key: str, partition: str) -> tuple[str, str, str] | None:
    """Account, ARN and id of who holds an access key made here; the ARN of an inactive key's holder is empty.

    None for a key that was not made here or is deleted.
    """
    account = _account_with(access_key, partition)
    if account is None:
        return None
    for role in sts_backends[account][partition].assumed_roles:
        if role.access_key_id == access_key:
            return account, role.arn, role.user_id
    user = iam_backends[account][partition].get_user_from_access_key_id(access_key)
    if user is None:
        return None
    active = next(key.status == "Active" for key in user.access_keys if key.access_key_id == access_key)
    return account, user.arn if active else "", user.id


def _account_with(access_key: str, partition: str) -> str | None:
    """The account a key was made in. moto's own search makes a memory of IAM for each partition of each account."""
    return next((name for name in list(iam_backends) if access_key in iam_backends[name][partition].access_keys), None)


def give_access_key(account: str, user: str, access_key: str) -> None:
    """Let an IAM user hold an access key of a given id."""
    made = iam(account).create_access_key(user)
    iam(account).access_keys[access_key] = iam(account).access_keys.pop(made.access_key_id)
    made.access_key_id = access_key


def partition_of(region: str) -> str:
    """The partition of a Region: `aws`, `aws-cn`, `aws-us-gov`, ..."""
    found: str = get_partition(region)
    return found


def iam(account: str) -> Any:
    """moto's memory of IAM in an account of the commercial partition."""
    return iam_backends[account]["aws"]


def key_use(when: datetime | None) -> Any:
    """moto's note of the last use of an access key; None for never."""
    return when and AccessKeyLastUsed(timestamp=when, service="s3", region="us-east-1")


# moto remembers each model, but lets everybody who asks for one at the same time load it. The first assessment asks for
# twenty of them, some hundred times at once.
_loading = threading.Lock()


def operation_of(service: str, environ: dict[str, Any]) -> tuple[OperationModel, dict[str, Any]] | None:
    """The operation of a service that a request is for, with what its path holds; None where it has no such one."""
    try:
        with _loading:
            router = get_service_router(service)
        found: tuple[OperationModel, dict[str, Any]] = router.match(Request(environ))
    except (NotFound, NotImplementedError, UnknownServiceError):
        return None
    return found


def input_shape(service: str, operation: str) -> Any:
    """botocore's model of what an operation takes; None for one that takes nothing."""
    return get_service_model(service).operation_model(operation).input_shape


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
