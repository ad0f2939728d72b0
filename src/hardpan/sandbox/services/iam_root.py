"""What IAM tells of the root user, which is no IAM user: the summary, its MFA devices, itself.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html, API_ListVirtualMFADevices, API_GetUser,
API_ListMFADevices.
"""

from __future__ import annotations

from typing import Any

from moto.backends import get_backend

from .. import root
from ..registry import Answer, AwsError, Call, amend, overlay


def is_root(call: Call) -> bool:
    """Whether the caller is the root user."""
    return call.principal.endswith(":root")


def own_name(call: Call) -> str | None:
    """The IAM user that a call is about: the one it names, or else the caller; None where that is root."""
    named: str | None = call.parameters.get("UserName")
    if named:
        return named
    if is_root(call):
        return None
    if ":user/" not in call.principal:
        raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials")
    return call.principal.rpartition("/")[2]


def iam(call: Call) -> Any:
    """The emulator's memory of IAM in the call's account."""
    return get_backend("iam")[call.account][call.partition]


@amend("iam", "GetAccountSummary")
def summarize_root(call: Call, answer: Answer) -> Answer:
    user = root.of(call.account)
    answer["SummaryMap"] |= {
        "AccountMFAEnabled": int(bool(user.mfa)),
        "AccountAccessKeysPresent": int(bool(user.access_keys)),
        "AccountSigningCertificatesPresent": int(bool(user.signing_certificates)),
        "AccountPasswordPresent": int(user.has_password),
        "MFADevices": answer["SummaryMap"]["MFADevices"] + len(user.virtual_mfa) + len(user.unassigned),
        "MFADevicesInUse": answer["SummaryMap"]["MFADevicesInUse"] + len(user.mfa),
    }
    return answer


@amend("iam", "ListVirtualMFADevices")
def list_root_device(call: Call, answer: Answer) -> Answer:
    """Root's virtual devices are listed with everybody's; its other devices are not."""
    user, wanted = root.of(call.account), call.parameters.get("AssignmentStatus")
    assigned = [
        {"SerialNumber": serial_of(call, device), "EnableDate": user.created, "User": _root_user(call)}
        for device in user.virtual_mfa
    ]
    unassigned = [{"SerialNumber": serial_of(call, device)} for device in user.unassigned]
    answer["VirtualMFADevices"] = [
        *answer.get("VirtualMFADevices", []),
        *(assigned if wanted != "Unassigned" else []),
        *(unassigned if wanted != "Assigned" else []),
    ]
    return answer


@overlay("iam", "ListMFADevices")
def list_devices(call: Call) -> Answer:
    """A user's devices; root sees its own by naming nobody."""
    name = own_name(call)
    if name is None:
        created = root.of(call.account).created
        shown = [
            {"UserName": "", "SerialNumber": serial_of(call, device), "EnableDate": created}
            for device in root.of(call.account).mfa
        ]
        return {"MFADevices": shown, "IsTruncated": False}
    user = iam(call).users.get(name)
    if user is None:
        raise AwsError("NoSuchEntity", f"The user with name {name} cannot be found.")
    devices = [
        {"UserName": name, "SerialNumber": device.serial_number, "EnableDate": device.enable_date}
        for device in user.mfa_devices.values()
    ]
    return {"MFADevices": devices, "IsTruncated": False}


@amend("iam", "GetUser")
def get_root(call: Call, answer: Answer) -> Answer:
    return answer if own_name(call) else {"User": _root_user(call)}


def _root_user(call: Call) -> Answer:
    user: Answer = {
        "Path": "/",
        "UserName": call.account,
        "UserId": call.account,
        "Arn": call.arn("root", service="iam", regional=False),
        "CreateDate": root.of(call.account).created,
    }
    if last := root.of(call.account).password_last_used:
        user["PasswordLastUsed"] = last
    return user


def serial_of(call: Call, device: root.RootDevice) -> str:
    """The serial number of a device of root's."""
    return call.arn(device.name, service="iam", regional=False)
