"""Who hardpan.yaml says is meant to be there."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hardpan.config import Baseline

from .facts import RESERVED, Identity
from .own_roles import APPLY, BREAK_GLASS, DEPLOY


def excepted_user(name: str, want: Baseline) -> bool:
    """Whether the IAM user of this name is meant to exist."""
    return any(fnmatchcase(str(name), pattern) for pattern in want.exceptions.iam_users)


def known_administrator(who: Identity, want: Baseline) -> str | None:
    """Why this one is meant to be an administrator; None where nothing says so. Users and groups never are."""
    if who.kind != "role":
        return None
    for own, wanted in ((APPLY, True), (BREAK_GLASS, want.break_glass), (DEPLOY, want.ci.apply_from is not None)):
        if wanted and (who.name, who.path) == (own.name, own.path):
            return "Hardpan's own role"
    if who.path.startswith(RESERVED):
        return "made by Identity Center for a permission set"
    if any(fnmatchcase(who.name, pattern) for pattern in want.exceptions.admin_roles):
        return "excepted in hardpan.yaml"
    return None
