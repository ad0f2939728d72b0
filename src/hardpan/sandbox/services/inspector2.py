"""Amazon Inspector: what an account has scanned in a Region, by itself or by its administrator.

API reference: https://docs.aws.amazon.com/inspector/v2/APIReference/API_Enable.html, API_Disable,
API_BatchGetAccountStatus. Accounts that something could not be done for are told of in a good answer, each with a code.
Administrators and members: `inspector2_organization`. Findings and filters are the emulator's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ..registry import Answer, AwsError, Call, overlay
from .regional_administration import INSPECTOR

# Seconds that enabling and disabling take; on AWS minutes.
SETTLES_AFTER = 0.3

TYPES = {  # as they are asked for, and as they are told
    "EC2": "ec2",
    "ECR": "ecr",
    "LAMBDA": "lambda",
    "LAMBDA_CODE": "lambdaCode",
    "CODE_REPOSITORY": "codeRepository",
}

Failure: TypeAlias = tuple[str, str]  # code and message
_NO_ACCESS: Failure = ("ACCESS_DENIED", "Invoking account does not have access to this account")


@dataclass(frozen=True)
class Scan:
    """Whether one type of resource is scanned, or is about to be."""

    on: bool
    settles_at: float  # monotonic

    @property
    def status(self) -> str:
        if time.monotonic() >= self.settles_at:
            return "ENABLED" if self.on else "DISABLED"
        return "ENABLING" if self.on else "DISABLING"


@overlay("inspector2", "Enable")
def enable(call: Call) -> Answer:
    wanted = _types(call)

    def act(there: Call) -> Failure | None:
        if "LAMBDA_CODE" in wanted and "LAMBDA" not in wanted and not is_on(there, "LAMBDA"):
            raise AwsError("ValidationException", "LAMBDA_CODE is scanned where LAMBDA is")
        if all(is_on(there, kind) for kind in wanted):
            return "ALREADY_ENABLED", "Amazon Inspector is already enabled for this account"
        turn(there, wanted, on=True)
        return None

    return _each(call, act)


@overlay("inspector2", "Disable")
def disable(call: Call) -> Answer:
    """Without types, all of them; an administrator lets its members go first."""
    wanted = _types(call) or list(TYPES)

    def act(there: Call) -> Failure | None:
        if INSPECTOR.over(there) and there.account == call.account:
            return _NO_ACCESS  # a member leaves this to its administrator
        here, left = INSPECTOR.by(there), [kind for kind in TYPES if is_on(there, kind) and kind not in wanted]
        if here and not left and any(here.has(account) for account in here.members):
            return "DISASSOCIATE_ALL_MEMBERS", "Disassociate all members before disabling Amazon Inspector"
        if "LAMBDA_CODE" in left and "LAMBDA" in wanted:
            return "RESOURCE_SCAN_NOT_DISABLED", "Disable LAMBDA_CODE first"
        turn(there, [kind for kind in wanted if is_on(there, kind)], on=False)
        return None

    return _each(call, act)


@overlay("inspector2", "BatchGetAccountStatus")
def get_status(call: Call) -> Answer:
    asked = _asked_for(call)
    return {
        "accounts": [_detailed(call.elsewhere(account)) for account in asked if _may_act_for(call, account)],
        "failedAccounts": [_failure(account, _NO_ACCESS) for account in asked if not _may_act_for(call, account)],
    }


def is_on(call: Call, kind: str) -> bool:
    """Whether a type of resource is scanned, or is about to be."""
    scan: Scan | None = call.state.get("scans", {}).get(kind)
    return scan is not None and scan.on


def is_enabled(call: Call) -> bool:
    """Whether anything is scanned."""
    return any(is_on(call, kind) for kind in TYPES)


def turn(there: Call, kinds: Iterable[str], *, on: bool) -> None:
    """Begin to scan types of resources, or to leave them alone; what is so already stays."""
    scans: dict[str, Scan] = there.state.setdefault("scans", {})
    scans.update({kind: Scan(on, time.monotonic() + SETTLES_AFTER) for kind in kinds if is_on(there, kind) != on})


def _each(call: Call, act: Callable[[Call], Failure | None]) -> Answer:
    """Do something for each account that is named; what it could not be done for is told."""
    done, failed = [], []
    for account in _asked_for(call):
        there = call.elsewhere(account)
        if not _may_act_for(call, account):
            failed.append(_failure(account, _NO_ACCESS))
        elif why := act(there):
            failed.append({**_told(there), **_failure(account, why)})
        else:
            done.append(_told(there))
    return {"accounts": done, "failedAccounts": failed}


def _asked_for(call: Call) -> list[str]:
    accounts: list[str] = call.parameters.get("accountIds") or [call.account]
    return accounts


def _failure(account: str, why: Failure) -> Answer:
    return {"accountId": account, "errorCode": why[0], "errorMessage": why[1]}


def _may_act_for(call: Call, account: str) -> bool:
    here = INSPECTOR.by(call)
    return account == call.account or (here is not None and here.has(account) and is_enabled(call))


def _types(call: Call) -> list[str]:
    asked: list[str] = call.parameters.get("resourceTypes") or []
    if unknown := [kind for kind in asked if kind not in TYPES]:
        raise AwsError("ValidationException", f"{unknown[0]} is no type of resource that is scanned")
    return asked


def _statuses(call: Call) -> dict[str, str]:
    scans: dict[str, Scan] = call.state.get("scans", {})
    return {told: scans[kind].status if kind in scans else "DISABLED" for kind, told in TYPES.items()}


def _overall(statuses: Iterable[str]) -> str:
    found = set(statuses)
    return next((each for each in ("ENABLED", "ENABLING", "DISABLING") if each in found), "DISABLED")


def _told(call: Call) -> Answer:
    statuses = _statuses(call)
    return {"accountId": call.account, "status": _overall(statuses.values()), "resourceStatus": statuses}


def _detailed(call: Call) -> Answer:
    statuses = _statuses(call)
    return {
        "accountId": call.account,
        "state": {"status": _overall(statuses.values())},
        "resourceState": {kind: {"status": status} for kind, status in statuses.items()},
    }
