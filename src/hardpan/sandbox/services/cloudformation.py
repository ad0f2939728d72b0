"""CloudFormation: whether StackSets works across the organization. Everything else is the emulator's.

API reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ActivateOrganizationsAccess.html,
API_DeactivateOrganizationsAccess, API_DescribeOrganizationsAccess. The only errors that it names are InvalidOperation
and OperationNotFound; the messages are ours.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from .. import organization
from ..organization import Organization
from ..registry import Answer, AwsError, Call, overlay

SERVICE = "member.org.stacksets.cloudformation.amazonaws.com"
_BUSY = "InvalidOperationException"


@overlay("cloudformation", "ActivateOrganizationsAccess")
def activate(call: Call) -> Answer:
    """Enables trusted access too."""
    found = _managed(call)
    with organization.one_change(call, found, _BUSY):
        found.trusted.setdefault(SERVICE, datetime.now(UTC))
        _state(call, found)["active"] = True
    return {}


@overlay("cloudformation", "DeactivateOrganizationsAccess")
def deactivate(call: Call) -> Answer:
    """Disables trusted access too."""
    found = _managed(call)
    with organization.one_change(call, found, _BUSY):
        found.trusted.pop(SERVICE, None)
        _state(call, found)["active"] = False
    return {}


@overlay("cloudformation", "DescribeOrganizationsAccess")
def describe(call: Call) -> Answer:
    """Trust that Organizations gave by itself is not enough."""
    found = organization.of(call.account, call.partition)
    if found is None:
        raise _refused("The account is not a member of an organization")
    active = _state(call, found).get("active") and found.is_trusted(SERVICE)
    return {"Status": "ENABLED" if active else "DISABLED"}


def _state(call: Call, found: Organization) -> dict[str, Any]:
    """What is kept for the organization as a whole."""
    return call.kept("cloudformation", found.id, "")


def _managed(call: Call) -> Organization:
    found = organization.of(call.account, call.partition)
    if found is None or call.account != found.management or not found.has_all_features:
        raise _refused("Use the management account of an organization with all features")
    return found


def _refused(message: str) -> AwsError:
    return AwsError(_BUSY, message)
