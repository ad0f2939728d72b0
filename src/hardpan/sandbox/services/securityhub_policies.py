"""Security Hub CSPM's configuration policies: what is on in the accounts of an organization, in all linked Regions.

API reference: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateConfigurationPolicy.html,
API_StartConfigurationPolicyAssociation and their like. How they are inherited:
https://docs.aws.amazon.com/securityhub/latest/userguide/configuration-policies-overview.html
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from .. import background
from ..organization import Organization
from ..registry import Answer, AwsError, Call, overlay
from .paging import page
from .regional_administration import REACHES_AFTER, SECURITY_HUB, Administration, may_join, organization_of
from .securityhub import STANDARDS, disable, enable, hub, keep_only, need_hub
from .securityhub_central import SELF_MANAGED, Association, central, over, regions_of

_NAME = re.compile(r"[A-Za-z0-9\-.!*/]+")
_TARGETS = ("AccountId", "OrganizationalUnitId", "RootId")


@overlay("securityhub", "CreateConfigurationPolicy")
def create_policy(call: Call) -> Answer:
    kept: dict[str, Any] = _home(call).settings["policies"]
    _refuse_name(kept, call.parameters["Name"])
    name, now = str(uuid.uuid4()), datetime.now(UTC)
    kept[name] = {
        "Arn": call.arn(f"configuration-policy/{name}"),
        "Id": name,
        "Name": call.parameters["Name"],
        "Description": call.parameters.get("Description", ""),
        "CreatedAt": now,
        "UpdatedAt": now,
        "ConfigurationPolicy": _checked(call.parameters["ConfigurationPolicy"]),
    }
    return dict(kept[name])


@overlay("securityhub", "ListConfigurationPolicies")
def list_policies(call: Call) -> Answer:
    fields = ("Arn", "Id", "Name", "Description", "UpdatedAt")
    shown = [
        {field: policy[field] for field in fields} | {"ServiceEnabled": _wanted(policy)["ServiceEnabled"]}
        for policy in _home(call).settings["policies"].values()
    ]
    found, more = page(shown, call.parameters)
    return {"ConfigurationPolicySummaries": found, **more}


@overlay("securityhub", "GetConfigurationPolicy")
def get_policy(call: Call) -> Answer:
    return dict(_policy(_home(call), call.parameters["Identifier"]))


@overlay("securityhub", "UpdateConfigurationPolicy")
def update_policy(call: Call) -> Answer:
    """What it is associated with is configured anew."""
    here, asked = _home(call), call.parameters
    policy = _policy(here, asked["Identifier"])
    if "Name" in asked:
        _refuse_name(
            {name: each for name, each in here.settings["policies"].items() if each is not policy}, asked["Name"]
        )
    if "ConfigurationPolicy" in asked:
        policy["ConfigurationPolicy"] = _checked(asked["ConfigurationPolicy"])
    policy.update(
        {field: asked[field] for field in ("Name", "Description") if field in asked}, UpdatedAt=datetime.now(UTC)
    )
    for association in here.settings["associations"].values():
        if association.policy == policy["Id"]:
            association.settles_at = time.monotonic() + REACHES_AFTER
    background.later(REACHES_AFTER, partial(_apply, call))
    return dict(policy)


@overlay("securityhub", "DeleteConfigurationPolicy")
def delete_policy(call: Call) -> Answer:
    here = _home(call)
    policy = _policy(here, call.parameters["Identifier"])
    if any(association.policy == policy["Id"] for association in here.settings["associations"].values()):
        raise AwsError("ResourceConflictException", "The configuration policy is associated with a target")
    del here.settings["policies"][policy["Id"]]
    return {}


@overlay("securityhub", "StartConfigurationPolicyAssociation")
def associate(call: Call) -> Answer:
    here, asked = _home(call), call.parameters["ConfigurationPolicyIdentifier"]
    policy = SELF_MANAGED if asked == SELF_MANAGED else _policy(here, asked)["Id"]
    node = _target(call)
    here.settings["associations"][node] = Association(policy, time.monotonic() + REACHES_AFTER)
    background.later(REACHES_AFTER, partial(_apply, call))
    return _describe(call, here, node)


@overlay("securityhub", "StartConfigurationPolicyDisassociation")
def disassociate(call: Call) -> Answer:
    """The target is configured by the nearest association above it; without one it keeps what it has."""
    here, asked = _home(call), call.parameters["ConfigurationPolicyIdentifier"]
    policy = SELF_MANAGED if asked == SELF_MANAGED else _policy(here, asked)["Id"]
    node = _target(call)
    if node not in here.settings["associations"] or here.settings["associations"][node].policy != policy:
        raise AwsError("ResourceNotFoundException", "The configuration is not associated with the target")
    del here.settings["associations"][node]
    background.later(REACHES_AFTER, partial(_apply, call))
    return {}


@overlay("securityhub", "GetConfigurationPolicyAssociation")
def get_association(call: Call) -> Answer:
    here, node = _home(call), _target(call)
    if over(organization_of(call), here, node) is None:
        raise AwsError("ResourceNotFoundException", "The target is associated with no configuration")
    return _describe(call, here, node)


@overlay("securityhub", "ListConfigurationPolicyAssociations")
def list_associations(call: Call) -> Answer:
    here, found = _home(call), organization_of(call)
    wanted = dict(call.parameters.get("Filters") or {})
    if "ConfigurationPolicyId" in wanted and wanted["ConfigurationPolicyId"] != SELF_MANAGED:
        wanted["ConfigurationPolicyId"] = _policy(here, wanted["ConfigurationPolicyId"])["Id"]
    told = [_describe(call, here, node) for node in found.nodes() if over(found, here, node)]
    met = [each for each in told if all(each[field] == value for field, value in wanted.items())]
    shown, more = page(met, call.parameters)
    return {"ConfigurationPolicyAssociationSummaries": shown, **more}


def apply_to(call: Call, where: tuple[str, Administration]) -> None:
    """Configure the call's account as it inherits, in every Region where it is a member or can be."""
    found, (home, here) = organization_of(call), where
    held = over(found, here, call.account)
    if held is None or held[1].policy == SELF_MANAGED or _is_left_alone(call, home):
        return
    wanted = _wanted(here.settings["policies"][held[1].policy])
    for region in regions_of(call, home, here):
        there = call.elsewhere(call.account, region, "securityhub")
        if call.account == here.administrator or may_join(found, here, call.account, region):
            _configure(there, found, wanted)


def _apply(call: Call) -> None:
    where = central(call)
    if where:
        for account in list(organization_of(call).members):
            apply_to(call.elsewhere(account), where)


def _configure(there: Call, found: Organization, wanted: Mapping[str, Any]) -> None:
    administration = SECURITY_HUB.everywhere(there, found).get(there.region)
    administers = administration is not None and administration.administrator == there.account
    if wanted["ServiceEnabled"]:
        if not hub(there):
            enable(there, [])
        keep_only(there, [_end(arn) for arn in wanted.get("EnabledStandardIdentifiers") or []])
        if administration and not administers and not administration.has(there.account):
            administration.admit(there.account)
    elif not administers:  # whose hub cannot be disabled
        disable(there)


def _is_left_alone(call: Call, home: str) -> bool:
    """The management account turns the service on itself before anybody can configure it."""
    return call.account == organization_of(call).management and not hub(
        call.elsewhere(call.account, home, "securityhub")
    )


def _home(call: Call) -> Administration:
    """The central configuration that the caller administers from this Region. Raises AwsError."""
    need_hub(call)
    where = central(call)
    is_theirs = where is not None and (where[0], where[1].administrator) == (call.region, call.account)
    if where is None or not is_theirs or time.monotonic() < where[1].settings["settles_at"]:
        raise AwsError(
            "AccessDeniedException",
            "Must be a Security Hub delegated administrator with Central Configuration enabled",
        )
    return where[1]


def _policy(here: Administration, identifier: str) -> dict[str, Any]:
    for policy in here.settings["policies"].values():
        if identifier in (policy["Id"], policy["Arn"]):
            found: dict[str, Any] = policy
            return found
    raise AwsError("ResourceNotFoundException", f"There is no configuration policy {identifier}")


def _wanted(policy: Mapping[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = policy["ConfigurationPolicy"]["SecurityHub"]
    return wanted


def _checked(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A policy's content, as far as it makes sense."""
    wanted = given.get("SecurityHub") or {}
    standards, controls = (
        wanted.get("EnabledStandardIdentifiers") or [],
        wanted.get("SecurityControlsConfiguration") or {},
    )
    if "ServiceEnabled" not in wanted:
        raise AwsError("InvalidInputException", "ServiceEnabled is missing")
    if not wanted["ServiceEnabled"] and (standards or controls):
        raise AwsError("InvalidInputException", "Where the service is disabled there are no standards and controls")
    if wanted["ServiceEnabled"] and not controls:
        raise AwsError("InvalidInputException", "SecurityControlsConfiguration is missing")
    if {"EnabledSecurityControlIdentifiers", "DisabledSecurityControlIdentifiers"} <= set(controls):
        raise AwsError(
            "InvalidInputException", "Name the controls that are enabled or those that are disabled, not both"
        )
    if unknown := [arn for arn in standards if _end(arn) not in STANDARDS]:
        raise AwsError("InvalidInputException", f"There is no standard {unknown[0]}")
    return given


def _end(arn: str) -> str:
    """A standard by the end of its ARN, which is the same in every Region."""
    return arn.partition("/")[2]


def _refuse_name(kept: Mapping[str, Any], name: str) -> None:
    if not _NAME.fullmatch(name):
        raise AwsError("InvalidInputException", f"{name!r} is no name for a configuration policy")
    if any(policy["Name"] == name for policy in kept.values()):
        raise AwsError("ResourceConflictException", f"A configuration policy is already named {name}")


def _target(call: Call) -> str:
    """The id of the account, OU or root that is named. Raises AwsError."""
    named = [call.parameters["Target"][kind] for kind in _TARGETS if kind in call.parameters["Target"]]
    if len(named) != 1 or named[0] not in set(organization_of(call).nodes()):
        raise AwsError("InvalidInputException", "Name one target that is in the organization")
    node: str = named[0]
    return node


def _describe(call: Call, here: Administration, node: str) -> Answer:
    found = organization_of(call)
    held = over(found, here, node)
    assert held is not None
    status, why = _status(call, node, held[1])
    return {
        "ConfigurationPolicyId": held[1].policy,
        "TargetId": node,
        "TargetType": "ROOT" if node == found.root else "ORGANIZATIONAL_UNIT" if node in found.units else "ACCOUNT",
        "AssociationType": "APPLIED" if held[0] == node else "INHERITED",
        "UpdatedAt": held[1].updated,
        "AssociationStatus": status,
        **({"AssociationStatusMessage": why} if why else {}),
    }


def _status(call: Call, node: str, association: Association) -> tuple[str, str]:
    if time.monotonic() < association.settles_at:
        return "PENDING", ""
    managed = association.policy != SELF_MANAGED and node in organization_of(call).members
    if managed and _is_left_alone(call.elsewhere(node), call.region):
        return "FAILED", "Security Hub is not enabled in the management account"
    return "SUCCESS", ""
