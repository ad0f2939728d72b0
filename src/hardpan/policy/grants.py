"""How a policy of a resource speaks of whoever asks.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from __future__ import annotations

import enum

from hardpan.policy.principal import Principal
from hardpan.policy.statement import Named, Statement


class Grant(enum.IntEnum):
    """How closely a principal is named; the closer, the more a policy of a resource can do by itself."""

    EVERYBODY = 1
    ACCOUNT = 2  # the account is trusted, and its own policies decide
    ROLE = 3  # a session's role
    DIRECT = 4  # exactly who asks


def grant_to(principal: Principal, statement: Statement, *, has_boundary: bool) -> Grant | None:
    """How the statement names the principal; None where it is not about it."""
    principals = statement.principals
    if principals is None:
        return Grant.EVERYBODY
    if not principals.but:
        return _named(principal, principals.named)
    if not statement.allows and has_boundary:
        # AWS: whoever has a permissions boundary is denied by such a statement, whatever it lists.
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
        return Grant.EVERYBODY
    return None if _excepted(principal, principals.named) else Grant.EVERYBODY


def _named(principal: Principal, named: Named) -> Grant | None:
    return max((grant for one in named if (grant := _one(principal, *one)) is not None), default=None)


def _one(principal: Principal, kind: str, name: str) -> Grant | None:
    if name == "*" and kind in ("*", "AWS"):
        return Grant.EVERYBODY
    if kind == "AWS":
        return _of_aws(principal, name)
    if kind == "CanonicalUser":
        return Grant.DIRECT if name == principal.canonical_user else None
    of_kind = {"Service": "service", "Federated": "federated"}.get(kind)
    return Grant.DIRECT if principal.kind == of_kind and principal.arn == name else None


def _of_aws(principal: Principal, name: str) -> Grant | None:
    if not principal.in_account:
        return None
    if name in _account_names(principal):
        return Grant.ACCOUNT  # of root, too: its own ARN stands for the account, and a session of it keeps to its task
    if name == principal.arn:
        return Grant.DIRECT
    return Grant.ROLE if name == principal.role else None


def _excepted(principal: Principal, named: Named) -> bool:
    """Whether NotPrincipal leaves the principal out: it must list the account, the role and the session."""
    listed = {name for _, name in named}
    if "*" in listed:
        return True
    if not principal.in_account:
        return principal.arn in listed
    if not _account_names(principal) & listed:
        return False
    return principal.kind == "root" or {principal.arn, principal.role or principal.arn} <= listed


def _account_names(principal: Principal) -> set[str]:
    partition = principal.arn.split(":")[1]
    return {str(principal.account), f"arn:{partition}:iam::{principal.account}:root"}
