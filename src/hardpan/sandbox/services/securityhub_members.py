"""Security Hub CSPM's members, as their administrator sees and makes them.

API reference: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateMembers.html, API_ListMembers,
API_GetMembers, API_DisassociateMembers, API_DeleteMembers, API_GetAdministratorAccount.
"""

from __future__ import annotations

from ..registry import Answer, AwsError, Call, overlay
from .paging import page
from .regional_administration import SECURITY_HUB, Administration, Member, may_join, organization_of, shown
from .securityhub import BY_DEFAULT, enable, hub, need_hub
from .securityhub_organization import administered


@overlay("securityhub", "CreateMembers")
def create_members(call: Call) -> Answer:
    """Accounts of the organization become members at once, with the service and its default standards on."""
    here, asked = administered(call), call.parameters["AccountDetails"]
    results = {each["AccountId"]: _join(call, here, each["AccountId"], each.get("Email", "")) for each in asked}
    return {"UnprocessedAccounts": _unprocessed({name: why for name, why in results.items() if why})}


@overlay("securityhub", "ListMembers")
def list_members(call: Call) -> Answer:
    need_hub(call)
    here = SECURITY_HUB.by(call)
    if here is None:
        return {"Members": []}
    told = shown(call, here, only_associated=call.parameters.get("OnlyAssociated", True))
    members, more = page([_describe(here, *each) for each in told], call.parameters)
    return {"Members": members, **more}


@overlay("securityhub", "GetMembers")
def get_members(call: Call) -> Answer:
    here = administered(call)
    told = {member.account: (member, status) for member, status in shown(call, here, only_associated=False)}
    asked = call.parameters["AccountIds"]
    return {
        "Members": [_describe(here, *told[name]) for name in asked if name in told],
        "UnprocessedAccounts": _unprocessed(
            {name: "The account is not a member" for name in asked if name not in told}
        ),
    }


@overlay("securityhub", "DisassociateMembers")
def disassociate_members(call: Call) -> Answer:
    """Their hubs stay."""
    here = administered(call)
    if strangers := [name for name in call.parameters["AccountIds"] if not here.has(name)]:
        raise AwsError("ResourceNotFoundException", f"Account {strangers[0]} is not a member")
    for account in call.parameters["AccountIds"]:
        here.remove(account)
    return {}


@overlay("securityhub", "DeleteMembers")
def delete_members(call: Call) -> Answer:
    """Forget accounts that were to be invited; those of the organization cannot be deleted."""
    here, found = administered(call), organization_of(call)
    why = {}
    for account in call.parameters["AccountIds"]:
        if account in found.members or here.members.pop(account, None) is None:
            why[account] = "The account is not a member by invitation"
    return {"UnprocessedAccounts": _unprocessed(why)}


@overlay("securityhub", "GetAdministratorAccount")
def get_administrator(call: Call) -> Answer:
    need_hub(call)
    here = SECURITY_HUB.over(call)
    if here is None:
        return {}
    since = here.members[call.account].updated
    return {"Administrator": {"AccountId": here.administrator, "InvitedAt": since, "MemberStatus": "Enabled"}}


def _join(call: Call, here: Administration, account: str, email: str) -> str | None:
    """Make an account a member, or tell why not."""
    found, there = organization_of(call), call.elsewhere(account)
    if here.has(account):
        return "The account is already a member"
    if account not in found.members:
        here.members[account] = Member(account, "Created", email)
        return None
    if not may_join(found, here, account, call.region):
        return "The account cannot be a member"
    if not hub(there):
        if account == found.management:
            return "The organization management account must enable Security Hub first"
        enable(there, BY_DEFAULT)
    here.admit(account)
    return None


def _unprocessed(why: dict[str, str]) -> list[Answer]:
    return [{"AccountId": account, "ProcessingResult": result} for account, result in why.items()]


def _describe(here: Administration, member: Member, status: str) -> Answer:
    return {
        "AccountId": member.account,
        "Email": member.email,
        "MasterId": here.administrator,
        "AdministratorId": here.administrator,
        "MemberStatus": status,
        "UpdatedAt": member.updated,
    }
