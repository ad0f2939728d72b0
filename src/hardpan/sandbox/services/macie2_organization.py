"""Amazon Macie for an organization: its administrator, its members, and whether new accounts get it.

API reference: https://docs.aws.amazon.com/macie/latest/APIReference/admin.html, admin-configuration, members,
members-id, macie-members-id. Who may do what: https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-notes.html
"""

from __future__ import annotations

from ..registry import Answer, AwsError, Call, overlay
from . import macie2_discovery
from .macie2 import enable, need_session, session
from .paging import page
from .regional_administration import (
    MACIE,
    Administration,
    Member,
    manages,
    may_join,
    organization_of,
    shown,
)

_PAGING = {"size": "maxResults", "token": "nextToken"}


@overlay("macie2", "EnableOrganizationAdminAccount")
def enable_administrator(call: Call) -> Answer:
    """Turns Macie on in the administrator's account, in this Region; the management account does so itself before."""
    account = call.parameters["adminAccountId"]
    match MACIE.objection(call, account):
        case "not the management account":
            raise _not_managing()
        case "no such account":
            raise AwsError("ValidationException", f"Account {account} is not an active account of the organization")
        case "no trust":
            raise AwsError("ValidationException", "Trusted access is not enabled for macie.amazonaws.com")
        case "again":
            raise AwsError("ConflictException", f"Account {account} is already the delegated administrator")
        case "another":
            raise AwsError("ConflictException", "Another account is already the delegated administrator")
    there = call.elsewhere(account)
    if account == call.account:
        need_session(call)
    MACIE.designate(call, account, {"auto_enable": False}, "ConflictException")
    if not session(there):
        enable(there)
    return {}


@overlay("macie2", "DisableOrganizationAdminAccount")
def disable_administrator(call: Call) -> Answer:
    """The members stand alone from then on, and keep Macie."""
    if not manages(call):
        raise _not_managing()
    here = MACIE.here(call)
    if here is None or here.administrator != call.parameters["adminAccountId"]:
        raise AwsError(
            "ResourceNotFoundException",
            f"Account {call.parameters['adminAccountId']} is not the delegated administrator",
        )
    MACIE.withdraw(call)
    return {}


@overlay("macie2", "ListOrganizationAdminAccounts")
def list_administrators(call: Call) -> Answer:
    if not manages(call):
        raise _not_managing()
    here = MACIE.here(call)
    return {"adminAccounts": [{"accountId": here.administrator, "status": "ENABLED"}] if here else []}


@overlay("macie2", "DescribeOrganizationConfiguration")
def describe_configuration(call: Call) -> Answer:
    return {"autoEnable": administered(call).settings["auto_enable"], "maxAccountLimitReached": False}


@overlay("macie2", "UpdateOrganizationConfiguration")
def update_configuration(call: Call) -> Answer:
    """For accounts that join from now on."""
    administered(call).settings["auto_enable"] = call.parameters["autoEnable"]
    return {}


@overlay("macie2", "CreateMember")
def create_member(call: Call) -> Answer:
    """An account of the organization becomes a member at once, with Macie on."""
    here, account = administered(call), call.parameters["account"]["accountId"]
    found, there = organization_of(call), call.elsewhere(account)
    if here.has(account):
        raise AwsError("ConflictException", f"Account {account} is already a member")
    if account not in found.members:
        here.members[account] = Member(account, "Created", call.parameters["account"]["email"])
        return {"arn": _arn(call, account)}
    if not may_join(found, here, account, call.region):
        raise AwsError("ValidationException", f"Account {account} cannot be a member")
    if account == found.management and not session(there):
        raise AwsError("ValidationException", "The management account must enable Macie first")
    if not session(there):
        enable(there)
    here.admit(account)
    macie2_discovery.join(there, here, is_new=False)
    return {"arn": _arn(call, account)}


@overlay("macie2", "ListMembers")
def list_members(call: Call) -> Answer:
    here = administered(call)
    only_associated = str(call.parameters.get("onlyAssociated", "true")).lower() != "false"
    told = [_describe(call, here, *each) for each in shown(call, here, only_associated=only_associated)]
    members, more = page(told, call.parameters, **_PAGING)
    return {"members": members, **more}


@overlay("macie2", "GetMember")
def get_member(call: Call) -> Answer:
    here = administered(call)
    return _describe(call, here, *_find(call, here))


@overlay("macie2", "UpdateMemberSession")
def update_member(call: Call) -> Answer:
    """Suspend Macie in a member, or go on with it."""
    here = administered(call)
    member, _ = _find(call, here)
    if not here.has(member.account):
        raise AwsError("ValidationException", f"Account {member.account} is not associated")
    need_session(call.elsewhere(member.account))["status"] = call.parameters["status"]
    return {}


@overlay("macie2", "DisassociateMember")
def disassociate(call: Call) -> Answer:
    """It keeps Macie."""
    here = administered(call)
    member, _ = _find(call, here)
    if here.has(member.account):
        here.remove(member.account)
    return {}


@overlay("macie2", "DeleteMember")
def delete_member(call: Call) -> Answer:
    """Forget an account that is no longer associated."""
    here = administered(call)
    member, _ = _find(call, here)
    if here.has(member.account):
        raise AwsError("ConflictException", f"Account {member.account} is still associated")
    del here.members[member.account]
    return {}


@overlay("macie2", "GetAdministratorAccount")
def get_administrator(call: Call) -> Answer:
    need_session(call)
    here = MACIE.over(call)
    return {"administrator": {"accountId": here.administrator, "relationshipStatus": "Enabled"}} if here else {}


def administered(call: Call) -> Administration:
    """What the caller administers. Raises AwsError."""
    need_session(call)
    here = MACIE.by(call)
    if here is None:
        raise AwsError("AccessDeniedException", "Only the delegated Macie administrator of an organization may do this")
    return here


@MACIE.on_new_account
def welcome(there: Call, here: Administration) -> None:
    if here.settings["auto_enable"]:
        if not session(there):
            enable(there)
        here.admit(there.account)
        macie2_discovery.join(there, here, is_new=True)


def _find(call: Call, here: Administration) -> tuple[Member, str]:
    for member, status in shown(call, here, only_associated=False):
        if member.account == call.parameters["id"]:
            return member, status
    raise AwsError("ResourceNotFoundException", "The request failed because the specified resource doesn't exist.")


def _describe(call: Call, here: Administration, member: Member, status: str) -> Answer:
    """The address of an account of the organization is not told."""
    paused = status == "Enabled" and session(call.elsewhere(member.account)).get("status") == "PAUSED"
    told: Answer = {
        "accountId": member.account,
        "administratorAccountId": here.administrator,
        "masterAccountId": here.administrator,
        "arn": _arn(call, member.account),
        "relationshipStatus": "Paused" if paused else status,
        "tags": {},
        "updatedAt": member.updated,
    }
    return {**told, "email": member.email} if status == "Created" else told


def _arn(call: Call, account: str) -> str:
    return call.arn(f"member/{account}", service="macie2")


def _not_managing() -> AwsError:
    return AwsError(
        "AccessDeniedException",
        "The request failed because you must be a user of the management account for your AWS organization to perform "
        "this operation.",
    )
