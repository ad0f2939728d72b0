"""Firewall Manager: who administers it for an organization.

Set from the management account, in one Region alone; it lets the service into the organization and registers the
account. Given up by the administrator itself.
API reference: https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AssociateAdminAccount.html,
API_GetAdminAccount, API_DisassociateAdminAccount. There are no policies here.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from .. import organization
from ..organization import Organization
from ..registry import Answer, AwsError, Call, overlay

SERVICE = "fms.amazonaws.com"
HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
READY_AFTER = 0.3  # seconds; on AWS up to a day


@overlay("fms", "AssociateAdminAccount")
def associate(call: Call) -> Answer:
    found, account = _organization(call), call.parameters["AdminAccount"]
    if call.account != found.management or call.region != HOME.get(call.partition):
        raise AwsError("InvalidOperationException", "Only the management account can do this, in its home Region.")
    if account not in found.members:
        raise AwsError("InvalidInputException", f"The account {account} is not in the organization.")
    kept = _kept(call, found)
    if kept.get("account") not in (None, account):
        raise AwsError("InvalidOperationException", "The organization has another administrator of Firewall Manager.")
    found.trusted.setdefault(SERVICE, datetime.now(UTC))
    found.delegated.setdefault(SERVICE, {})[account] = datetime.now(UTC)
    kept.update(account=account, ready=time.monotonic() + READY_AFTER)
    return {}


@overlay("fms", "GetAdminAccount")
def get(call: Call) -> Answer:
    kept = _kept(call, _organization(call))
    if "account" not in kept:
        raise AwsError("ResourceNotFoundException", "There is no administrator of Firewall Manager.")
    status = "READY" if kept["ready"] <= time.monotonic() else "CREATING"
    return {"AdminAccount": kept["account"], "RoleStatus": status}


@overlay("fms", "DisassociateAdminAccount")
def disassociate(call: Call) -> Answer:
    found = _organization(call)
    kept = _kept(call, found)
    if kept.get("account") != call.account:
        raise AwsError("InvalidOperationException", "Only the administrator itself can do this.")
    found.delegated.get(SERVICE, {}).pop(call.account, None)
    kept.clear()
    return {}


def _organization(call: Call) -> Organization:
    found = organization.of(call.account, call.partition)
    if found is None:
        raise AwsError("InvalidOperationException", "The account is in no organization.")
    return found


def _kept(call: Call, found: Organization) -> dict[str, Any]:
    return call.kept("fms", found.management, HOME.get(call.partition, ""))
