"""What the sandbox answers itself, and where it corrects the emulator behind it.

Three kinds of handler, each registered for one AWS operation:

- `overlay`: the emulator lacks the operation; the handler answers it whole.
- `guard`: the emulator has it but accepts what AWS refuses; the handler raises `AwsError` or lets the call through.
- `amend`: the emulator has it but its answer is not AWS's; the handler returns the corrected answer.

An operation with none of these is `native`: the emulator answers alone. Parameters and answers are Python values of
botocore's model (dates as datetime, blobs as bytes); the overlay parses and serializes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from moto.core.exceptions import ServiceException

Answer: TypeAlias = dict[str, Any]


class AwsError(ServiceException):
    """An error as AWS would answer it: its code and its message.

    Defined outside the `moto` package on purpose: moto derives a service model from the module an exception lives in.
    """

    def __init__(self, code: str, message: str, **fields: Any) -> None:
        """`fields` are what the error's shape has besides, as `Reason` in those of Organizations."""
        super().__init__(code, message)
        vars(self).update(fields)


@dataclass(frozen=True)
class Call:
    """One request to the sandbox, decoded.

    `state` is a plain dict kept for this (service, account, Region), or (service, account) where the service is
    global; it is emptied by a reset.
    """

    service: str  # botocore's service name, as on the AWS command line: "ec2", "accessanalyzer"
    operation: str  # as in the API: "GetEbsEncryptionByDefault"
    account: str
    region: str
    partition: str
    principal: str  # the caller's ARN
    parameters: Mapping[str, Any]
    state: dict[str, Any]
    kept: Callable[[str, str, str], dict[str, Any]] = field(repr=False)  # `state` of any service, account and Region
    protocol: str = ""  # botocore's name of it, as "query": how refusals are worded depends on it
    host: str = ""  # the name of the endpoint that was asked
    address: str = ""  # that the request came from
    root_task: str | None = None  # ARN of the policy that bounds a session made by sts:AssumeRoot
    role: str | None = None  # of a session, ARN of its role with the role's path
    page_size: int | None = None  # where a fault makes pages small: the most that one holds

    def elsewhere(self, account: str, region: str | None = None, service: str | None = None) -> Call:
        """The same call as if made in another account: how a service of an organization acts in its members."""
        region, service = region or self.region, service or self.service
        state = self.kept(service, account, region)
        return replace(self, service=service, account=account, region=region, state=state)

    def arn(self, resource: str, *, service: str | None = None, regional: bool = True) -> str:
        """ARN of a resource of this account in this partition, as `arn:aws:kms:eu-west-1:111122223333:key/...`."""
        return ":".join(
            ["arn", self.partition, service or self.service, self.region if regional else "", self.account, resource]
        )


Overlay: TypeAlias = Callable[[Call], Answer]
Guard: TypeAlias = Callable[[Call], None]
Amend: TypeAlias = Callable[[Call, Answer], Answer]
Operation: TypeAlias = tuple[str, str]

OVERLAYS: dict[Operation, Overlay] = {}
GUARDS: dict[Operation, list[Guard]] = {}
AMENDS: dict[Operation, list[Amend]] = {}

# Their state is the account's, not a Region's.
GLOBAL_SERVICES = frozenset(
    {"account", "budgets", "ce", "iam", "organizations", "s3", "s3control", "sts", "support", "freetier"}
)


def overlay(service: str, *operations: str) -> Callable[[Overlay], Overlay]:
    """Register the handler that answers these operations in place of the emulator."""

    def register(handler: Overlay) -> Overlay:
        for operation in operations:
            OVERLAYS[service, operation] = handler
        return handler

    return register


def guard(service: str, *operations: str) -> Callable[[Guard], Guard]:
    """Register a check that runs before the emulator and raises `AwsError` where AWS would refuse."""

    def register(handler: Guard) -> Guard:
        for operation in operations:
            GUARDS.setdefault((service, operation), []).append(handler)
        return handler

    return register


def amend(service: str, *operations: str) -> Callable[[Amend], Amend]:
    """Register a correction of the emulator's answer."""

    def register(handler: Amend) -> Amend:
        for operation in operations:
            AMENDS.setdefault((service, operation), []).append(handler)
        return handler

    return register


def origin(service: str, operation: str) -> str:
    """Who decides the answer to an operation: `overlay`, `guard` (also for amended answers) or `native`."""
    key = (service, operation)
    if key in OVERLAYS:
        return "overlay"
    return "guard" if key in GUARDS or key in AMENDS else "native"
