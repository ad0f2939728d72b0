"""Security Hub CSPM for an organization: its administrator, its members, local and central configuration.

API reference: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableOrganizationAdminAccount.html,
API_UpdateOrganizationConfiguration and their like. Who is no administrator is told so in the words of
https://github.com/hashicorp/terraform-provider-aws/issues/23079; what central configuration excludes, in those of
https://github.com/schubergphilis/terraform-aws-mcaf-landing-zone/pull/213. Members: `securityhub_members`.
"""

from __future__ import annotations

import time
from functools import partial

from .. import background
from ..enums import unknown_values
from ..registry import Answer, AwsError, Call, overlay
from .regional_administration import (
    REACHES_AFTER,
    SECURITY_HUB,
    Administration,
    manages,
    organization_of,
    outsiders,
)
from .securityhub import BY_DEFAULT, enable, hub, need_hub
from .securityhub_central import aggregator_of, central, regions_of
from .securityhub_policies import apply_to


@overlay("securityhub", "EnableOrganizationAdminAccount")
def enable_administrator(call: Call) -> Answer:
    """Enables trusted access, and the service in the administrator's account, in this Region."""
    _refuse_second_version(call)
    account = call.parameters["AdminAccountId"]
    match SECURITY_HUB.objection(call, account):
        case "not the management account":
            raise _not_managing(call)
        case "no such account" | "no trust":
            raise _invalid(f"Account {account} cannot administer an organization with all features that it is in")
        case "again":
            raise _invalid(f"Account {account} is already the administrator of this organization")
        case "another":
            raise _invalid("Another account is already the administrator of this organization")
    SECURITY_HUB.designate(call, account, _settings(), "InvalidInputException")
    there = call.elsewhere(account)
    if not hub(there):
        enable(there, BY_DEFAULT)
    return {"AdminAccountId": account, "Feature": "SecurityHub"}


@overlay("securityhub", "DisableOrganizationAdminAccount")
def disable_administrator(call: Call) -> Answer:
    """The members stand alone from then on; their hubs stay."""
    if not manages(call):
        raise _not_managing(call)
    _refuse_second_version(call)
    here = SECURITY_HUB.here(call)
    if here is None or here.administrator != call.parameters["AdminAccountId"]:
        raise _invalid(f"Account {call.parameters['AdminAccountId']} is not the administrator of this organization")
    SECURITY_HUB.withdraw(call)
    return {}


@overlay("securityhub", "ListOrganizationAdminAccounts")
def list_administrators(call: Call) -> Answer:
    feature = call.parameters.get("Feature", "SecurityHub")
    if not manages(call):
        raise _not_managing(call)
    here = SECURITY_HUB.here(call) if feature == "SecurityHub" else None
    shown = [{"AccountId": here.administrator, "Status": "ENABLED"}] if here else []
    return {"AdminAccounts": shown, "Feature": feature}


@overlay("securityhub", "DescribeOrganizationConfiguration")
def describe_configuration(call: Call) -> Answer:
    settings, where = administered(call).settings, central(call)
    if where and call.region in regions_of(call, *where):
        settings = where[1].settings
    return {
        "AutoEnable": settings["auto_enable"],
        "AutoEnableStandards": settings["standards"],
        "MemberAccountLimitReached": False,
        "OrganizationConfiguration": {
            "ConfigurationType": settings["type"],
            "Status": "ENABLED" if time.monotonic() >= settings["settles_at"] else "PENDING",
        },
    }


@overlay("securityhub", "UpdateOrganizationConfiguration")
def update_configuration(call: Call) -> Answer:
    """Locally, for accounts that join from now on; centrally, by policies of the home Region."""
    here, asked = administered(call), call.parameters
    if unknown := unknown_values(call):
        raise _invalid(f"{unknown[0]} is no value that is known here")
    kind = (asked.get("OrganizationConfiguration") or {}).get("ConfigurationType") or here.settings["type"]
    standards = asked.get("AutoEnableStandards") or "DEFAULT"
    where = central(call)
    if where and where[0] != call.region and call.region in regions_of(call, *where):
        raise _invalid(f"The organization is configured centrally from {where[0]}")
    if kind == "CENTRAL":
        _refuse_central(call, auto=bool(asked["AutoEnable"]) or standards != "NONE")
    if kind != here.settings["type"]:
        settles_at = time.monotonic() + REACHES_AFTER if kind == "CENTRAL" else 0.0
        here.settings.update(_settings(), type=kind, settles_at=settles_at)
    here.settings.update(auto_enable=asked["AutoEnable"], standards=standards)
    if kind == "CENTRAL":
        background.later(REACHES_AFTER, partial(_centralize, call))
    return {}


def administered(call: Call) -> Administration:
    """What the caller administers. Raises AwsError."""
    need_hub(call)
    here = SECURITY_HUB.by(call)
    if here is None:
        raise AwsError(
            "InvalidAccessException", f"Account {call.account} is not an administrator for this organization"
        )
    return here


@SECURITY_HUB.on_new_account
def welcome(there: Call, here: Administration) -> None:
    """A new account is enabled where that is set, with the default standards or without; or as its policy says."""
    where = central(there)
    if where and there.region in regions_of(there, *where):
        here.admit(there.account)
        if there.region == where[0]:
            apply_to(there, where)
    elif here.settings["auto_enable"]:
        if not hub(there):
            enable(there, BY_DEFAULT if here.settings["standards"] == "DEFAULT" else [])
        here.admit(there.account)


def _refuse_central(call: Call, *, auto: bool) -> None:
    if auto:
        raise _invalid("Auto Enable and AutoEnableStandards can not be enabled for Central Configuration")
    aggregator = aggregator_of(call)
    if aggregator is None or aggregator.home != call.region:
        raise _invalid("Central configuration needs a finding aggregator whose home Region is this one")


def _centralize(call: Call) -> None:
    """The administrator is one in every linked Region, with the service on, and every account is a member there."""
    where = central(call)
    if where is None:
        return
    for region in regions_of(call, *where):
        there = call.elsewhere(call.account, region)
        here = SECURITY_HUB.everywhere(there, organization_of(call)).setdefault(
            region, Administration(call.account, _settings())
        )
        if not hub(there):
            enable(there, [])
        for outsider in outsiders(there, here):
            if outsider.account != organization_of(call).management or hub(outsider):
                here.admit(outsider.account)


def _settings() -> Answer:
    return {
        "auto_enable": False,
        "standards": "DEFAULT",
        "type": "LOCAL",
        "settles_at": 0.0,  # monotonic; central configuration is PENDING until then
        "policies": {},
        "associations": {},
    }


def _refuse_second_version(call: Call) -> None:
    if call.parameters.get("Feature") == "SecurityHubV2":
        raise _invalid("The sandbox has Security Hub CSPM only")


def _not_managing(call: Call) -> AwsError:
    return AwsError(
        "InvalidAccessException", f"Account {call.account} is not the management account of an organization"
    )


def _invalid(why: str) -> AwsError:
    return AwsError("InvalidInputException", why)
