"""GuardDuty for an organization: who administers it in a Region, and what new and present accounts are given.

API reference: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_EnableOrganizationAdminAccount.html,
API_UpdateOrganizationConfiguration and their like. Members: `guardduty_members`.
Trusted access comes first, or the account to designate is "an invalid or out-of-range value":
https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-guardduty.html and
https://github.com/aws-samples/aws-security-reference-architecture-examples/issues/178.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from .. import background
from ..registry import Answer, AwsError, Call, overlay
from .guardduty import (
    INVALID,
    OFF_UNLESS_LISTED,
    ON_UNLESS_LISTED,
    bad_request,
    detectors,
    find,
    make_detector,
    refuse_both,
    refuse_unknown,
    set_features,
)
from .regional_administration import GUARDDUTY, REACHES_AFTER, Administration, manages, organization_of, outsiders

FEATURES = (*ON_UNLESS_LISTED, *OFF_UNLESS_LISTED)
AGENTS = {
    "EKS_RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT",),
    "RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"),
}
FOR_NEW = ("NEW", "ALL")


@overlay("guardduty", "EnableOrganizationAdminAccount")
def enable_administrator(call: Call) -> Answer:
    """The account gets a detector, in this Region only."""
    account = call.parameters["AdminAccountId"]
    match GUARDDUTY.objection(call, account):
        case "not the management account":
            raise not_permitted()
        case "no such account" | "no trust":
            raise bad_request(INVALID)
        case "again":
            raise AwsError(
                "BadRequestException",
                "The request failed because the account is already enabled as the GuardDuty delegated administrator "
                "for the organization.",
            )
        case "another":
            raise AwsError(
                "BadRequestException",
                "The request failed because another account is already enabled as the GuardDuty delegated "
                "administrator for the organization.",
            )
    nothing = {name: _mode(name, "NONE") for name in FEATURES}
    GUARDDUTY.designate(call, account, {"members": "NONE", "features": nothing}, "BadRequestException")
    if not detectors(account, call.region):
        make_detector(account, call.region, {"Enable": True})
    return {}


@overlay("guardduty", "DisableOrganizationAdminAccount")
def disable_administrator(call: Call) -> Answer:
    """The members stand alone from then on, and keep their detectors."""
    if not manages(call):
        raise not_permitted()
    here = GUARDDUTY.here(call)
    if here is None or here.administrator != call.parameters["AdminAccountId"]:
        raise bad_request(INVALID)
    GUARDDUTY.withdraw(call)
    return {}


@overlay("guardduty", "ListOrganizationAdminAccounts")
def list_administrators(call: Call) -> Answer:
    if not manages(call):
        raise not_permitted()
    here = GUARDDUTY.here(call)
    shown = [{"AdminAccountId": here.administrator, "AdminStatus": "ENABLED"}] if here else []
    return {"AdminAccounts": shown}


@overlay("guardduty", "DescribeOrganizationConfiguration")
def describe_configuration(call: Call) -> Answer:
    settings = administered(call).settings
    features = settings["features"]
    return {
        "AutoEnable": settings["members"] in FOR_NEW,
        "AutoEnableOrganizationMembers": settings["members"],
        "MemberAccountLimitReached": False,
        "DataSources": {
            "S3Logs": {"AutoEnable": features["S3_DATA_EVENTS"]["AutoEnable"] in FOR_NEW},
            "Kubernetes": {"AuditLogs": {"AutoEnable": features["EKS_AUDIT_LOGS"]["AutoEnable"] in FOR_NEW}},
        },
        "Features": list(features.values()),
    }


@overlay("guardduty", "UpdateOrganizationConfiguration")
def update_configuration(call: Call) -> Answer:
    """What is set to ALL reaches the accounts there are some time later; NONE takes nothing from anybody."""
    here, asked = administered(call), call.parameters
    refuse_unknown(call)
    if ("AutoEnable" in asked) == ("AutoEnableOrganizationMembers" in asked) or asked.get("DataSources"):
        raise bad_request(INVALID)  # the deprecated data sources are left out here
    members = asked.get("AutoEnableOrganizationMembers") or ("NEW" if asked["AutoEnable"] else "NONE")
    features = {
        **here.settings["features"],
        **{each["Name"]: _changed(here, each) for each in asked.get("Features") or []},
    }
    refuse_both(call)
    here.settings.update(members=members, features=features)
    background.later(REACHES_AFTER, partial(_reach, call))
    return {}


def _reach(call: Call) -> None:
    """Bring what is ALL to every account, as things are now."""
    here = GUARDDUTY.by(call)
    if here is None:
        return
    if here.settings["members"] == "ALL":
        for there in outsiders(call, here):
            if not is_unready_manager(there):
                enrol(there, here)
    for account in [name for name in here.members if here.has(name)]:
        _enable(account, call.region, _wanted(here, "ALL"))


@GUARDDUTY.on_new_account
def welcome(there: Call, here: Administration) -> None:
    if here.settings["members"] in FOR_NEW:
        enrol(there, here)


def enrol(there: Call, here: Administration) -> None:
    """Make an account a member: with a detector, and with what the organization's new accounts are given."""
    kept = detectors(there.account, there.region)
    if not kept:
        off = [{"Name": name, "Status": "DISABLED"} for name in FEATURES]
        make_detector(there.account, there.region, {"Enable": True, "Features": off})
    for detector in kept.values():
        detector["Status"] = "ENABLED"
    _enable(there.account, there.region, _wanted(here, *FOR_NEW))
    here.admit(there.account)


def is_unready_manager(there: Call) -> bool:
    """The management account turns GuardDuty on itself before it can be a member."""
    return there.account == organization_of(there).management and not detectors(there.account, there.region)


def administered(call: Call) -> Administration:
    """What the caller administers, by the detector it names. Raises AwsError."""
    find(call)
    here = GUARDDUTY.by(call)
    if here is None:
        raise not_permitted()
    return here


def not_permitted() -> AwsError:
    return AwsError(
        "BadRequestException", "The request failed because you do not have required AWS Organization master permission."
    )


def _enable(account: str, region: str, wanted: list[Answer]) -> None:
    for detector in detectors(account, region).values():
        set_features(detector, wanted, datetime.now(UTC))


def _wanted(here: Administration, *modes: str) -> list[Answer]:
    """The features that are enabled of themselves, in one of these modes, as a detector is told."""
    return [
        {
            "Name": name,
            "Status": "ENABLED",
            "AdditionalConfiguration": [
                {"Name": part["Name"], "Status": "ENABLED" if part["AutoEnable"] in modes else "DISABLED"}
                for part in mode.get("AdditionalConfiguration", [])
            ],
        }
        for name, mode in here.settings["features"].items()
        if mode["AutoEnable"] in modes
    ]


def _mode(name: str, auto_enable: str) -> Answer:
    parts = [{"Name": part, "AutoEnable": "NONE"} for part in AGENTS.get(name, ())]
    return {"Name": name, "AutoEnable": auto_enable, "AdditionalConfiguration": parts}


def _changed(here: Administration, asked: Mapping[str, Any]) -> Answer:
    """A feature's mode as asked for; parts that are not named stay as they are."""
    before = here.settings["features"].get(asked["Name"]) or _mode(asked["Name"], "NONE")
    parts = {part["Name"]: part for part in before["AdditionalConfiguration"]}
    parts |= {part["Name"]: dict(part) for part in asked.get("AdditionalConfiguration") or []}
    return {"Name": asked["Name"], "AutoEnable": asked["AutoEnable"], "AdditionalConfiguration": list(parts.values())}
