"""AWS Security Incident Response: memberships.

API reference: https://docs.aws.amazon.com/security-ir/latest/APIReference/API_CreateMembership.html,
API_ListMemberships, API_GetMembership, API_CancelMembership.
"""

from __future__ import annotations

import secrets
from typing import Any

from .. import organization
from ..registry import Answer, AwsError, Call, overlay

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def memberships(call: Call) -> dict[str, dict[str, Any]]:
    """Of the call's account, by id."""
    found: dict[str, dict[str, Any]] = call.state.setdefault("memberships", {})
    return found


@overlay("security-ir", "CreateMembership")
def create_membership(call: Call) -> Answer:
    if any(one["membershipStatus"] == "Active" for one in memberships(call).values()):
        raise AwsError("ConflictException", "The account has an active membership.")
    if call.parameters.get("coverEntireOrganization") and organization.of(call.account, call.partition) is None:
        raise AwsError("ValidationException", "The account is in no organization.")
    made = f"m-{''.join(secrets.choice(_ALPHABET) for _ in range(14))}"
    memberships(call)[made] = {
        "membershipId": made,
        "accountId": call.account,
        "region": call.region,
        "membershipName": call.parameters["membershipName"],
        "membershipArn": call.arn(f"membership/{made}", service="security-ir"),
        "membershipStatus": "Active",
        "incidentResponseTeam": call.parameters["incidentResponseTeam"],
        "membershipAccountsConfigurations": {
            "coverEntireOrganization": bool(call.parameters.get("coverEntireOrganization"))
        },
    }
    return {"membershipId": made}


@overlay("security-ir", "ListMemberships")
def list_memberships(call: Call) -> Answer:
    names = ("membershipId", "accountId", "region", "membershipArn", "membershipStatus")
    return {"items": [{name: one[name] for name in names} for one in memberships(call).values()]}


@overlay("security-ir", "GetMembership")
def get_membership(call: Call) -> Answer:
    return dict(_found(call))


@overlay("security-ir", "CancelMembership")
def cancel_membership(call: Call) -> Answer:
    _found(call)["membershipStatus"] = "Cancelled"
    return {"membershipId": call.parameters["membershipId"]}


def _found(call: Call) -> dict[str, Any]:
    found = memberships(call).get(call.parameters["membershipId"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "There is no such membership.")
    return found
