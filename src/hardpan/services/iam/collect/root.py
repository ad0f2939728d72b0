"""What can be known of root without being root."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from ..facts import AccountSummary, RootCredentials, RootUse, RootVirtualMfa

# A report takes seconds, in a large account longer. One that is younger than four hours is handed out again.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
_REPORT_SECONDS = 30
# AWS's policy for sessions of a member's root user that look at its credentials and change nothing.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMAuditRootUserCredentials.html
_LOOKING = "IAMAuditRootUserCredentials"
_PRESENT = (
    "AccountPasswordPresent",
    "AccountAccessKeysPresent",
    "AccountSigningCertificatesPresent",
    "AccountMFAEnabled",
)


@collector(AccountSummary, per="account", reads=["iam:GetAccountSummary"])
def account_summary(here: Place) -> Reading[AccountSummary]:
    """Root's part of the summary. Where it does not tell of a password, there is one."""
    summary = (yield Read("iam", "GetAccountSummary"))["SummaryMap"]
    return [
        AccountSummary(
            place=here,
            root_has_password=lift(bool, summary.get("AccountPasswordPresent", 1)),
            root_has_mfa=lift(bool, summary["AccountMFAEnabled"]),
            root_has_access_keys=lift(bool, summary["AccountAccessKeysPresent"]),
            root_has_certificates=lift(bool, summary.get("AccountSigningCertificatesPresent", 0)),
        )
    ]


@collector(RootVirtualMfa, per="account", reads=["iam:ListVirtualMFADevices"])
def root_virtual_mfa(here: Place) -> Reading[RootVirtualMfa]:
    """Virtual devices are listed with whoever uses them, root included."""
    answer = yield Read("iam", "ListVirtualMFADevices", AssignmentStatus="Assigned")
    return [RootVirtualMfa(place=here, serials=lift(_of_root, answer["VirtualMFADevices"]))]


@collector(RootUse, per="account", reads=["iam:GenerateCredentialReport", "iam:GetCredentialReport"])
def root_use(here: Place) -> Reading[RootUse]:
    """The report's row of root, which tells what no other call does."""
    yield Read("iam", "GenerateCredentialReport").until("State", "COMPLETE", seconds=_REPORT_SECONDS)
    row = lift(_root_row, (yield Read("iam", "GetCredentialReport"))["Content"])
    return [
        RootUse(
            place=here,
            password_last_used=lift(_moment, row["password_last_used"]),
            keys_last_used=lift(_keys_last_used, row),
        )
    ]


@collector(
    RootCredentials,
    per="account",
    reads=[
        "iam:GetAccountSummary",
        "organizations:DescribeOrganization",
        "iam:GetLoginProfile",
        "iam:ListAccessKeys",
        "iam:ListSigningCertificates",
        "iam:ListMFADevices",
    ],
)
def root_credentials(here: Place) -> Reading[RootCredentials]:
    """Of a member whose summary tells of any: of the others no session of the root user is begun."""
    told = yield Read("organizations", "DescribeOrganization").or_none("AWSOrganizationsNotInUseException")
    if told is None or told["Organization"]["MasterAccountId"] == here.account:
        return []
    summary = (yield Read("iam", "GetAccountSummary"))["SummaryMap"]
    if not any(summary.get(name, name == "AccountPasswordPresent") for name in _PRESENT):
        return []
    login, keys, certificates, devices = yield [
        Read("iam", "GetLoginProfile").or_none("NoSuchEntity").as_root(_LOOKING),
        Read("iam", "ListAccessKeys").as_root(_LOOKING),
        Read("iam", "ListSigningCertificates").as_root(_LOOKING),
        Read("iam", "ListMFADevices").as_root(_LOOKING),
    ]
    return [
        RootCredentials(
            place=here,
            has_password=lift(lambda found: found is not None, login),
            access_keys=lift(_each, keys["AccessKeyMetadata"], "AccessKeyId"),
            certificates=lift(_each, certificates["Certificates"], "CertificateId"),
            mfa_devices=lift(_each, devices["MFADevices"], "SerialNumber"),
        )
    ]


def _each(listed: list[dict[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(sorted(one[name] for one in listed))


def _of_root(devices: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(
        sorted(device["SerialNumber"] for device in devices if device.get("User", {}).get("Arn", "").endswith(":root"))
    )


def _root_row(content: bytes) -> dict[str, str]:
    (row,) = [row for row in csv.DictReader(io.StringIO(content.decode())) if row["user"] == "<root_account>"]
    return row


def _keys_last_used(row: dict[str, str]) -> tuple[datetime, ...]:
    used = [_moment(row[f"access_key_{number}_last_used_date"]) for number in (1, 2)]
    return tuple(moment for moment in used if moment is not None)


def _moment(text: str) -> datetime | None:
    """A moment; None for "N/A", "no_information" and the like."""
    return datetime.fromisoformat(text) if text[:1].isdigit() else None
