"""Analyzers of a whole organization: which accounts they look at, and when they stop.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html: an account that is no
longer the administrator keeps its analyzers, and they are disabled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import organization
from ..registry import Call

SERVICE = "access-analyzer.amazonaws.com"


def is_for_all(analyzer: Mapping[str, Any]) -> bool:
    kind: str = analyzer["type"]
    return kind.startswith("ORGANIZATION")


def why_disabled(call: Call, analyzer: Mapping[str, Any]) -> str | None:
    """What ended an organization's analyzer, in the words of the API; None for one that works."""
    if not is_for_all(analyzer):
        return None
    found = organization.of(call.account, call.partition)
    if found is None:
        return "ORGANIZATION_DELETED"
    if not found.is_trusted(SERVICE):
        return "AWS_SERVICE_ACCESS_DISABLED"
    return None if found.administers(call.account, SERVICE) else "DELEGATED_ADMINISTRATOR_DEREGISTERED"


def zone_of_trust(call: Call, analyzer: Mapping[str, Any]) -> frozenset[str]:
    """The accounts that an analyzer looks at, and whose access is nobody's from outside."""
    found = organization.of(call.account, call.partition) if is_for_all(analyzer) else None
    return frozenset(member.id for member in found.active()) if found else frozenset({call.account})
