"""Amazon Inspector for an organization: its administrator, its members, and what is scanned in new accounts.

API reference: https://docs.aws.amazon.com/inspector/v2/APIReference/API_EnableDelegatedAdminAccount.html,
API_UpdateOrganizationConfiguration, API_AssociateMember and their like. The administrator's own account is not
enabled by being designated, and can do nothing until it is:
https://github.com/cloudposse/terraform-aws-components/pull/914
"""

from __future__ import annotations

from ..registry import Answer, AwsError, Call, overlay
from .inspector2 import TYPES, is_enabled, turn
from .paging import page
from .regional_administration import (
    INSPECTOR,
    Administration,
    manages,
    may_join,
    organization_of,
    outsiders,
    shown,
)

_PAGING = {"size": "maxResults", "token": "nextToken"}


@overlay("inspector2", "EnableDelegatedAdminAccount")
def enable_administrator(call: Call) -> Answer:
    account = call.parameters["delegatedAdminAccountId"]
    match INSPECTOR.objection(call, account):
        case "not the management account":
            raise denied("Only the management account of an organization may do this")
        case "no such account":
            raise AwsError(
                "ResourceNotFoundException", f"Account {account} is not an active account of the organization"
            )
        case "no trust":
            raise AwsError("ValidationException", "Trusted access is not enabled for inspector2.amazonaws.com")
        case "again":
            raise AwsError("ConflictException", f"Account {account} is already the delegated administrator")
        case "another":
            raise AwsError("ConflictException", "Another account is already the delegated administrator")
    nothing = dict.fromkeys(TYPES.values(), False)
    INSPECTOR.designate(call, account, {"auto_enable": nothing}, "ConflictException")
    return {"delegatedAdminAccountId": account}


@overlay("inspector2", "DisableDelegatedAdminAccount")
def disable_administrator(call: Call) -> Answer:
    """The members stand alone from then on, and are scanned as before."""
    account = call.parameters["delegatedAdminAccountId"]
    if not manages(call):
        raise denied("Only the management account of an organization may do this")
    here = INSPECTOR.here(call)
    if here is None or here.administrator != account:
        raise AwsError("ResourceNotFoundException", f"Account {account} is not the delegated administrator")
    INSPECTOR.withdraw(call)
    return {"delegatedAdminAccountId": account}


@overlay("inspector2", "ListDelegatedAdminAccounts")
def list_administrators(call: Call) -> Answer:
    if not manages(call):
        raise denied("Only the management account of an organization may do this")
    here = INSPECTOR.here(call)
    return {"delegatedAdminAccounts": [{"accountId": here.administrator, "status": "ENABLED"}] if here else []}


@overlay("inspector2", "GetDelegatedAdminAccount")
def get_administrator(call: Call) -> Answer:
    here = INSPECTOR.here(call)
    if here is None:
        raise AwsError("ResourceNotFoundException", "There is no delegated administrator")
    return {"delegatedAdmin": {"accountId": here.administrator, "relationshipStatus": "ENABLED"}}


@overlay("inspector2", "DescribeOrganizationConfiguration")
def describe_configuration(call: Call) -> Answer:
    return {"autoEnable": administered(call).settings["auto_enable"], "maxAccountLimitReached": False}


@overlay("inspector2", "UpdateOrganizationConfiguration")
def update_configuration(call: Call) -> Answer:
    """For accounts that join from now on."""
    here, asked = _able(call), call.parameters["autoEnable"]
    if asked.get("lambdaCode") and not asked.get("lambda"):
        raise AwsError("ValidationException", "lambdaCode is scanned where lambda is")
    here.settings["auto_enable"] = {told: bool(asked.get(told)) for told in TYPES.values()}
    return {"autoEnable": here.settings["auto_enable"]}


@overlay("inspector2", "AssociateMember")
def associate(call: Call) -> Answer:
    """Nothing is scanned by that alone."""
    here, account = _able(call), call.parameters["accountId"]
    if here.has(account):
        raise AwsError("ValidationException", f"Account {account} is already a member")
    if not may_join(organization_of(call), here, account, call.region):
        raise AwsError("ValidationException", f"Account {account} cannot be a member")
    here.admit(account)
    return {"accountId": account}


@overlay("inspector2", "DisassociateMember")
def disassociate(call: Call) -> Answer:
    """It is scanned as before."""
    here, account = administered(call), call.parameters["accountId"]
    if not here.has(account):
        raise AwsError("ValidationException", f"Account {account} is not a member")
    here.remove(account)
    return {"accountId": account}


@overlay("inspector2", "ListMembers")
def list_members(call: Call) -> Answer:
    """Those that are associated or, where that is asked for, every account of the organization."""
    here = administered(call)
    if call.parameters.get("onlyAssociated", True):
        told = [each for each in _known(call, here) if each["relationshipStatus"] == "ENABLED"]
    else:
        told = _known(call, here)
        names = {each["accountId"] for each in told}
        told += [
            _describe(here, there.account, "CREATED") for there in outsiders(call, here) if there.account not in names
        ]
    members, more = page(told, call.parameters, **_PAGING)
    return {"members": members, **more}


@overlay("inspector2", "GetMember")
def get_member(call: Call) -> Answer:
    here, account = administered(call), call.parameters["accountId"]
    for member in _known(call, here):
        if member["accountId"] == account:
            return {"member": member}
    raise AwsError("ResourceNotFoundException", f"Account {account} is not a member")


def administered(call: Call) -> Administration:
    """What the caller administers. Raises AwsError."""
    here = INSPECTOR.by(call)
    if here is None:
        raise denied("Invoking account is not the delegated administrator")
    return here


def denied(why: str) -> AwsError:
    return AwsError("AccessDeniedException", why)


@INSPECTOR.on_new_account
def welcome(there: Call, here: Administration) -> None:
    wanted = [kind for kind, told in TYPES.items() if here.settings["auto_enable"][told]]
    if wanted:
        turn(there, wanted, on=True)
        here.admit(there.account)


def _able(call: Call) -> Administration:
    here = administered(call)
    if not is_enabled(call):
        raise denied("Invoking account is not enabled")
    return here


def _known(call: Call, here: Administration) -> list[Answer]:
    words = {"Enabled": "ENABLED", "Removed": "REMOVED", "AccountSuspended": "ACCOUNT_SUSPENDED"}
    return [
        {**_describe(here, member.account, words[status]), "updatedAt": member.updated}
        for member, status in shown(call, here, only_associated=False)
    ]


def _describe(here: Administration, account: str, status: str) -> Answer:
    return {"accountId": account, "relationshipStatus": status, "delegatedAdminAccountId": here.administrator}
