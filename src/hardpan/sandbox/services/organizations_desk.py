"""Who may ask Organizations what, one change at a time, and its refusals.

Each operation's page says which accounts may call it:
https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html. Programs go by code and reason: the
messages are ours where no user of AWS quotes the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from hardpan.policy import global_keys, principal_of

from .. import organization
from ..enums import unknown_values
from ..organization import Organization
from ..registry import Answer, AwsError, Call, Overlay, overlay
from . import documents

Handler: TypeAlias = Callable[[Call, Organization], Answer]

# Who may ask, besides the management account.
ANYBODY = "anybody"  # every account of the organization
ADMINISTRATORS = "administrators"  # delegated administrators of any service, and whom the resource policy names
DELEGATES = "delegates"  # whom the resource policy names
NOBODY = "nobody"

# The parameters that name what a request is about.
_NAMING = ("PolicyId", "TargetId", "RootId", "ParentId", "AccountId", "ResourceId")

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

        before_any(*operations)(answer)
        return handler

    return register


def change(*operations: str, by: str = NOBODY) -> Callable[[Handler], Handler]:
    """Register what carries these operations out, one at a time for each organization."""

    def register(handler: Handler) -> Handler:
        def answer(call: Call) -> Answer:
            found = organization_of(call)
            _refuse_others(call, found, by)
            with organization.one_change(call, found):
                return handler(call, found)

        before_any(*operations)(answer)
        return handler

    return register


def before_any(*operations: str) -> Callable[[Overlay], Overlay]:
    """Register what answers an account that need not be in an organization."""

    def register(handler: Overlay) -> Overlay:
        def answer(call: Call) -> Answer:
            if unknown_values(call):
                raise invalid("INVALID_ENUM", "You specified an invalid value.")
            return handler(call)

        overlay("organizations", *operations)(answer)
        return handler

    return register


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
    content, caller = found.resource_policy.content, principal_of(call.principal)
    path = found.path(found.members[call.account].parent)
    context = {
        **global_keys(caller, region=call.region, organization=found.id, path=path),
        **_policy_type(call, found),
    }
    return all(
        documents.permits(content, caller, f"organizations:{call.operation}", resource, context, found.management)
        for resource in _resources(call, found)
    )


def _policy_type(call: Call, found: Organization) -> dict[str, str]:
    """The condition key of the type of policy that a request is about, where it is about one."""
    kind = call.parameters.get("Type") or call.parameters.get("PolicyType") or call.parameters.get("Filter")
    policy = found.policies.get(call.parameters.get("PolicyId") or call.parameters.get("ResourceId", ""))
    kind = policy.type if policy else kind
    return {"organizations:PolicyType": kind} if isinstance(kind, str) else {}


def _resources(call: Call, found: Organization) -> list[str]:
    if call.operation == "CreatePolicy":  # by its example, of the type that is to be made
        return [found.arn(f"policy/{found.id}/{call.parameters['Type'].lower()}/p-new")]
    named = [call.parameters.get(name) for name in _NAMING]
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
