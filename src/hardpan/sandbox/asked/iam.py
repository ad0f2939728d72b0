"""What a request to IAM needs: an action on a user, group, role, policy or provider, named with its path.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.policy.request import Value

from .. import identities
from ..registry import Call
from ..services.iam_root import iam
from .asked import Asked, about, text

# Who names nobody speaks of itself.
_OF_ONESELF = ("AccessKey", "ChangePassword", "GetUser", "LoginProfile", "MFADevice", "SigningCertificate")
# The parameter that names a thing which has no path, or whose path comes with the request, and how its ARN ends.
_FORMS = (
    ("InstanceProfileName", "instance-profile"),
    ("ServerCertificateName", "server-certificate"),
    ("VirtualMFADeviceName", "mfa"),
    ("PolicyName", "policy"),
    ("Name", "saml-provider"),
)
_ARNS = ("PolicyArn", "SAMLProviderArn", "OpenIDConnectProviderArn", "SerialNumber")


def asked(call: Call) -> Iterator[Asked]:
    found = _entity(call)
    yield about(call, _resource(call, found), keys=_keys(call, found))


def _entity(call: Call) -> Any:
    """The emulator's own role or user that the request is about; None where there is none, or none yet."""
    if call.operation in ("CreateRole", "CreateUser"):
        return None
    if name := text(call, "RoleName"):
        return next((role for role in list(iam(call).get_roles()) if role.name == name), None)
    name = text(call, "UserName")
    if name is None and ":user/" in call.principal and any(word in call.operation for word in _OF_ONESELF):
        name = call.principal.rpartition("/")[2]
    return iam(call).users.get(name) if name and not call.operation.endswith(("ToGroup", "FromGroup")) else None


def _resource(call: Call, found: Any) -> str:
    if found is not None:
        arn: str = found.arn
        return arn
    for kind in ("role", "user", "group"):
        name = text(call, f"{kind.capitalize()}Name")
        if name and not (kind == "user" and text(call, "GroupName")):
            return _arn(call, kind, name)
    if service := text(call, "AWSServiceName"):
        return _arn(call, "role", f"aws-service-role/{service}/*")
    for parameter in _ARNS:
        if arn_given := text(call, parameter):
            return arn_given
    if url := text(call, "Url"):
        return _arn(call, "oidc-provider", url.partition("://")[2])
    return next((_arn(call, kind, name) for parameter, kind in _FORMS if (name := text(call, parameter))), "*")


def _arn(call: Call, kind: str, name: str) -> str:
    path = (text(call, "Path") or "/").strip("/")
    return call.arn(f"{kind}/{path}/{name}" if path else f"{kind}/{name}", regional=False)


def _keys(call: Call, found: Any) -> dict[str, Value]:
    boundary = text(call, "PermissionsBoundary") or (identities.boundary_of(found) if found is not None else None)
    keys = {
        "iam:PolicyARN": text(call, "PolicyArn"),
        "iam:PermissionsBoundary": boundary,
        "iam:AWSServiceName": text(call, "AWSServiceName"),
    }
    tags = identities.tags_of(iam(call), found) if found is not None else {}
    tagged = {f"{prefix}:ResourceTag/{name}": tags[name] for name in tags for prefix in ("aws", "iam")}
    return {**{key: value for key, value in keys.items() if value}, **tagged}
