"""GuardDuty's members, as their administrator sees and changes them; what cannot be done is told account by account.

API reference: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateMembers.html, API_ListMembers,
API_GetMembers, API_DisassociateMembers, API_DeleteMembers, API_StartMonitoringMembers, API_StopMonitoringMembers,
API_UpdateMemberDetectors, API_GetMemberDetectors, API_GetAdministratorAccount,
API_DisassociateFromAdministratorAccount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from ..registry import Answer, Call, overlay
from .guardduty import (
    INVALID,
    bad_request,
    detectors,
    features_of,
    find,
    moment,
    refuse_both,
    refuse_unknown,
    set_features,
)
from .guardduty_organization import administered, enrol, is_unready_manager
from .paging import page
from .regional_administration import GUARDDUTY, Administration, Member, may_join, organization_of, shown

_STRANGER = (
    "The request is rejected because the given account ID is not an associated member of account the current account."
)


@overlay("guardduty", "CreateMembers")
def create_members(call: Call) -> Answer:
    """Accounts of the organization become members at once; others are noted, and would have to be invited."""
    here, emails = administered(call), {each["AccountId"]: each["Email"] for each in call.parameters["AccountDetails"]}
    return _each(call, emails, lambda account: _join(call, here, account, emails[account]))


@overlay("guardduty", "ListMembers")
def list_members(call: Call) -> Answer:
    here = administered(call)
    only_associated = str(call.parameters.get("OnlyAssociated", "true")).lower() != "false"
    told = [_describe(call, here, *each) for each in shown(call, here, only_associated=only_associated)]
    members, more = page(told, call.parameters)
    return {"Members": members, **more}


@overlay("guardduty", "GetMembers")
def get_members(call: Call) -> Answer:
    here = administered(call)
    told = {member.account: (member, status) for member, status in shown(call, here, only_associated=False)}
    asked = call.parameters["AccountIds"]
    return {
        "Members": [_describe(call, here, *told[name]) for name in asked if name in told],
        "UnprocessedAccounts": _unprocessed({name: _STRANGER for name in asked if name not in told}),
    }


@overlay("guardduty", "DisassociateMembers")
def disassociate_members(call: Call) -> Answer:
    """Their detectors stay."""
    here = administered(call)
    _refuse_while_all(here)
    return _each(call, call.parameters["AccountIds"], lambda name: here.remove(name) if here.has(name) else _STRANGER)


@overlay("guardduty", "DeleteMembers")
def delete_members(call: Call) -> Answer:
    """Forget accounts that are no longer associated."""
    here = administered(call)
    _refuse_while_all(here)

    def forget(account: str) -> str | None:
        if here.has(account):
            return (
                "The request is rejected because the current account cannot delete the given member account ID since "
                "it is still associated to it."
            )
        return None if here.members.pop(account, None) else _STRANGER

    return _each(call, call.parameters["AccountIds"], forget)


@overlay("guardduty", "StartMonitoringMembers", "StopMonitoringMembers")
def monitor_members(call: Call) -> Answer:
    """Suspend members' detectors, or go on with them."""
    here, stop = administered(call), call.operation == "StopMonitoringMembers"
    if stop:
        _refuse_while_all(here)

    def turn(account: str) -> str | None:
        if not here.has(account):
            return _STRANGER
        for detector in detectors(account, call.region).values():
            detector["Status"] = "DISABLED" if stop else "ENABLED"
        return None

    return _each(call, call.parameters["AccountIds"], turn)


@overlay("guardduty", "UpdateMemberDetectors")
def update_member_detectors(call: Call) -> Answer:
    here, now = administered(call), datetime.now(UTC)
    refuse_unknown(call)
    refuse_both(call)
    if call.parameters.get("DataSources"):
        raise bad_request("the deprecated data sources are unknown to the sandbox")

    def update(account: str) -> str | None:
        kept = detectors(account, call.region)
        if not (here.has(account) and kept):
            return _STRANGER
        for detector in kept.values():
            set_features(detector, call.parameters.get("Features") or [], now)
        return None

    return _each(call, call.parameters["AccountIds"], update)


@overlay("guardduty", "GetMemberDetectors")
def get_member_detectors(call: Call) -> Answer:
    here, asked = administered(call), call.parameters["AccountIds"]
    found = {name: detector for name in asked if here.has(name) for detector in detectors(name, call.region).values()}
    return {
        "MemberDataSourceConfigurations": [_sources(name, detector) for name, detector in found.items()],
        "UnprocessedAccounts": _unprocessed({name: _STRANGER for name in asked if name not in found}),
    }


@overlay("guardduty", "GetAdministratorAccount")
def get_administrator(call: Call) -> Answer:
    find(call)
    here = GUARDDUTY.over(call)
    if here is None:
        return {}
    since = moment(here.members[call.account].updated)
    return {"Administrator": {"AccountId": here.administrator, "RelationshipStatus": "Enabled", "InvitedAt": since}}


@overlay("guardduty", "DisassociateFromAdministratorAccount")
def leave(call: Call) -> Answer:
    """Only members by invitation leave by themselves, and the sandbox has none."""
    find(call)
    if GUARDDUTY.over(call):
        raise bad_request("the current account is a member through its organization and cannot leave its administrator")
    raise bad_request("the current account has no administrator")


def _join(call: Call, here: Administration, account: str, email: str) -> str | None:
    """Make an account a member, or tell why not."""
    found = organization_of(call)
    if here.has(account):
        return (
            "The request is rejected because the given account ID is already a member or associated member of the "
            "current account."
        )
    if account not in found.members:
        here.members[account] = Member(account, "Created", email)
        return None
    if not may_join(found, here, account, call.region):
        return f"The request is rejected because {INVALID}."
    if is_unready_manager(call.elsewhere(account)):
        return "Operation failed because your organization master must first enable GuardDuty to be added as a member"
    enrol(call.elsewhere(account), here)
    return None


def _refuse_while_all(here: Administration) -> None:
    if here.settings["members"] == "ALL":
        raise bad_request("autoEnableOrganizationMembers is set to ALL")


def _each(call: Call, accounts: Iterable[str], act: Callable[[str], str | None]) -> Answer:
    """Do something with each account, in one go; what it could not be done with is told."""
    with organization_of(call).lock:
        results = {account: act(account) for account in accounts}
    return {"UnprocessedAccounts": _unprocessed({account: why for account, why in results.items() if why})}


def _unprocessed(why: dict[str, str]) -> list[Answer]:
    return [{"AccountId": account, "Result": result} for account, result in why.items()]


def _describe(call: Call, here: Administration, member: Member, status: str) -> Answer:
    known = list(detectors(member.account, call.region)) if here.has(member.account) else []
    return {
        "AccountId": member.account,
        "MasterId": here.administrator,
        "AdministratorId": here.administrator,
        "Email": member.email,
        "RelationshipStatus": status,
        "UpdatedAt": moment(member.updated),
        **({"DetectorId": known[0]} if known else {}),
    }


def _sources(account: str, detector: dict[str, Any]) -> Answer:
    """Features, and the older form of some of them, which AWS answers as well."""
    status = {name: {"Status": feature["Status"]} for name, feature in detector["Features"].items()}
    on = {"Status": "ENABLED"}
    return {
        "AccountId": account,
        "DataSources": {
            "CloudTrail": on,
            "DNSLogs": on,
            "FlowLogs": on,
            "S3Logs": status["S3_DATA_EVENTS"],
            "Kubernetes": {"AuditLogs": status["EKS_AUDIT_LOGS"]},
        },
        "Features": features_of(detector),
    }
