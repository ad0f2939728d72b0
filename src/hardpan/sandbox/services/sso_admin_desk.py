"""Who may ask IAM Identity Center what, and its refusals.

The organization's instance answers the management account and the delegated administrator; the latter may not touch
what the management account is given: https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin.html.
An account instance answers its account, and has no permission sets. In another Region there is no instance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from .. import organization, wire
from ..enums import unknown_values
from ..registry import Answer, AwsError, Call, overlay
from .paging import page
from .sso_admin_center import SERVICE, Instance, PermissionSet, center

Handler: TypeAlias = Callable[[Call, Instance], Answer]


def instance(*operations: str) -> Callable[[Handler], Handler]:
    """Register what answers these operations of any instance."""
    return _register(operations, with_permission_sets=False)


def access(*operations: str) -> Callable[[Handler], Handler]:
    """Register what answers these operations on access to accounts, which an account instance has not."""
    return _register(operations, with_permission_sets=True)


def _register(operations: Sequence[str], *, with_permission_sets: bool) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        def answer(call: Call) -> Answer:
            if unknown := unknown_values(call):
                raise invalid(f"{unknown[0]} is no value that the operation takes")
            with center(call.partition).lock:
                found = _asked(call)
                if with_permission_sets and not found.of_organization:
                    raise invalid("The operation is not supported for account instances of IAM Identity Center")
                return handler(call, found)

        overlay("sso-admin", *operations)(answer)
        return handler

    return register


def _asked(call: Call) -> Instance:
    """The instance that a request names, or whose resource it names. An unknown one and a hidden one look the same."""
    named = call.parameters.get("InstanceArn") or call.parameters.get("ResourceArn") or ""
    for found in center(call.partition).instances:
        if found.id in named and found.region == call.region and administers(call, found):
            return found
    raise denied(call)


def administers(call: Call, found: Instance) -> bool:
    """Whether the caller's account may change an instance."""
    if not found.of_organization:
        return call.account == found.owner
    there = organization.of(found.owner, call.partition)
    return there is not None and there.administers(call.account, SERVICE)


def refuse_delegate(call: Call, found: Instance, *touched: str) -> None:
    """Only the management account may touch what it is given itself."""
    if call.account != found.owner and found.owner in touched:
        raise denied(call)


def permission_set(call: Call, found: Instance) -> PermissionSet:
    """The permission set that a request names."""
    named: str = call.parameters["PermissionSetArn"]
    if named not in found.permission_sets:
        raise missing(f"Could not find PermissionSet with id {named.rpartition('/')[2]}")
    return found.permission_sets[named]


def denied(call: Call) -> AwsError:
    return wire.denied(call.service, call.protocol, call.principal, f"sso:{call.operation}")


def missing(what: str) -> AwsError:
    return AwsError("ResourceNotFoundException", what)


def invalid(what: str) -> AwsError:
    return AwsError("ValidationException", what)


def conflict(what: str) -> AwsError:
    return AwsError("ConflictException", what)


def quota(what: str) -> AwsError:
    return AwsError("ServiceQuotaExceededException", what)


def listed(call: Call, key: str, items: Sequence[Any]) -> Answer:
    """One page of the items under a key."""
    asked = dict(call.parameters) | ({"MaxResults": call.page_size} if call.page_size else {})
    shown, more = page(items, asked)
    return {key: shown, **more}


def tags_of(call: Call) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in call.parameters.get("Tags") or ()}
