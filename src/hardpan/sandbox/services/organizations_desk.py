"""Who may ask Organizations what, one change at a time, and its refusals.

Each operation's page says which accounts may call it:
https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html. Programs go by code and reason: the
messages are ours where no user of AWS quotes the real one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from .. import organization
from ..organization import Organization
from ..registry import Answer, AwsError, Call, Overlay, overlay
from . import documents

Handler: TypeAlias = Callable[[Call, Organization], Answer]

# Who may ask, besides the management account.
ANYBODY = "anybody"  # every account of the organization
ADMINISTRATORS = "administrators"  # delegated administrators of any service, and whom the resource policy names
DELEGATES = "delegates"  # whom the resource policy names
NOBODY = "nobody"

LARGEST_PAGE = 20
NOT_IN_USE = "Your account is not a member of an organization."


def read(*operations: str, by: str = ADMINISTRATORS) -> Callable[[Handler], Handler]:
    """Register what answers these operations; the handler is given the caller's organization."""

    def register(handler: Handler) -> Handler:
        def answer(call: Call) -> Answer:
            found = organization_of(call)
            _refuse_others(call, found, by)
            with found.lock:
                return handler(call, found)

        overlay("organizations", *operations)(answer)
        return handler

    return register


def change(*operations: str, by: str = NOBODY) -> Callable[[Handler], Handler]:
    """Register what carries these operations out, one at a time for each organization."""

    def register(handler: Handler) -> Handler:
        def answer(call: Call) -> Answer:
            found = organization_of(call)
            _refuse_others(call, found, by)
            with _in_the_lane(call, found), found.lock:
                return handler(call, found)

        overlay("organizations", *operations)(answer)
        return handler

    return register


def before_any(*operations: str) -> Callable[[Overlay], Overlay]:
    """Register what answers an account that need not be in an organization."""
    return overlay("organizations", *operations)


@contextmanager
def _in_the_lane(call: Call, found: Organization) -> Iterator[None]:
    """A change keeps the organization for as long as it takes; another that comes meanwhile is refused."""
    if not found.lane.acquire(blocking=False):
        raise AwsError(
            "ConcurrentModificationException",
            "AWS Organizations can't complete your request because it conflicts with another attempt to modify the "
            "same entity. Try again later.",
        )
    try:
        yield
        time.sleep(organization.directory(call.partition).pace.change)
    finally:
        found.lane.release()


def organization_of(call: Call) -> Organization:
    """The caller's organization. Raises AwsError where it has none."""
    found = organization.of(call.account, call.partition)
    if found is None:
        raise AwsError("AWSOrganizationsNotInUseException", NOT_IN_USE)
    return found


def _refuse_others(call: Call, found: Organization, by: str) -> None:
    if by == ANYBODY or call.account == found.management:
        return
    if by == ADMINISTRATORS and any(call.account in accounts for accounts in found.delegated.values()):
        return
    if by in (ADMINISTRATORS, DELEGATES) and _delegated_by_policy(call, found):
        return
    raise denied()


def denied() -> AwsError:
    return AwsError("AccessDeniedException", "You don't have permissions to access this resource.")


def _delegated_by_policy(call: Call, found: Organization) -> bool:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html"""
    if found.resource_policy is None:
        return False
    kind = call.parameters.get("Type") or call.parameters.get("PolicyType") or call.parameters.get("Filter")
    policy = found.policies.get(call.parameters.get("PolicyId", ""))
    kind = policy.type if policy else kind
    context = {"organizations:policytype": str(kind)} if kind else {}
    principals = (call.account, f"arn:{call.partition}:iam::{call.account}:root", call.principal)
    return all(
        any(
            documents.permits(
                found.resource_policy.content, ("AWS", principal), f"organizations:{call.operation}", resource, context
            )
            for principal in principals
        )
        for resource in _resources(call, found)
    )


def _resources(call: Call, found: Organization) -> list[str]:
    named = [call.parameters.get(name) for name in ("PolicyId", "TargetId", "RootId", "ParentId", "AccountId")]
    known = [name for name in named if isinstance(name, str) and (name in found.policies or name in set(found.nodes()))]
    return [found.arn_of(name) for name in known] or ["*"]


def violation(reason: str, message: str) -> AwsError:
    """A limit or a precondition is not kept."""
    return AwsError("ConstraintViolationException", message, Reason=reason)


def invalid(reason: str, message: str) -> AwsError:
    """A parameter is not of the form it must have."""
    return AwsError("InvalidInputException", message, Reason=reason)


def need_all_features(found: Organization) -> None:
    if not found.has_all_features:
        raise violation(
            "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
            "You attempted to perform an operation that requires the organization to be configured to support all "
            "features.",
        )


def page(call: Call, items: Sequence[Any], key: str) -> Answer:
    """One page of the items under a key, and the token of the next.

    Pages may be empty and yet not the last: while a fault makes pages small, every other page is.
    """
    token = call.parameters.get("NextToken") or "0"
    begin, stop, _ = token.partition(".")
    if not begin.isdecimal():
        raise invalid("INVALID_NEXT_TOKEN", "You provided an invalid value for NextToken.")
    if call.page_size is not None and not stop:
        return {key: [], "NextToken": f"{begin}."}
    size = min(call.parameters.get("MaxResults") or LARGEST_PAGE, call.page_size or LARGEST_PAGE, LARGEST_PAGE)
    end = int(begin) + size
    shown = list(items[int(begin) : end])
    return {key: shown, "NextToken": str(end)} if end < len(items) else {key: shown}
