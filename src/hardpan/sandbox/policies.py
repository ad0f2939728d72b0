"""Policy documents as they are kept in the sandbox, each read once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from hardpan.policy import Policy, PolicyProblem


def read(document: str | bytes | None, name: str = "") -> Policy | None:
    """The policy in a document; None where there is none, or nothing that AWS would have taken for one."""
    if not document:
        return None
    return _read(document if isinstance(document, str) else document.decode(), name)


def of_key(document: str) -> str:
    """A key policy as KMS goes by it: a statement without actions or resources is taken, and says nothing.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
    """
    try:
        said = json.loads(document)
        kept = [one for one in said["Statement"] if _says_something(one)]
    except (LookupError, TypeError, ValueError):
        return document
    return json.dumps({**said, "Statement": kept})


def _says_something(statement: Any) -> bool:
    return bool({"Action", "NotAction"} & set(statement) and {"Resource", "NotResource"} & set(statement))


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
