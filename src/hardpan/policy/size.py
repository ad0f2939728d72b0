"""How long a policy is to AWS, and how several become one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hardpan.policy.policy import Policy
from hardpan.policy.problem import PolicyProblem
from hardpan.policy.statement import Statement


def minified(document: Mapping[str, Any]) -> str:
    """A document without white space. AWS counts white space where a policy comes by API.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
    """
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def size(document: Mapping[str, Any] | str) -> int:
    """Its length: bytes, since AWS says characters in one place and bytes in another, and bytes are never fewer."""
    return len((document if isinstance(document, str) else minified(document)).encode())


def merged(policies: Iterable[Policy], name: str = "") -> Policy:
    """One policy that says what these say together where they are attached to the same target.

    Statements stay as they are, in order. A Sid that is taken gets a number; statements that are the same but for
    their Sid are written once.
    """
    several = list(policies)
    versions = {policy.version for policy in several}
    if len(versions) != 1:
        raise PolicyProblem(f"policies of {len(versions)} versions cannot be one", policy=name)
    kept: dict[Statement, Statement] = {}
    sids: set[str] = set()
    for statement in (statement for policy in several for statement in policy.statements):
        meaning = replace(statement, sid=None)
        if meaning not in kept:
            kept[meaning] = replace(statement, sid=_free(statement.sid, sids))
    return Policy(tuple(kept.values()), versions.pop(), name=name)


def _free(sid: str | None, taken: set[str]) -> str | None:
    if sid is None:
        return None
    numbered = (f"{sid}{number}" for number in range(2, len(taken) + 3))
    free = next(one for one in (sid, *numbered) if one not in taken)
    taken.add(free)
    return free
