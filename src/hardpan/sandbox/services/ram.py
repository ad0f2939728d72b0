"""RAM: shares that take in outsiders only where they are open, and an organization that shares within itself.

API reference: https://docs.aws.amazon.com/ram/latest/APIReference/API_ListPrincipals.html, API_UpdateResourceShare,
API_{Associate,Disassociate}ResourceShare, API_EnableSharingWithAwsOrganization. That a share with outsiders in it
cannot be closed is taken to be as with adding one to a closed share: OperationNotPermittedException. Nobody has to
accept an invitation here: who is added is in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from .. import organization
from ..registry import Answer, AwsError, Call, amend, guard, overlay
from .emulator import backend

SERVICE = "ram.amazonaws.com"


@guard("ram", "CreateResourceShare")
def refuse_outsiders_in_a_closed_share(call: Call) -> None:
    if not call.parameters.get("allowExternalPrincipals", True):
        _refuse_outsiders(call, call.parameters.get("principals") or [])


@amend("ram", "GetResourceShares")
def only_those_asked_for(call: Call, answer: Answer) -> Answer:
    status = call.parameters.get("resourceShareStatus")
    shares = [one for one in answer["resourceShares"] if status in (None, one["status"])]
    return {**answer, "resourceShares": shares}


@overlay("ram", "ListPrincipals")
def list_principals(call: Call) -> Answer:
    """Of shares of one's own; what others share with the account the sandbox does not know."""
    named = call.parameters.get("resourceShareArns")
    shares = [one for one in _own(call) if named is None or one.arn in named]
    return {
        "principals": [
            {
                "id": principal,
                "resourceShareArn": share.arn,
                "creationTime": share.creation_time,
                "lastUpdatedTime": share.last_updated_time,
                "external": is_outside(call, principal),
            }
            for share in (shares if call.parameters["resourceOwner"] == "SELF" else [])
            for principal in share.principals
        ]
    }


@overlay("ram", "UpdateResourceShare")
def update_share(call: Call) -> Answer:
    share, external = _share(call), call.parameters.get("allowExternalPrincipals")
    if external is False and any(is_outside(call, one) for one in share.principals):
        raise AwsError("OperationNotPermittedException", "The resource share is shared with external principals.")
    open_now = share.allow_external_principals if external is None else external
    share.update(open_now, call.parameters.get("name") or share.name)
    times = {"creationTime": share.creation_time, "lastUpdatedTime": share.last_updated_time}
    return {"resourceShare": {**share.describe(), **times}}


@overlay("ram", "AssociateResourceShare", "DisassociateResourceShare")
def change_principals(call: Call) -> Answer:
    """Principals only; the sandbox's resources stay in their shares."""
    share, named = _share(call), list(call.parameters.get("principals") or [])
    joins = call.operation == "AssociateResourceShare"
    if joins and not share.allow_external_principals:
        _refuse_outsiders(call, named)
    others = [one for one in share.principals if one not in named]
    share.principals = [*others, *named] if joins else others
    status = "ASSOCIATED" if joins else "DISASSOCIATED"
    return {
        "resourceShareAssociations": [
            {
                "resourceShareArn": share.arn,
                "resourceShareName": share.name,
                "associatedEntity": one,
                "associationType": "PRINCIPAL",
                "status": status,
                "external": is_outside(call, one),
            }
            for one in named
        ]
    }


@overlay("ram", "EnableSharingWithAwsOrganization")
def share_within_the_organization(call: Call) -> Answer:
    found = organization.of(call.account, call.partition)
    if found is None or found.management != call.account:
        raise AwsError("OperationNotPermittedException", "Only the management account of an organization may do this.")
    found.trusted.setdefault(SERVICE, datetime.now(UTC))
    return {"returnValue": True}


def is_outside(call: Call, principal: str) -> bool:
    """Whether a principal is outside the organization of whoever shares; without one, everybody else is."""
    parts = principal.split(":")
    account = parts[4] if len(parts) > 5 else principal
    if principal.startswith("arn:") and parts[2] == "organizations":
        return False
    found = organization.of(call.account, call.partition)
    return account != call.account and (found is None or account not in found.members)


def _refuse_outsiders(call: Call, principals: list[str]) -> None:
    if any(is_outside(call, one) for one in principals):
        raise AwsError("OperationNotPermittedException", "The resource share does not allow external principals.")


def _own(call: Call) -> list[Any]:
    return [one for one in backend(call).resource_shares if one.status == "ACTIVE"]


def _share(call: Call) -> Any:
    arn = call.parameters["resourceShareArn"]
    found = next((one for one in _own(call) if one.arn == arn), None)
    if found is None:
        raise AwsError("UnknownResourceException", f"ResourceShare {arn} could not be found.")
    return found
