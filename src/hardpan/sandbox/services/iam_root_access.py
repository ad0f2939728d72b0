"""Central management of members' root users: the organization's two features, and what a root session does.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html; API reference:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootCredentialsManagement.html,
API_EnableOrganizationsRootSessions, API_ListOrganizationsFeatures, API_DeleteLoginProfile, API_DeactivateMFADevice.
"""

from __future__ import annotations

from typing import Any

from .. import organization, root
from ..organization import Organization
from ..registry import Answer, AwsError, Call, overlay
from .emulator import refusing
from .iam_root import iam, own_name, serial_of

SERVICE = "iam.amazonaws.com"
CREDENTIALS, SESSIONS = "RootCredentialsManagement", "RootSessions"
BUSY = "ConcurrentModification"


@overlay("iam", "EnableOrganizationsRootCredentialsManagement", "EnableOrganizationsRootSessions")
def enable_feature(call: Call) -> Answer:
    found = _ready(call)
    with organization.one_change(call, found, BUSY):
        found.root_features.add(_feature(call))
        return _described(found)


@overlay("iam", "DisableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootSessions")
def disable_feature(call: Call) -> Answer:
    found = _ready(call)
    with organization.one_change(call, found, BUSY):
        found.root_features.discard(_feature(call))
        return _described(found)


@overlay("iam", "ListOrganizationsFeatures")
def list_features(call: Call) -> Answer:
    return _described(_ready(call))


@overlay("iam", "GetLoginProfile")
def get_login_profile(call: Call) -> Answer:
    name = _owner(call)
    if name is None:
        if not root.of(call.account).has_password:
            raise _no_password(call.account)
        return {"LoginProfile": {"UserName": call.account, "CreateDate": root.of(call.account).created}}
    with refusing():
        return {"LoginProfile": _profile(iam(call).get_login_profile(name))}


@overlay("iam", "CreateLoginProfile")
def create_login_profile(call: Call) -> Answer:
    """For root: its password can be recovered by e-mail again."""
    name = _owner(call)
    if name is None:
        if root.of(call.account).has_password:
            raise AwsError("EntityAlreadyExists", f"Login Profile for User {call.account} already exists.")
        root.of(call.account).has_password = True
        return {"LoginProfile": {"UserName": call.account, "CreateDate": root.of(call.account).created}}
    if not call.parameters.get("Password"):
        raise AwsError("ValidationError", "Value at 'password' failed to satisfy constraint: Member must not be null")
    with refusing():
        user = iam(call).create_login_profile(name, call.parameters["Password"])
    user.password_reset_required = bool(call.parameters.get("PasswordResetRequired"))
    return {"LoginProfile": _profile(user)}


@overlay("iam", "DeleteLoginProfile")
def delete_login_profile(call: Call) -> Answer:
    name = _owner(call)
    if name is None:
        if not root.of(call.account).has_password:
            raise _no_password(call.account)
        root.of(call.account).has_password = False
        return {}
    with refusing():
        iam(call).delete_login_profile(name)
    return {}


@overlay("iam", "DeactivateMFADevice")
def deactivate_device(call: Call) -> Answer:
    name, wanted = own_name(call), call.parameters["SerialNumber"]
    if name is not None:
        with refusing():
            iam(call).deactivate_mfa_device(name, wanted)
        return {}
    for device in root.of(call.account).mfa:
        if serial_of(call, device) == wanted:
            root.of(call.account).deactivate(device)
            return {}
    raise AwsError("NoSuchEntity", f"MFA Device {wanted} is not there.")


@overlay("iam", "DeleteVirtualMFADevice")
def delete_device(call: Call) -> Answer:
    """Deactivated first. What is not root's is a user's, or not there."""
    user, wanted = root.of(call.account), call.parameters["SerialNumber"]
    if any(serial_of(call, device) == wanted for device in user.virtual_mfa):
        raise AwsError("DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.")
    for device in user.unassigned:
        if serial_of(call, device) == wanted:
            user.unassigned.remove(device)
            return {}
    with refusing():
        iam(call).delete_virtual_mfa_device(wanted)
    return {}


@overlay("iam", "ListSigningCertificates")
def list_certificates(call: Call) -> Answer:
    name = own_name(call)
    if name is None:
        shown = [_root_certificate(call, held) for held in root.of(call.account).signing_certificates]
        return {"Certificates": shown, "IsTruncated": False}
    with refusing():
        certificates = iam(call).list_signing_certificates(name)
    shown = [
        {
            "UserName": name,
            "CertificateId": each.id,
            "CertificateBody": each.body,
            "Status": each.status,
            "UploadDate": each.upload_date,
        }
        for each in certificates
    ]
    return {"Certificates": shown, "IsTruncated": False}


@overlay("iam", "DeleteSigningCertificate")
def delete_certificate(call: Call) -> Answer:
    name, wanted = own_name(call), call.parameters["CertificateId"]
    if name is not None:
        with refusing():
            iam(call).delete_signing_certificate(name, wanted)
        return {}
    if wanted not in root.of(call.account).signing_certificates:
        raise AwsError("NoSuchEntity", f"The Certificate with id {wanted} cannot be found.")
    root.of(call.account).signing_certificates.remove(wanted)
    return {}


def _owner(call: Call) -> str | None:
    """Whose password it is; None for root's, which only a session of sts:AssumeRoot may ask about."""
    name = own_name(call)
    if name is None and call.root_task is None:
        raise AwsError("ValidationError", "Must specify userName when calling with root credentials")
    return name


def _feature(call: Call) -> str:
    return CREDENTIALS if call.operation.endswith("Management") else SESSIONS


def _ready(call: Call) -> Organization:
    """The organization whose root users the caller manages. Raises AwsError for what is missing first."""
    found = organization.of(call.account, call.partition)
    if found is None:
        raise AwsError("OrganizationNotFoundException", "The caller's account is not in an organization.")
    if not found.has_all_features:
        raise AwsError("OrganizationNotInAllFeaturesModeException", "The organization has not all features enabled.")
    if not found.is_trusted(SERVICE):
        raise AwsError("ServiceAccessNotEnabledException", f"Service access is not enabled for {SERVICE}.")
    if not found.administers(call.account, SERVICE):
        raise AwsError(
            "AccountNotManagementOrDelegatedAdministratorException",
            "The caller's account is neither the management account nor a delegated administrator for IAM.",
        )
    return found


def _described(found: Organization) -> Answer:
    return {"OrganizationId": found.id, "EnabledFeatures": sorted(found.root_features)}


def _profile(user: Any) -> Answer:
    return {
        "UserName": user.name,
        "CreateDate": user.create_date,
        "PasswordResetRequired": bool(user.password_reset_required),
    }


def _no_password(name: str) -> AwsError:
    return AwsError("NoSuchEntity", f"Login Profile for User {name} cannot be found.")


def _root_certificate(call: Call, held: str) -> Answer:
    return {
        "UserName": "",
        "CertificateId": held,
        "CertificateBody": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        "Status": "Active",
        "UploadDate": root.of(call.account).created,
    }
