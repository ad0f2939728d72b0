"""Amazon Detective: an account's behavior graph in a Region, and the graph of an organization with its members.

API reference: https://docs.aws.amazon.com/detective/latest/APIReference/API_CreateGraph.html,
API_EnableOrganizationAdminAccount, API_CreateMembers and their like. What is in a graph is left out.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from ..registry import Answer, AwsError, Call, overlay
from .paging import page
from .regional_administration import (
    DETECTIVE,
    Administration,
    Member,
    manages,
    may_join,
    organization_of,
    shown,
)

_STRANGER = "The account is not a member"


@overlay("detective", "CreateGraph")
def create_graph(call: Call) -> Answer:
    """An account has one; asking again tells which."""
    return {"GraphArn": _make_graph(call)["Arn"]}


@overlay("detective", "ListGraphs")
def list_graphs(call: Call) -> Answer:
    return {"GraphList": [dict(_graph(call))] if _graph(call) else []}


@overlay("detective", "DeleteGraph")
def delete_graph(call: Call) -> Answer:
    _need_graph(call)
    if DETECTIVE.by(call):
        raise AwsError("ValidationException", "The management account removes the graph of the organization")
    _graph(call).clear()
    return {}


@overlay("detective", "EnableOrganizationAdminAccount")
def enable_administrator(call: Call) -> Answer:
    """Enables trusted access; the administrator's graph, made where there is none, becomes the organization's."""
    account = call.parameters["AccountId"]
    match DETECTIVE.objection(call, account):
        case "not the management account":
            raise _denied("Only the management account of an organization may do this")
        case "no such account" | "no trust":
            raise AwsError(
                "ValidationException", f"Account {account} cannot administer an organization it is active in"
            )
        case "again":
            raise AwsError("ValidationException", f"Account {account} is already the administrator")
        case "another":
            raise AwsError("ValidationException", "Another account is already the administrator")
    DETECTIVE.designate(call, account, {"auto_enable": False, "since": datetime.now(UTC)}, "TooManyRequestsException")
    _make_graph(call.elsewhere(account))
    return {}


@overlay("detective", "DisableOrganizationAdminAccount")
def disable_administrator(call: Call) -> Answer:
    """The organization's graph is deleted."""
    if not manages(call):
        raise _denied("Only the management account of an organization may do this")
    here = DETECTIVE.here(call)
    if here is None:
        raise AwsError("ValidationException", "There is no administrator")
    DETECTIVE.withdraw(call)
    _graph(call.elsewhere(here.administrator)).clear()
    return {}


@overlay("detective", "ListOrganizationAdminAccounts")
def list_administrators(call: Call) -> Answer:
    if not manages(call):
        raise _denied("Only the management account of an organization may do this")
    here = DETECTIVE.here(call)
    if here is None:
        return {"Administrators": []}
    arn = _graph(call.elsewhere(here.administrator))["Arn"]
    told = {"AccountId": here.administrator, "GraphArn": arn, "DelegationTime": here.settings["since"]}
    return {"Administrators": [told]}


@overlay("detective", "DescribeOrganizationConfiguration")
def describe_configuration(call: Call) -> Answer:
    return {"AutoEnable": _administered(call).settings["auto_enable"]}


@overlay("detective", "UpdateOrganizationConfiguration")
def update_configuration(call: Call) -> Answer:
    """For accounts that join from now on."""
    here = _administered(call)
    here.settings["auto_enable"] = call.parameters.get("AutoEnable", here.settings["auto_enable"])
    return {}


@overlay("detective", "CreateMembers")
def create_members(call: Call) -> Answer:
    here, asked = _administered(call), [each["AccountId"] for each in call.parameters["Accounts"]]
    why = {name: reason for name in asked if (reason := _objection(call, here, name))}
    for account in asked:
        if account not in why:
            here.admit(account)
    members = [_describe(call, here, here.members[name]) for name in asked if name not in why]
    return {"Members": members, "UnprocessedAccounts": _unprocessed(why)}


@overlay("detective", "ListMembers")
def list_members(call: Call) -> Answer:
    here = _administered(call)
    told = [_describe(call, here, member) for member, _ in shown(call, here, only_associated=True)]
    members, more = page(told, call.parameters)
    return {"MemberDetails": members, **more}


@overlay("detective", "GetMembers")
def get_members(call: Call) -> Answer:
    here, asked = _administered(call), call.parameters["AccountIds"]
    known = [name for name in asked if here.has(name)]
    return {
        "MemberDetails": [_describe(call, here, here.members[name]) for name in known],
        "UnprocessedAccounts": _unprocessed({name: _STRANGER for name in asked if name not in known}),
    }


@overlay("detective", "DeleteMembers")
def delete_members(call: Call) -> Answer:
    here, asked = _administered(call), call.parameters["AccountIds"]
    known = [name for name in asked if here.has(name)]
    for account in known:
        here.remove(account)
    why = {name: _STRANGER for name in asked if name not in known}
    return {"AccountIds": known, "UnprocessedAccounts": _unprocessed(why)}


@DETECTIVE.on_new_account
def welcome(there: Call, here: Administration) -> None:
    if here.settings["auto_enable"]:
        here.admit(there.account)


def _objection(call: Call, here: Administration, account: str) -> str | None:
    if here.has(account):
        return "The account is already a member"
    if not may_join(organization_of(call), here, account, call.region):
        return "The account is not an active account of the organization"
    return None


def _graph(call: Call) -> dict[str, Any]:
    """The graph of an account and Region; empty where there is none."""
    kept: dict[str, Any] = call.state.setdefault("graph", {})
    return kept


def _make_graph(there: Call) -> dict[str, Any]:
    if not _graph(there):
        arn = there.arn(f"graph:{secrets.token_hex(16)}", service="detective")
        _graph(there).update(Arn=arn, CreatedTime=datetime.now(UTC))
    return _graph(there)


def _need_graph(call: Call) -> None:
    if _graph(call).get("Arn") != call.parameters["GraphArn"]:
        raise AwsError("ResourceNotFoundException", "There is no such behavior graph")


def _administered(call: Call) -> Administration:
    """What the caller administers. Raises AwsError."""
    here = DETECTIVE.by(call)
    if here is None:
        raise _denied("Only the administrator account of the organization may do this")
    _need_graph(call)
    return here


def _denied(why: str) -> AwsError:
    return AwsError("AccessDeniedException", why)


def _unprocessed(why: dict[str, str]) -> list[Answer]:
    return [{"AccountId": account, "Reason": reason} for account, reason in why.items()]


def _describe(call: Call, here: Administration, member: Member) -> Answer:
    return {
        "AccountId": member.account,
        "EmailAddress": member.email,
        "GraphArn": _graph(call)["Arn"],
        "MasterId": here.administrator,
        "AdministratorId": here.administrator,
        "Status": "ENABLED",
        "InvitationType": "ORGANIZATION",
        "UpdatedTime": member.updated,
    }
