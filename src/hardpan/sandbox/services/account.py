"""Account Management: Regions, contacts, the account's name.

API reference: https://docs.aws.amazon.com/accounts/latest/reference/api-reference.html
"""

from __future__ import annotations

import re

from .. import owner, regions, root
from ..registry import Answer, AwsError, Call, overlay
from .account_target import about
from .paging import page

# What the sandbox sends by text message.
CODE = "123456"
_MAIL = re.compile(r"\s*[\w+=.#|!&-]+@[\w.-]+\.\w+\s*")
CHANGING = ("ENABLING", "DISABLING")


@overlay("account", "GetAlternateContact")
def get_alternate(call: Call) -> Answer:
    call = about(call)
    return {"AlternateContact": _alternate(call)}


@overlay("account", "PutAlternateContact")
def put_alternate(call: Call) -> Answer:
    call = about(call)
    if not _MAIL.fullmatch(call.parameters["EmailAddress"]):
        raise AwsError("ValidationException", "Value at 'emailAddress' failed to satisfy constraint")
    _alternates(call)[call.parameters["AlternateContactType"]] = {
        name: value for name, value in call.parameters.items() if name != "AccountId"
    }
    return {}


@overlay("account", "DeleteAlternateContact")
def delete_alternate(call: Call) -> Answer:
    call = about(call)
    del _alternates(call)[_alternate(call)["AlternateContactType"]]
    return {}


@overlay("account", "ListRegions")
def list_regions(call: Call) -> Answer:
    call = about(call)
    wanted = call.parameters.get("RegionOptStatusContains")
    found = [{"RegionName": name, "RegionOptStatus": _status(call, name)} for name in regions.all_regions()]
    listed = [region for region in found if not wanted or region["RegionOptStatus"] in wanted]
    shown, more = page(listed, call.parameters)
    return {"Regions": shown, **more}


@overlay("account", "GetRegionOptStatus")
def get_region(call: Call) -> Answer:
    call = about(call)
    name = _region(call)
    return {"RegionName": name, "RegionOptStatus": _status(call, name)}


@overlay("account", "EnableRegion")
def enable_region(call: Call) -> Answer:
    return _change(call, "ENABLED")


@overlay("account", "DisableRegion")
def disable_region(call: Call) -> Answer:
    return _change(call, "DISABLED")


@overlay("account", "GetContactInformation")
def get_contact(call: Call) -> Answer:
    call = about(call)
    found = owner.of(call.account)
    unverified = "PENDING" if call.state.get("code-sent") else "UNVERIFIED"
    verified = "VERIFIED" if found.phone_verified else unverified
    return {"ContactInformation": dict(found.contact), "VerificationStatus": verified}


@overlay("account", "PutContactInformation")
def put_contact(call: Call) -> Answer:
    """Replaces the whole contact; another phone number has to be verified anew."""
    call = about(call)
    found, given = owner.of(call.account), dict(call.parameters["ContactInformation"])
    if not re.fullmatch(r"\+?[\s0-9()-]{1,20}", given["PhoneNumber"]):
        raise AwsError("ValidationException", "The phone number is not valid.")
    found.phone_verified = found.phone_verified and given["PhoneNumber"] == found.contact["PhoneNumber"]
    found.contact = given
    call.state.pop("code-sent", None)
    return {}


@overlay("account", "SendPhoneNumberVerification")
def send_code(call: Call) -> Answer:
    call = about(call)
    if owner.of(call.account).phone_verified:
        raise AwsError("ConflictException", "The phone number is verified already.")
    call.state["code-sent"] = True
    return {"Status": "PENDING"}


@overlay("account", "VerifyPhoneNumber")
def verify_phone(call: Call) -> Answer:
    call = about(call)
    if not call.state.get("code-sent"):
        raise AwsError("ResourceNotFoundException", "No phone number verification is under way.")
    if call.parameters["Otp"] != CODE:
        raise AwsError("ValidationException", "The code is not the one that was sent.")
    del call.state["code-sent"]
    owner.of(call.account).phone_verified = True
    return {"Status": "VERIFIED"}


@overlay("account", "GetAccountInformation")
def get_account(call: Call) -> Answer:
    call = about(call)
    return {
        "AccountId": call.account,
        "AccountName": owner.of(call.account).account_name,
        "AccountCreatedDate": root.of(call.account).created,
        "AccountState": owner.of(call.account).state,
    }


@overlay("account", "PutAccountName")
def put_name(call: Call) -> Answer:
    call = about(call)
    owner.of(call.account).account_name = call.parameters["AccountName"]
    return {}


def _alternates(call: Call) -> dict[str, Answer]:
    kept: dict[str, Answer] = call.state.setdefault("alternate-contacts", {})
    return kept


def _alternate(call: Call) -> Answer:
    found = _alternates(call).get(call.parameters["AlternateContactType"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "No contact of the inputted alternate contact type found.")
    return found


def _change(call: Call, final: str) -> Answer:
    call = about(call)
    name = _region(call)
    status = _status(call, name)
    if status == "ENABLED_BY_DEFAULT":
        raise AwsError("ValidationException", f"{name} is enabled by default and cannot be changed.")
    if status in CHANGING:
        raise AwsError("ConflictException", f"{name} is {status}: wait until that is done.")
    if status != final:
        regions.change(call.account, name, final)
    return {}


def _region(call: Call) -> str:
    name: str = call.parameters["RegionName"]
    if name not in regions.all_regions():
        raise AwsError("ValidationException", f"{name} is not a Region of this partition.")
    return name


def _status(call: Call, name: str) -> str:
    return regions.status(call.account, name)
