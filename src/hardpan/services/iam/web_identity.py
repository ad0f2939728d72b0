"""Whether a role that trusts tokens from outside AWS says which tokens.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .documents import Statement, allowing, allows_action, demands, principals
from .facts import WebIdentityRole

_GITHUB = "token.actions.githubusercontent.com"
_COGNITO = "cognito-identity.amazonaws.com"
_ASSUME = "sts:AssumeRoleWithWebIdentity"


def unpinned(role: WebIdentityRole) -> list[str]:
    """What the role's trust policy does not say of the tokens it takes."""
    return sorted(
        {
            wrong
            for statement in allowing(role.trust)
            if allows_action(statement, _ASSUME)
            for kind, name in principals(statement)
            if kind == "Federated" and ":saml-provider/" not in name
            for wrong in _wrong(statement, name.partition(":oidc-provider/")[2] or name)
        }
    )


def _wrong(statement: Statement, issuer: str) -> list[str]:
    wrong = []
    if not _all(demands(statement, f"{issuer}:aud"), lambda value: not _open(value)):
        wrong.append(f"the audience (aud) of tokens from {issuer} is not fixed")
    if not _subject_fixed(statement, issuer):
        wrong.append(f"the subject (sub) of tokens from {issuer} is not fixed")
    return wrong


def _subject_fixed(statement: Statement, issuer: str) -> bool:
    """Cognito has a subject for each person: who is meant is said by how they signed in (amr).

    https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
    """
    if issuer == _COGNITO and _all(demands(statement, f"{issuer}:amr"), lambda value: not _open(value)):
        return True
    if issuer == _GITHUB and _all(demands(statement, f"{issuer}:repository_owner_id"), lambda value: not _open(value)):
        return True
    # A wildcard may stand for the branch or environment, not for whose repository or project it is.
    whose = 3 if issuer == _GITHUB else 2
    return _all(demands(statement, f"{issuer}:sub"), lambda value: not _open(value) or _fixed_parts(value) >= whose)


def _all(values: list[str], good: Callable[[str], bool]) -> bool:
    """Whether a condition asks for the key at all, and no value of its is a bad one."""
    return bool(values) and all(good(value) for value in values)


def _open(value: str) -> bool:
    return any(mark in value for mark in ("*", "?", "${"))


def _fixed_parts(value: str) -> int:
    """Parts before the first wildcard: 3 in `repo:octo/app:*`."""
    return len(re.split(r"[:/]", re.split(r"[*?$]", value)[0])) - 1
