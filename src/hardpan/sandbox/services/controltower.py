"""AWS Control Tower: what its API tells of a landing zone, and what people do with it in its console.

API reference: https://docs.aws.amazon.com/controltower/latest/APIReference/API_ListLandingZones.html,
API_GetLandingZone, API_ListBaselines, API_ListEnabledBaselines, API_ListEnabledControls. No operation that changes
anything is offered: a landing zone is there because a scenario has one. What its stack sets put into accounts is the
scenario's to build, so that enrolling one here is what Control Tower takes down about it, and no more.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from moto.backends import get_backend

from .. import organization
from ..organization import Organization, Policy
from ..organization.arrival import make_entrance
from ..organization.landing_zone import BASELINES, LATEST, OF_UNITS, EnabledBaseline, LandingZone
from ..registry import Answer, AwsError, Call, overlay
from . import paging

ROLE = "AWSControlTowerExecution"


@overlay("controltower", "ListLandingZones")
def list_landing_zones(call: Call) -> Answer:
    """The organization's one, where its home is; elsewhere there is none."""
    found = _managed(call)
    zone = found.landing_zone
    here = [{"arn": _arn(call, zone)}] if zone and zone.region == call.region else []
    return {"landingZones": here}


@overlay("controltower", "GetLandingZone")
def get_landing_zone(call: Call) -> Answer:
    found, zone = _governed(call)
    if call.parameters["landingZoneIdentifier"] not in (zone.id, _arn(call, zone)):
        raise _missing(f"landing zone {call.parameters['landingZoneIdentifier']}")
    return {
        "landingZone": {
            "arn": _arn(call, zone),
            "version": zone.version,
            "latestAvailableVersion": LATEST,
            "status": "ACTIVE",
            "driftStatus": {"status": "DRIFTED" if zone.drift(found) else "IN_SYNC"},
            "manifest": zone.manifest,
            "remediationTypes": ["INHERITANCE_DRIFT"] if zone.enrols_by_itself else [],
        }
    }


@overlay("controltower", "ListBaselines")
def list_baselines(call: Call) -> Answer:
    """Those that there are, whether anybody uses them or not."""
    listed = [{"arn": _baseline(call, name), "name": name, "description": name} for name in BASELINES]
    return _page(call, "baselines", listed)


@overlay("controltower", "ListEnabledBaselines")
def list_enabled_baselines(call: Call) -> Answer:
    """Those of accounts that their unit brings are children, and told only where they are asked for."""
    found, zone = _governed(call)
    asked = call.parameters.get("filter", {})
    _refuse_filters(call, _FILTERS)
    children = call.parameters.get("includeChildren", False)
    listed = [
        told
        for one in zone.baselines
        if one.parent is None or children
        if _fits(told := _enabled_baseline(call, found, one), asked)
    ]
    return _page(call, "enabledBaselines", listed)


_FILTERS = {
    "targetIdentifiers": "targetIdentifier",
    "baselineIdentifiers": "baselineIdentifier",
    "parentIdentifiers": "parentIdentifier",
}


def _fits(told: Answer, asked: Answer) -> bool:
    return all(told.get(_FILTERS[name]) in wanted for name, wanted in asked.items())


def _refuse_filters(call: Call, known: Collection[str]) -> None:
    """An answer that ignores a filter would be wrong without a word."""
    if unknown := sorted(call.parameters.get("filter", {}).keys() - set(known)):
        raise AwsError("ValidationException", f"The sandbox does not filter by {unknown[0]}.")


def _enabled_baseline(call: Call, found: Organization, one: EnabledBaseline) -> Answer:
    return {
        "arn": call.arn(f"enabledbaseline/{one.id}"),
        "baselineIdentifier": _baseline(call, one.name),
        "baselineVersion": one.version,
        "targetIdentifier": found.arn_of(one.target),
        "statusSummary": {"status": one.status},
        **({"parentIdentifier": call.arn(f"enabledbaseline/{one.parent}")} if one.parent else {}),
    }


@overlay("controltower", "ListEnabledControls")
def list_enabled_controls(call: Call) -> Answer:
    """Of one unit, or of all. Where a policy has drifted so have all controls: which are in it nobody keeps here."""
    _refuse_filters(call, ())
    found, zone = _governed(call)
    target = call.parameters.get("targetIdentifier")
    drifted = any(zone.changed(found))
    listed = [
        {
            "arn": call.arn(f"enabledcontrol/{one.id}"),
            "controlIdentifier": f"arn:{call.partition}:controltower:{zone.region}::control/{one.name}",
            "targetIdentifier": found.arn_of(one.target),
            "statusSummary": {"status": "SUCCEEDED"},
            "driftStatusSummary": {"driftStatus": "DRIFTED" if drifted else "IN_SYNC"},
        }
        for one in zone.controls
        if target in (None, found.arn_of(one.target))
    ]
    return _page(call, "enabledControls", listed)


def enroll(account: str, partition: str = "aws") -> None:
    """A person enrols an account in the console. Raises LookupError, saying why, where Control Tower refuses.

    https://docs.aws.amazon.com/controltower/latest/userguide/enrollment-prerequisites.html
    """
    found = organization.of(account, partition)
    if found is None or found.landing_zone is None:
        raise LookupError(f"no landing zone governs the organization of {account}")
    zone, unit = found.landing_zone, found.members[account].parent
    registered = zone.enabled(unit)
    if registered is None:
        raise LookupError(f"{account} is in {unit}, which is not registered")
    if not _can_be_entered(account, partition):
        raise LookupError(f"{account} has no role {ROLE}")
    if strange := _recorders(account):
        raise LookupError(f"{account} has a configuration recorder: {strange[0]}")
    zone.baselines = [one for one in zone.baselines if one.target != account]
    zone.baselines.append(EnabledBaseline(registered.name, account, registered.version, registered.id))
    zone.placed[account] = unit


def register(unit: str, account: str, partition: str = "aws") -> None:
    """A person registers a unit, or does so again: every account in it is enrolled, and given the role for that.

    https://docs.aws.amazon.com/controltower/latest/userguide/register-ou.html
    """
    found = organization.of(account, partition)
    if found is None or found.landing_zone is None or unit not in found.units:
        raise LookupError(f"no landing zone governs {unit}")
    zone = found.landing_zone
    if zone.enabled(unit) is None:
        zone.baselines.append(EnabledBaseline("AWSControlTowerBaseline", unit, OF_UNITS[zone.version]))
    for member in found.accounts_in(unit):
        if member.state == "ACTIVE" and zone.enabled(member.id) is None:
            if not _can_be_entered(member.id, partition):
                make_entrance(found, member.id, ROLE)
            enroll(member.id, partition)


def _can_be_entered(account: str, partition: str) -> bool:
    return any(role.name == ROLE for role in get_backend("iam")[account][partition].get_roles())


def reset(account: str, partition: str = "aws") -> None:
    """A person resets the landing zone, which also brings it up to date: its policies are what they were."""
    found = organization.of(account, partition)
    if found is None or found.landing_zone is None:
        raise LookupError(f"{account} has no landing zone")
    zone = found.landing_zone
    for policy, made in zone.made.items():
        kind = "SERVICE_CONTROL_POLICY"
        found.policies.setdefault(
            policy, Policy(policy, kind, made.name, made.name, made.content)
        ).content = made.content
        for node, attached in found.attachments.items():
            found.attachments[node] = [one for one in attached if one != policy]
        for node in made.targets:
            found.attachments.setdefault(node, []).append(policy)
    for account_moved in zone.moved(found):
        found.members[account_moved].parent = zone.placed[account_moved]
    zone.version = LATEST


def _recorders(account: str) -> list[str]:
    """Those that somebody else made: Control Tower deploys its own, and does not take over others."""
    regions: Any = get_backend("config")[account]
    names = [name for backend in list(regions.values()) for name in backend.recorders]
    return [name for name in names if not name.startswith("aws-controltower-")]


def _managed(call: Call) -> Organization:
    found = organization.of(call.account, call.partition)
    if found is None or found.management != call.account:
        raise AwsError(
            "AccessDeniedException", "AWS Control Tower is used from the management account of an organization."
        )
    return found


def _governed(call: Call) -> tuple[Organization, LandingZone]:
    found = _managed(call)
    zone = found.landing_zone
    if zone is None or zone.region != call.region:
        raise _missing("landing zone")
    return found, zone


def _missing(what: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"AWS Control Tower cannot find this: {what}.")


def _arn(call: Call, zone: LandingZone) -> str:
    return f"arn:{call.partition}:controltower:{zone.region}:{call.account}:landingzone/{zone.id}"


def _baseline(call: Call, name: str) -> str:
    return f"arn:{call.partition}:controltower:{call.region}::baseline/{BASELINES[name]}"


def _page(call: Call, member: str, listed: list[Answer]) -> Answer:
    asked = dict(call.parameters) | ({"maxResults": call.page_size} if call.page_size else {})
    items, rest = paging.page(listed, asked, size="maxResults", token="nextToken")  # noqa: S106
    return {member: items, **rest}
