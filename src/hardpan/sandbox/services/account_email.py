"""The address that a member's root user signs in with, and its change: a code is sent to the new address.

API reference: https://docs.aws.amazon.com/accounts/latest/reference/API_StartPrimaryEmailUpdate.html,
API_AcceptPrimaryEmailUpdate, API_GetPrimaryEmail, API_GetPrimaryEmailUpdateStatus.
"""

from __future__ import annotations

from datetime import UTC, datetime

from .. import owner
from ..organization import arrival
from ..registry import Answer, AwsError, Call, overlay
from .account_target import about

# What the sandbox sends by mail: six letters and digits.
CODE = "ABC123"


@overlay("account", "GetPrimaryEmail")
def get_email(call: Call) -> Answer:
    return {"PrimaryEmail": owner.of(about(call).account).email}


@overlay("account", "StartPrimaryEmailUpdate")
def start_update(call: Call) -> Answer:
    there, email = about(call), call.parameters["PrimaryEmail"]
    if not arrival.is_address(email):
        raise AwsError("ValidationException", "The email address is not valid.")
    if owner.account_of(email) is not None:
        raise AwsError("ConflictException", "The email address is already in use.")
    there.state["email-update"] = {"Email": email, "Status": "PENDING", "UpdatedAt": datetime.now(UTC)}
    return {"Status": "PENDING"}


@overlay("account", "AcceptPrimaryEmailUpdate")
def accept_update(call: Call) -> Answer:
    there = about(call)
    update = there.state.get("email-update")
    if update is None or update["Status"] != "PENDING" or update["Email"] != call.parameters["PrimaryEmail"]:
        raise AwsError("ResourceNotFoundException", "No update to this email address is under way.")
    if call.parameters["Otp"] != CODE:
        raise AwsError("ValidationException", "The code is not the one that was sent.")
    update |= {"Status": "ACCEPTED", "UpdatedAt": datetime.now(UTC)}
    owner.of(there.account).email = update["Email"]
    return {"Status": "ACCEPTED"}


@overlay("account", "GetPrimaryEmailUpdateStatus")
def get_update(call: Call) -> Answer:
    update = about(call).state.get("email-update")
    if update is None:
        raise AwsError("ResourceNotFoundException", "The email address was never updated.")
    return {"Status": update["Status"], "UpdatedAt": update["UpdatedAt"]}
