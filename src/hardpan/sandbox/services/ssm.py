"""Systems Manager: the switch for public documents, and who a document is shared with.

API reference: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html,
API_UpdateServiceSetting, API_ResetServiceSetting, API_ModifyDocumentPermission, API_DescribeDocumentPermission.
Block public sharing is off in a new account, that is, the setting reads "Enable":
https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
"""

from __future__ import annotations

from datetime import UTC, datetime

from moto.ssm.models import AccountPermission

from ..registry import Answer, AwsError, Call, amend, guard, overlay
from .emulator import backend

ANYONE = "all"
PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"
# The settings an account begins with, and what each may be set to (None: anything).
SETTINGS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    PUBLIC_SHARING: ("Enable", ("Enable", "Disable")),
    "/ssm/parameter-store/default-parameter-tier": ("Standard", ("Standard", "Advanced", "Intelligent-Tiering")),
    "/ssm/parameter-store/high-throughput-enabled": ("false", ("true", "false")),
    "/ssm/managed-instance/activation-tier": ("standard", ("standard", "advanced")),
    "/ssm/managed-instance/default-ec2-instance-management-role": ("$None", None),
}


@overlay("ssm", "GetServiceSetting")
def get_service_setting(call: Call) -> Answer:
    return {"ServiceSetting": _describe(call, _setting(call))}


@overlay("ssm", "UpdateServiceSetting")
def update_service_setting(call: Call) -> Answer:
    setting, value = _setting(call), call.parameters["SettingValue"]
    allowed = SETTINGS[setting][1]
    if allowed and value not in allowed:
        raise AwsError("ValidationException", f"Invalid setting value {value} for {setting}. Allowed: {list(allowed)}")
    call.state.setdefault("settings", {})[setting] = (value, datetime.now(UTC), call.principal)
    return {}


@overlay("ssm", "ResetServiceSetting")
def reset_service_setting(call: Call) -> Answer:
    call.state.get("settings", {}).pop(_setting(call), None)
    return {"ServiceSetting": _describe(call, _setting(call))}


@guard("ssm", "ModifyDocumentPermission")
def refuse_public_document(call: Call) -> None:
    if _names_anyone(call, "AccountIdsToAdd") and value_of(call, PUBLIC_SHARING) == "Disable":
        raise AwsError("InvalidPermissionType", "Public sharing of documents is blocked for this account and Region.")


@amend("ssm", "ModifyDocumentPermission")
def spell_anyone_one_way(call: Call, answer: Answer) -> Answer:
    """`All` and `all` are one to AWS, which answers `all`; the emulator takes them for two accounts."""
    permissions = backend(call)._documents[call.parameters["Name"]].permissions
    spelled = [permissions.pop(account) for account in list(permissions) if account.lower() == ANYONE]
    if spelled and not _names_anyone(call, "AccountIdsToRemove"):
        permissions[ANYONE] = AccountPermission(ANYONE, spelled[0].version, spelled[0].created_at)
    return answer


def _names_anyone(call: Call, parameter: str) -> bool:
    return any(account.lower() == ANYONE for account in call.parameters.get(parameter) or [])


def _setting(call: Call) -> str:
    """Named by its id or its ARN: arn:aws:ssm:REGION:ACCOUNT:servicesetting/ssm/..."""
    named: str = call.parameters["SettingId"]
    setting = named.partition(":servicesetting")[2] if named.startswith("arn:") else named
    if setting not in SETTINGS:
        raise AwsError("ServiceSettingNotFound", f"Setting not found: {named}")
    return setting


def value_of(call: Call, setting: str) -> str:
    """What a setting is now."""
    value: str = call.state.get("settings", {}).get(setting, (SETTINGS[setting][0],))[0]
    return value


def _describe(call: Call, setting: str) -> Answer:
    factory = (SETTINGS[setting][0], datetime(2024, 1, 1, tzinfo=UTC), "System")
    value, written, author = call.state.get("settings", {}).get(setting, factory)
    return {
        "SettingId": setting,
        "SettingValue": value,
        "LastModifiedDate": written,
        "LastModifiedUser": author,
        "ARN": call.arn(f"servicesetting{setting}"),
        "Status": "Default" if value == SETTINGS[setting][0] else "Customized",
    }
