"""Service-specific credentials: passwords and API keys of IAM users for one service, CodeCommit or Bedrock say.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html,
API_ListServiceSpecificCredentials, API_UpdateServiceSpecificCredential, API_DeleteServiceSpecificCredential,
API_ResetServiceSpecificCredential.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from ..registry import Answer, AwsError, Call, overlay
from .iam_root import iam, own_name
from .paging import page

SERVICES = ("bedrock.amazonaws.com", "cassandra.amazonaws.com", "codecommit.amazonaws.com")
EACH = 2
SECRET = ("ServicePassword", "ServiceCredentialSecret")


def held_by(call: Call, user: str) -> list[Answer]:
    """A user's credentials, secrets left out."""
    return [_public(each) for each in _all(call).values() if each["UserName"] == user]


@overlay("iam", "CreateServiceSpecificCredential")
def create(call: Call) -> Answer:
    user, service = _user(call), call.parameters["ServiceName"]
    if service not in SERVICES:
        raise AwsError("ServiceNotSupported", f"{service} does not support service-specific credentials.")
    if sum(each["ServiceName"] == service for each in held_by(call, user)) >= EACH:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for ServiceSpecificCredentialsPerUser: {EACH}")
    now = datetime.now(UTC)
    made: Answer = {
        "ServiceSpecificCredentialId": "ACCA" + secrets.token_hex(8).upper(),
        "UserName": user,
        "ServiceName": service,
        "Status": "Active",
        "CreateDate": now,
        "ServiceUserName": f"{user}-at-{call.account}",
        "ServicePassword": secrets.token_urlsafe(24),
    }
    if days := call.parameters.get("CredentialAgeDays"):
        made["ExpirationDate"] = now + timedelta(days=days)
    _all(call)[made["ServiceSpecificCredentialId"]] = made
    return {"ServiceSpecificCredential": made}


@overlay("iam", "ListServiceSpecificCredentials")
def list_them(call: Call) -> Answer:
    wanted = call.parameters.get("ServiceName")
    users = iam(call).users if call.parameters.get("AllUsers") else [_user(call)]
    found = [each for user in users for each in held_by(call, user) if wanted in (None, each["ServiceName"])]
    shown, more = page(found, call.parameters, size="MaxItems", token="Marker")  # noqa: S106
    return {"ServiceSpecificCredentials": shown, "IsTruncated": bool(more), **more}


@overlay("iam", "UpdateServiceSpecificCredential")
def update(call: Call) -> Answer:
    _find(call)["Status"] = call.parameters["Status"]
    return {}


@overlay("iam", "DeleteServiceSpecificCredential")
def delete(call: Call) -> Answer:
    del _all(call)[_find(call)["ServiceSpecificCredentialId"]]
    return {}


@overlay("iam", "ResetServiceSpecificCredential")
def reset(call: Call) -> Answer:
    found = _find(call)
    found["ServicePassword"] = secrets.token_urlsafe(24)
    return {"ServiceSpecificCredential": found}


def _all(call: Call) -> dict[str, Answer]:
    kept: dict[str, Answer] = call.state.setdefault("service-specific-credentials", {})
    return kept


def _user(call: Call) -> str:
    name = own_name(call)
    if name not in iam(call).users:
        raise AwsError("NoSuchEntity", f"The user with name {name or 'root'} cannot be found.")
    return str(name)


def _find(call: Call) -> Answer:
    wanted = call.parameters["ServiceSpecificCredentialId"]
    found = _all(call).get(wanted)
    if found is None or call.parameters.get("UserName") not in (None, found["UserName"]):
        raise AwsError("NoSuchEntity", f"The service specific credential {wanted} cannot be found.")
    return found


def _public(credential: Answer) -> Answer:
    return {name: value for name, value in credential.items() if name not in SECRET}
