"""Macie's automated discovery of sensitive data: on or off in an account, and by its administrator in its members.

API reference: https://docs.aws.amazon.com/macie/latest/APIReference/automated-discovery-configuration.html,
automated-discovery-accounts. Members leave it to their administrator:
https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-relationships.html. What it finds is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from .. import background
from ..registry import Answer, AwsError, Call, overlay
from .macie2 import need_session, refuse_unknown
from .paging import page
from .regional_administration import MACIE, REACHES_AFTER, Administration

_PAGING = {"size": "maxResults", "token": "nextToken"}


@overlay("macie2", "GetAutomatedDiscoveryConfiguration")
def get_configuration(call: Call) -> Answer:
    need_session(call)
    _refuse_a_member(call)
    kept = discovery(call)
    here = MACIE.by(call)
    whom = {"autoEnableOrganizationMembers": here.settings.get("discovery", "NONE")} if here else {}
    return {"status": "DISABLED", **whom, **kept}


@overlay("macie2", "UpdateAutomatedDiscoveryConfiguration")
def update_configuration(call: Call) -> Answer:
    """An administrator's ALL, which it is unless it says otherwise, reaches its members some time later.

    Turned off for the administrator it is off for all of them at once.
    """
    need_session(call)
    refuse_unknown(call)
    _refuse_a_member(call)
    status, here = call.parameters["status"], MACIE.by(call)
    if here is None and "autoEnableOrganizationMembers" in call.parameters:
        raise AwsError("ValidationException", "The account is not the Macie administrator of an organization")
    _set(call, status)
    if here:
        here.settings["discovery"] = call.parameters.get("autoEnableOrganizationMembers", "ALL")
        if status == "DISABLED":
            _reach(call, status)
        elif here.settings["discovery"] == "ALL":
            background.later(REACHES_AFTER, partial(_reach, call, status))
    return {}


@overlay("macie2", "ListAutomatedDiscoveryAccounts")
def list_accounts(call: Call) -> Answer:
    """The account itself, or an administrator and its members."""
    need_session(call)
    _refuse_a_member(call)
    asked = call.parameters.get("accountIds") or []
    told = [
        {"accountId": there.account, "status": discovery(there).get("status", "DISABLED")}
        for there in (call, *_members(call, MACIE.by(call)))
        if not asked or there.account in asked
    ]
    items, more = page(told, call.parameters, **_PAGING)
    return {"items": items, **more}


def join(there: Call, here: Administration, *, is_new: bool) -> None:
    """What becoming a member brings: ALL to every account, NEW to those that join the organization."""
    if here.settings.get("discovery") in (("ALL", "NEW") if is_new else ("ALL",)):
        _set(there, "ENABLED")


def discovery(call: Call) -> dict[str, Any]:
    """What is kept of it in an account and Region; empty where it never was on."""
    kept: dict[str, Any] = call.state.setdefault("discovery", {})
    return kept


def _set(there: Call, status: str) -> None:
    now = datetime.now(UTC)
    kept = discovery(there)
    kept.update(status=status, lastUpdatedAt=now)
    if status == "ENABLED":
        kept.setdefault("firstEnabledAt", now)
        kept.pop("disabledAt", None)
    else:
        kept["disabledAt"] = now


def _reach(call: Call, status: str) -> None:
    """Bring it to the members there are."""
    for there in _members(call, MACIE.by(call)):
        _set(there, status)


def _members(call: Call, here: Administration | None) -> Iterator[Call]:
    for account in list(here.members) if here else ():
        if here and here.has(account):
            yield call.elsewhere(account)


def _refuse_a_member(call: Call) -> None:
    if MACIE.over(call):
        raise AwsError("AccessDeniedException", "Only the administrator of this account may do this")
