"""Policy documents as they are kept in the sandbox, each read once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from hardpan.policy import Policy, PolicyProblem


def read(document: str | bytes | None, name: str = "") -> Policy | None:
    """The policy in a document; None where there is none, or nothing that AWS would have taken for one."""
    if not document:
        return None
    return _read(document if isinstance(document, str) else document.decode(), name)


def in_force(managed: Any) -> Policy | None:
    """What a managed policy of the emulator's says in its default version."""
    text = next((each.document for each in managed.versions if each.version_id == managed.default_version_id), None)
    return read(text, managed.name)


def together(several: Iterable[Policy], name: str) -> Policy:
    """One policy that allows what any of them allows, and denies what any denies."""
    return Policy(tuple(statement for policy in several for statement in policy.statements), name=name)


@lru_cache(maxsize=4096)
def _read(text: str, name: str) -> Policy | None:
    try:
        return Policy.parse(text, name=name)
    except PolicyProblem:
        return None
