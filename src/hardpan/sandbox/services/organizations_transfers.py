"""Who pays for an organization: responsibilities that it has handed to another.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOutboundResponsibilityTransfers.html,
API_DescribeResponsibilityTransfer, API_TerminateResponsibilityTransfer. An organization that takes over from others is
not modelled: being asked and agreeing are acts of people.
"""

from __future__ import annotations

from datetime import UTC, datetime

from .. import owner
from ..organization import Organization
from ..organization.model import Transfer
from ..registry import Answer, AwsError, Call
from .organizations_desk import change, page, read

_ENDED = "WITHDRAWN"


@read("ListOutboundResponsibilityTransfers")
def list_outbound(call: Call, found: Organization) -> Answer:
    return page(call, [_described(found, one) for one in found.transfers.values()], "ResponsibilityTransfers")


@read("ListInboundResponsibilityTransfers")
def list_inbound(call: Call, _: Organization) -> Answer:
    return page(call, [], "ResponsibilityTransfers")


@read("DescribeResponsibilityTransfer")
def describe(call: Call, found: Organization) -> Answer:
    return {"ResponsibilityTransfer": _described(found, _named(call, found))}


@change("TerminateResponsibilityTransfer")
def terminate(call: Call, found: Organization) -> Answer:
    """Either side may, once it was agreed to."""
    transfer = _named(call, found)
    if transfer.status == _ENDED:
        raise AwsError("ResponsibilityTransferAlreadyInStatusException", "The transfer has ended already.")
    if transfer.status != "ACCEPTED":
        raise AwsError("InvalidResponsibilityTransferTransitionException", "The transfer was not accepted.")
    transfer.status, transfer.end = _ENDED, call.parameters.get("EndTimestamp") or datetime.now(UTC)
    return {"ResponsibilityTransfer": _described(found, transfer)}


def _named(call: Call, found: Organization) -> Transfer:
    transfer = found.transfers.get(call.parameters["Id"])
    if transfer is None:
        raise AwsError("ResponsibilityTransferNotFoundException", "We can't find a transfer with that id.")
    return transfer


def _described(found: Organization, one: Transfer) -> Answer:
    told = owner.of(found.management)
    return {
        "Id": one.id,
        "Arn": found.arn(f"transfer/{found.id}/billing/outbound/{one.id}"),
        "Name": one.name,
        "Type": "BILLING",
        "Status": one.status,
        "Source": {"ManagementAccountId": found.management, "ManagementAccountEmail": told.email},
        "Target": {"ManagementAccountId": one.target, "ManagementAccountEmail": one.email},
        "StartTimestamp": one.start,
        **({"EndTimestamp": one.end} if one.end else {}),
    }
