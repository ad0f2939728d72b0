"""The credential report: one row for root and one for each user.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html, with the columns in its order.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

from .. import root
from ..registry import Answer, AwsError, Call, overlay
from .iam_root import iam

NONE, NEVER, NOT_SUPPORTED = "N/A", "no_information", "not_supported"
_KEY = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
COLUMNS = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    *(f"access_key_1_{column}" for column in _KEY),
    *(f"access_key_2_{column}" for column in _KEY),
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
)


@overlay("iam", "GenerateCredentialReport")
def generate(call: Call) -> Answer:
    """The first is under way until asked for again; a later one answers with what there is while that is fresh."""
    if "report-asked" not in call.state:
        call.state["report-asked"] = True
        return {"State": "STARTED", "Description": "No report exists. Starting a new report generation task"}
    made = call.state.get("report")
    if made is None or datetime.now(UTC) - made[0] >= root.of(call.account).report_kept_for:
        call.state["report"] = (datetime.now(UTC), report(call).encode())
    return {"State": "COMPLETE"}


@overlay("iam", "GetCredentialReport")
def get(call: Call) -> Answer:
    if "report-asked" not in call.state:
        raise AwsError("ReportNotPresent", "No report exists. Call GenerateCredentialReport.")
    if "report" not in call.state:
        raise AwsError("ReportInProgress", "The report is being generated.")
    made, content = call.state["report"]
    return {"Content": content, "ReportFormat": "text/csv", "GeneratedTime": made}


def report(call: Call) -> str:
    """The report as it would be made now."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerow(_root_row(call))
    longest = getattr(iam(call).account_password_policy, "max_password_age", 0)
    table.writerows(_user_row(user, longest) for user in iam(call).users.values())
    return written.getvalue()


def _root_row(call: Call) -> list[str]:
    user = root.of(call.account)
    keys = [
        (key.active, key.created, _use(key.last_used, "us-east-1", "iam"))
        for key in sorted(user.access_keys, key=lambda key: key.created)
    ]
    certificates = [(True, user.created) for _ in user.signing_certificates]
    return [
        "<root_account>",
        call.arn("root", service="iam", regional=False),
        _moment(user.created),
        NOT_SUPPORTED,
        _moment(user.password_last_used) if user.password_last_used else NEVER,
        NOT_SUPPORTED,
        NOT_SUPPORTED,
        _flag(bool(user.mfa)),
        *_credentials(keys, certificates),
    ]


def _user_row(user: Any, longest: int | None) -> list[str]:
    keys = [
        (key.status == "Active", key.create_date, _use_of(key))
        for key in sorted(user.access_keys, key=lambda key: key.create_date)
    ]
    certificates = [(each.status == "Active", each.upload_date) for each in user.signing_certificates.values()]
    return [
        user.name,
        user.arn,
        _moment(user.create_date),
        *_password(user, longest),
        _flag(bool(user.mfa_devices)),
        *_credentials(keys, certificates),
    ]


def _password(user: Any, longest: int | None) -> list[str]:
    """Enabled, last used, last changed, next rotation; as if the password was made with the user."""
    if not user.password:
        return ["false", NONE, NONE, NONE]
    rotation = _moment(user.create_date + timedelta(days=longest)) if longest else NONE
    used = _moment(user.password_last_used) if user.password_last_used else NEVER
    return ["true", used, _moment(user.create_date), rotation]


def _credentials(keys: list[tuple[bool, datetime, list[str]]], certificates: list[tuple[bool, datetime]]) -> list[str]:
    """Two keys and two certificates, those there are first."""
    columns: list[str] = []
    for active, created, use in keys[:2]:
        columns += [_flag(active), _moment(created), *use]
    columns += ["false", NONE, NONE, NONE, NONE] * (2 - len(keys[:2]))
    for active, uploaded in certificates[:2]:
        columns += [_flag(active), _moment(uploaded)]
    return columns + ["false", NONE] * (2 - len(certificates[:2]))


def _use_of(key: Any) -> list[str]:
    return _use(key.last_used.timestamp, key.last_used.region, key.last_used.service) if key.last_used else [NONE] * 3


def _use(when: datetime | None, region: str, service: str) -> list[str]:
    return [_moment(when), region, service] if when else [NONE] * 3


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _flag(yes: bool) -> str:
    return "true" if yes else "false"
