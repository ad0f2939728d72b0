"""What a caller may do by itself: its own policies, those of its groups, its boundary and its session's policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.backends import get_backend

from hardpan.policy import Policy, Principal, principal_of

from . import policies
from .callers import Caller


@dataclass(frozen=True)
class Identity:
    """A caller as its permissions are decided. Root has no policies and needs none."""

    principal: Principal
    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    session: Policy | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


def identity(caller: Caller, partition: str) -> Identity:
    """Who calls, with what IAM in its account says of it now."""
    principal = principal_of(caller.principal, role=caller.role, user_id=caller.user_id)
    iam = get_backend("iam")[caller.account][partition]
    found = _found(iam, principal)
    if found is None:  # root, or deleted since: nothing is left of what it was allowed
        return Identity(principal)
    return Identity(
        principal,
        tuple(_policies(iam, found, principal)),
        _boundary(iam, found),
        caller.session,
        tags_of(iam, found),
    )


def tags_of(iam: Any, found: Any) -> dict[str, str]:
    """The tags of a user or role of the emulator's."""
    if hasattr(found, "access_keys"):
        tags: dict[str, str] = iam.tagger.get_tag_dict_for_resource(found.arn)
        return tags
    return {tag["Key"]: tag["Value"] for tag in found.tags or ()}


def boundary_of(found: Any) -> str | None:
    """ARN of the permissions boundary of a user or role of the emulator's."""
    arn: str | None = getattr(found, "permissions_boundary_arn", None)
    return arn


def _found(iam: Any, principal: Principal) -> Any:
    """The emulator's own user or role."""
    if principal.kind == "user":
        return iam.users.get(principal.arn.rpartition("/")[2])
    return next((role for role in list(iam.get_roles()) if role.arn == principal.role), None)


def _policies(iam: Any, found: Any, principal: Principal) -> Iterator[Policy]:
    holders = [found]
    if principal.kind == "user":
        holders += [group for group in list(iam.groups.values()) if found in group.users]
    for holder in holders:
        for name, text in list(holder.policies.items()):
            if read := policies.read(text, name):
                yield read
        for managed in list(holder.managed_policies.values()):
            if read := policies.in_force(managed):
                yield read


def _boundary(iam: Any, found: Any) -> Policy | None:
    arn = boundary_of(found)
    if not arn:
        return None
    managed = iam.managed_policies.get(arn)
    # A boundary whose policy is gone allows nothing.
    return (policies.in_force(managed) if managed else None) or Policy((), name=arn)
