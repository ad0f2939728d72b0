"""A guardrail's policy as it is, beside the document that it should be."""

from __future__ import annotations

import json
from typing import Any

from hardpan.guardrails import Document, PolicyType

from .facts import OrganizationPolicy

MISSING, EMPTIED, EDITED, DETACHED = "does not exist", "was emptied", "was edited", "is not attached"


def control_of(name: str) -> str:
    """Id of the control on a guardrail."""
    return f"organizations.{name.replace('-', '_')}"


def named(document: Document, kind: PolicyType, there: list[OrganizationPolicy]) -> OrganizationPolicy | None:
    """The policy of the document's name; AWS keeps names apart within a type."""
    return next((policy for policy in there if policy.kind == kind and policy.name == document.name), None)


def faults(document: Document, policy: OrganizationPolicy | None, target: object) -> list[str]:
    """What keeps the policy from holding as it should at the target with this id."""
    if policy is None:
        return [MISSING]
    return [*_rewritten(document, policy), *([] if target in policy.targets else [DETACHED])]


def _rewritten(document: Document, policy: OrganizationPolicy) -> list[str]:
    try:
        content = json.loads(str(policy.content))
    except ValueError:
        return [EDITED]
    if content == json.loads(document.text):
        return []
    return [EDITED if _says_anything(content) else EMPTIED]


def _says_anything(part: Any) -> bool:
    """Whether anything is in it, once objects and lists that hold nothing are taken away."""
    if isinstance(part, dict):
        return any(_says_anything(value) for key, value in part.items() if key not in ("Version", "Id"))
    return any(map(_says_anything, part)) if isinstance(part, list) else True
