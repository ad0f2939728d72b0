"""A request as AWS judges it: who asks for what, where, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from hardpan.policy.pattern import Context
from hardpan.policy.principal import Principal

Value: TypeAlias = str | bool | int | Iterable[str]

_TYPES = {"root": "Account", "user": "User", "role": "AssumedRole", "federated-user": "FederatedUser"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request. `context` holds the condition keys that come with it, in whatever case.

    A key that is missing or has no value is one that AWS did not send. A list is a key of several values.
    """

    principal: Principal
    action: str  # service:Action
    resource: str = "*"  # ARN; `*` where the action knows no resources
    account: str  # that the resource is in
    context: Mapping[str, Value] = field(default_factory=dict, hash=False)
    keys: Context = field(init=False, repr=False, compare=False)
    verb: str = field(init=False, repr=False, compare=False)  # the action as it is compared

    def __post_init__(self) -> None:
        named = {key.lower(): _values(value) for key, value in self.context.items()}
        object.__setattr__(self, "context", MappingProxyType(dict(self.context)))
        object.__setattr__(self, "keys", {key: values for key, values in named.items() if values})
        object.__setattr__(self, "verb", self.action.lower())

    @property
    def service(self) -> str:
        """The service that is asked, as actions begin."""
        return self.verb.partition(":")[0]

    def having(self, **changes: object) -> Request:
        """The same request but for this."""
        return replace(self, **changes)  # type: ignore[arg-type]


def global_keys(
    principal: Principal,
    *,
    region: str,
    organization: str | None = None,
    path: str | None = None,
    resource_account: str | None = None,
    resource_organization: str | None = None,
) -> dict[str, Value]:
    """The condition keys that AWS sends with every signed request of a principal to a service in a Region.

    `path` is of the principal's account: `o-exampleorgid/r-ab12/ou-ab12-11111111/`.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    keys: dict[str, Value | None] = {
        "aws:PrincipalArn": principal.identity if principal.in_account else None,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": _TYPES.get(principal.kind, "Anonymous" if principal.kind == "anonymous" else None),
        "aws:PrincipalOrgID": organization if principal.in_account else None,
        "aws:PrincipalOrgPaths": [path] if path and principal.in_account else None,
        "aws:PrincipalIsAWSService": principal.kind == "service",
        "aws:PrincipalServiceName": principal.arn if principal.kind == "service" else None,
        "aws:userid": principal.user_id,
        "aws:username": principal.arn.rpartition("/")[2] if principal.kind == "user" else None,
        "aws:ViaAWSService": False,
        "aws:SecureTransport": True,
        "aws:RequestedRegion": region,
        "aws:ResourceAccount": resource_account,
        "aws:ResourceOrgID": resource_organization,
    }
    return {key: value for key, value in keys.items() if value is not None}


def _values(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, str | int):
        return (str(value),)
    return tuple(value)
