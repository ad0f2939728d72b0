"""The quota of accounts in an organization: read and asked for in us-east-1, raised by a person of AWS.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html; API reference:
https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html and
API_RequestServiceQuotaIncrease. Other quotas are the emulator's.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from .. import organization, owner, wire
from ..registry import Answer, AwsError, Call, overlay
from .emulator import backend, refusing

SERVICE, ACCOUNTS, HOME = "organizations", "L-29A0C5DF", "us-east-1"
NAME = "Default maximum number of accounts"


@overlay("service-quotas", "GetServiceQuota")
def get_quota(call: Call) -> Answer:
    if call.parameters["ServiceCode"] != SERVICE:
        with refusing():
            return {
                "Quota": backend(call).get_service_quota(call.parameters["ServiceCode"], call.parameters["QuotaCode"])
            }
    _refuse_elsewhere(call)
    if _is_a_member(call):
        raise _no_such_quota()
    return {"Quota": {**_named(call), "Value": float(owner.of(call.account).account_quota), "Adjustable": True}}


@overlay("service-quotas", "RequestServiceQuotaIncrease")
def request_increase(call: Call) -> Answer:
    """Only asks; see `People.raise_account_quota`."""
    if call.parameters["ServiceCode"] != SERVICE:
        raise wire.unknown(call.service, f"{call.operation} for {call.parameters['ServiceCode']}", call.protocol)
    _refuse_elsewhere(call)
    wanted = call.parameters["DesiredValue"]
    if _is_a_member(call):
        raise AwsError("AccessDeniedException", "Only the management account can ask for more accounts.")
    if wanted <= owner.of(call.account).account_quota:
        raise AwsError("IllegalArgumentException", "The value is not larger than the quota is now.")
    asked = {"Id": secrets.token_hex(16), "Status": "CASE_OPENED", "Created": datetime.now(UTC), "DesiredValue": wanted}
    return {"RequestedQuota": {**_named(call), **asked}}


def _named(call: Call) -> Answer:
    return {
        "ServiceCode": SERVICE,
        "ServiceName": "AWS Organizations",
        "QuotaCode": ACCOUNTS,
        "QuotaName": NAME,
        "QuotaArn": call.arn(f"{SERVICE}/{ACCOUNTS}", service="servicequotas"),
        "Unit": "None",
        "GlobalQuota": True,
    }


def _refuse_elsewhere(call: Call) -> None:
    if call.parameters["QuotaCode"] != ACCOUNTS or call.region != HOME:
        raise _no_such_quota()


def _is_a_member(call: Call) -> bool:
    """Whether the quota is another account's: the management account has it for the whole organization."""
    found = organization.of(call.account, call.partition)
    return found is not None and call.account != found.management


def _no_such_quota() -> AwsError:
    return AwsError("NoSuchResourceException", "The request failed because the specified quota does not exist.")
