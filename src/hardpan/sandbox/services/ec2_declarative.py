"""What declarative policies of the organization make of EC2's settings: a policy further down has the last word.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_declarative_syntax.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .. import organization
from ..registry import AwsError, Call

DECLARATIVE = "DECLARATIVE_POLICY_EC2"
_ASSIGN = "@@assign"


def declared(call: Call, attribute: str) -> dict[str, Any] | None:
    """The value of one of `ec2_attributes` that holds in the account; None where no policy says anything of it."""
    found = organization.of(call.account, call.partition)
    state = found.policy_types.get(DECLARATIVE) if found else None
    if found is None or state is None or not state.enabled:
        return None
    with found.lock:
        said = [
            json.loads(policy.content).get("ec2_attributes", {}).get(attribute, {})
            for node in found.lineage(call.account)
            for policy in found.attached(node, DECLARATIVE)
        ]
    merged: dict[str, Any] = {}
    for one in said:
        _overlay(merged, one)
    return merged or None


def refuse_where_declared(call: Call, attribute: str) -> None:
    """No account changes what its organization declares."""
    if declared(call, attribute) is not None:
        raise AwsError(
            "DeclarativePolicyViolation", "This functionality has been disabled by a Declarative Policy for EC2."
        )


def _overlay(merged: dict[str, Any], said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if isinstance(value, Mapping) and _ASSIGN in value:
            merged[name] = value[_ASSIGN]
        elif isinstance(value, Mapping):
            _overlay(merged.setdefault(name, {}), value)
