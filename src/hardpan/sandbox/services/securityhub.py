"""Security Hub CSPM in one account and Region: the hub, and the standards it checks.

API reference: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableSecurityHub.html, API_DescribeHub,
API_DisableSecurityHub, API_UpdateSecurityHubConfiguration, API_DescribeStandards, API_GetEnabledStandards,
API_BatchEnableStandards, API_BatchDisableStandards. Findings are the emulator's.
Standards: https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..registry import Answer, AwsError, Call, overlay
from .config_recorder import is_recording
from .paging import page
from .regional_administration import SECURITY_HUB
from .securityhub_central import refuse_managed

# Seconds that a standard is PENDING for, and DELETING; on AWS minutes.
SETTLES_AFTER = 0.3

_CIS_1_2 = "cis-aws-foundations-benchmark/v/1.2.0"
STANDARDS = {  # as the end of an ARN: the name, and whether EnableSecurityHub enables it
    _CIS_1_2: ("CIS AWS Foundations Benchmark v1.2.0", True),
    "aws-foundational-security-best-practices/v/1.0.0": ("AWS Foundational Security Best Practices v1.0.0", True),
    "cis-aws-foundations-benchmark/v/1.4.0": ("CIS AWS Foundations Benchmark v1.4.0", False),
    "cis-aws-foundations-benchmark/v/3.0.0": ("CIS AWS Foundations Benchmark v3.0.0", False),
    "cis-aws-foundations-benchmark/v/5.0.0": ("CIS AWS Foundations Benchmark v5.0.0", False),
    "nist-800-53/v/5.0.0": ("NIST Special Publication 800-53 Revision 5", False),
    "nist-800-171/v/2.0.0": ("NIST Special Publication 800-171 Revision 2", False),
    "pci-dss/v/3.2.1": ("PCI DSS v3.2.1", False),
    "pci-dss/v/4.0.1": ("PCI DSS v4.0.1", False),
    "aws-resource-tagging-standard/v/1.0.0": ("AWS Resource Tagging Standard v1.0.0", False),
}
BY_DEFAULT = [standard for standard, (_, by_default) in STANDARDS.items() if by_default]


@dataclass
class Subscription:
    """A standard that is enabled, or was until a moment ago."""

    arn: str
    ready_at: float  # monotonic
    gone_at: float | None = None  # monotonic; None while it is enabled

    @property
    def is_gone(self) -> bool:
        return self.gone_at is not None and time.monotonic() >= self.gone_at


@overlay("securityhub", "EnableSecurityHub")
def enable_hub(call: Call) -> Answer:
    refuse_managed(call)
    if hub(call):
        raise AwsError("ResourceConflictException", "Account is already subscribed to AWS Security Hub")
    enable(call, BY_DEFAULT if call.parameters.get("EnableDefaultStandards", True) else [])
    made = hub(call)
    made["Tags"] = dict(call.parameters.get("Tags") or {})
    made["ControlFindingGenerator"] = call.parameters.get("ControlFindingGenerator") or "SECURITY_CONTROL"
    return {}


@overlay("securityhub", "DescribeHub")
def describe_hub(call: Call) -> Answer:
    kept, arn = need_hub(call), call.arn("hub/default")
    if call.parameters.get("HubArn", arn) != arn:
        raise AwsError("ResourceNotFoundException", f"No hub is found with ARN {call.parameters['HubArn']}")
    shown = ("SubscribedAt", "AutoEnableControls", "ControlFindingGenerator")
    return {"HubArn": arn, **{field: kept[field] for field in shown}}


@overlay("securityhub", "UpdateSecurityHubConfiguration")
def update_hub(call: Call) -> Answer:
    refuse_managed(call)
    need_hub(call).update(
        {
            field: call.parameters[field]
            for field in ("AutoEnableControls", "ControlFindingGenerator")
            if field in call.parameters
        }
    )
    return {}


@overlay("securityhub", "DisableSecurityHub")
def disable_hub(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-disable.html"""
    need_hub(call)
    refuse_managed(call)
    if SECURITY_HUB.by(call):
        raise AwsError("InvalidAccessException", f"Account {call.account} is the administrator of its organization")
    if SECURITY_HUB.over(call):
        raise AwsError("InvalidAccessException", f"Account {call.account} must be disassociated from its administrator")
    disable(call)
    return {}


@overlay("securityhub", "DescribeStandards")
def describe_standards(call: Call) -> Answer:
    need_hub(call)
    by = {"Company": "AWS", "Product": "Security Hub"}
    shown = [
        {
            "StandardsArn": arn_of(call, standard),
            "Name": name,
            "Description": name,
            "EnabledByDefault": by_default,
            "StandardsManagedBy": by,
        }
        for standard, (name, by_default) in STANDARDS.items()
    ]
    found, more = page(shown, call.parameters)
    return {"Standards": found, **more}


@overlay("securityhub", "GetEnabledStandards")
def get_enabled_standards(call: Call) -> Answer:
    need_hub(call)
    asked = call.parameters.get("StandardsSubscriptionArns")
    shown = [_describe(call, each) for each in subscriptions(call).values() if not asked or each.arn in asked]
    found, more = page(shown, call.parameters)
    return {"StandardsSubscriptions": found, **more}


@overlay("securityhub", "BatchEnableStandards")
def enable_standards(call: Call) -> Answer:
    need_hub(call)
    refuse_managed(call)
    wanted = [named(call, each["StandardsArn"]) for each in call.parameters["StandardsSubscriptionRequests"]]
    subscribed = subscriptions(call)
    if any(each in subscribed and subscribed[each].gone_at is not None for each in wanted):
        raise AwsError("InvalidInputException", "The standard is being disabled. Try again later.")
    subscribe(call, wanted)
    return {"StandardsSubscriptions": [_describe(call, subscriptions(call)[each]) for each in wanted]}


@overlay("securityhub", "BatchDisableStandards")
def disable_standards(call: Call) -> Answer:
    need_hub(call)
    refuse_managed(call)
    by_arn = {each.arn: each for each in subscriptions(call).values()}
    asked = call.parameters["StandardsSubscriptionArns"]
    if unknown := [arn for arn in asked if arn not in by_arn]:
        raise AwsError("InvalidInputException", f"Account {call.account} has no standards subscription {unknown[0]}")
    for arn in asked:
        _unsubscribe(by_arn[arn])
    return {"StandardsSubscriptions": [_describe(call, by_arn[arn]) for arn in asked]}


def hub(call: Call) -> dict[str, Any]:
    """The hub of an account and Region; empty where there is none."""
    kept: dict[str, Any] = call.state.setdefault("hub", {})
    return kept


def need_hub(call: Call) -> dict[str, Any]:
    kept = hub(call)
    if not kept:
        raise AwsError("InvalidAccessException", f"Account {call.account} is not subscribed to AWS Security Hub")
    return kept


def enable(there: Call, standards: Iterable[str]) -> None:
    """Turn the service on with some standards."""
    hub(there).update(
        SubscribedAt=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        AutoEnableControls=True,
        ControlFindingGenerator="SECURITY_CONTROL",
        Tags={},
    )
    subscribe(there, standards)


def disable(there: Call) -> None:
    """Turn the service off, standards included."""
    hub(there).clear()
    there.state.pop("standards", None)


def subscriptions(call: Call) -> dict[str, Subscription]:
    """By standard, as `pci-dss/v/4.0.1`."""
    kept: dict[str, Subscription] = call.state.setdefault("standards", {})
    for standard in [each for each, subscription in kept.items() if subscription.is_gone]:
        del kept[standard]
    return kept


def subscribe(call: Call, standards: Iterable[str]) -> None:
    """Enable standards; those that are enabled stay as they are."""
    kept = subscriptions(call)
    for standard in standards:
        if standard not in kept or kept[standard].gone_at is not None:
            arn = call.arn(f"subscription/{standard}", service="securityhub")
            kept[standard] = Subscription(arn, time.monotonic() + SETTLES_AFTER)


def keep_only(call: Call, standards: Iterable[str]) -> None:
    """Enable these standards and no others."""
    wanted = list(standards)
    for standard, subscription in subscriptions(call).items():
        if standard not in wanted:
            _unsubscribe(subscription)
    subscribe(call, wanted)


def arn_of(call: Call, standard: str) -> str:
    """The ARN of a standard. The oldest is the same in every Region."""
    if standard == _CIS_1_2:
        return f"arn:{call.partition}:securityhub:::ruleset/{standard}"
    return f"arn:{call.partition}:securityhub:{call.region}::standards/{standard}"


def named(call: Call, arn: str) -> str:
    """The standard that an ARN names. Raises AwsError."""
    for standard in STANDARDS:
        if arn_of(call, standard) == arn:
            return standard
    raise AwsError("InvalidInputException", f"There is no standard {arn}")


def _unsubscribe(subscription: Subscription) -> None:
    if subscription.gone_at is None:
        subscription.gone_at = time.monotonic() + SETTLES_AFTER


def _describe(call: Call, subscription: Subscription) -> Answer:
    """Without a configuration recorder there is nothing to check by."""
    standard = subscription.arn.partition("/")[2]
    told = {
        "StandardsSubscriptionArn": subscription.arn,
        "StandardsArn": arn_of(call, standard),
        "StandardsInput": {},
        "StandardsControlsUpdatable": "READY_FOR_UPDATES",
    }
    if subscription.gone_at is not None:
        return {**told, "StandardsStatus": "DELETING", "StandardsControlsUpdatable": "NOT_READY_FOR_UPDATES"}
    if time.monotonic() < subscription.ready_at:
        return {**told, "StandardsStatus": "PENDING", "StandardsControlsUpdatable": "NOT_READY_FOR_UPDATES"}
    if not is_recording(call.account, call.region):
        reason = {"StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER"}
        return {**told, "StandardsStatus": "INCOMPLETE", "StandardsStatusReason": reason}
    return {**told, "StandardsStatus": "READY"}
