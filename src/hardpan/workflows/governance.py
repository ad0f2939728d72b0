"""What governs an organization already: its policies, Control Tower, Regions that are closed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from hardpan.config.checks import region_of
from hardpan.config.init import Remarks
from hardpan.model import Why
from hardpan.services.controltower.facts import POLICIES as _CONTROL_TOWER
from hardpan.services.controltower.facts import ROLE as CONTROL_TOWER_ROLE
from hardpan.services.controltower.facts import SERVICE as _SERVICE
from hardpan.services.controltower.facts import TRAIL as CONTROL_TOWER_TRAIL
from hardpan.services.controltower.facts import LandingZone
from hardpan.services.organizations.facts import OrganizationPolicy
from hardpan.services.organizations.wanted import PREFIX
from hardpan.workflows.adopt import Sight

_SHOWN = 12  # policies in a remark
_ABOUT, _REGIONS, _ACCESS = "organization", "organization.regions", "access"


def remark(sight: Sight, remarks: Remarks) -> None:
    """Say what is there, and that it stays."""
    about = sight.membership
    remarks.say(
        _ABOUT,
        f"{about.organization} as it was found: {len(sight.members)} accounts, {len(sight.units)} units."
        + ("" if about.feature_set == "ALL" else " It lacks all features: guardrails need them first."),
    )
    _remark_on_policies(sight, remarks)
    _remark_on_control_tower(sight, remarks)


def _remark_on_policies(sight: Sight, remarks: Remarks) -> None:
    if isinstance(sight.policies, Why):
        remarks.say(_ABOUT, f"Its policies could not be read: {sight.policies}.")
        return
    others = [one for one in sight.policies if not one.name.startswith((PREFIX, *_CONTROL_TOWER))]
    if others:
        remarks.say(_ABOUT, f"Policies of others, which stay as they are: {_listed(_where(sight, others))}.")


def _remark_on_control_tower(sight: Sight, remarks: Remarks) -> None:
    policies = [] if isinstance(sight.policies, Why) else sight.policies
    own = [one for one in policies if one.name.startswith(_CONTROL_TOWER)]
    zones = sight.landing_zones
    if signs := list(_signs(sight, own)):
        remarks.say(_ABOUT, f"AWS Control Tower governs it: {', '.join(signs)}. What it made is left alone.")
        if sight.zone:
            _remark_on_the_zone(sight.zone, remarks)
        else:
            remarks.say(_ABOUT, f"Accounts that it enrolled can be entered by {CONTROL_TOWER_ROLE}: see access.role.")
    elif hints := list(_hints(sight)):
        asked = f"; landing zones could not be asked for: {zones}" if isinstance(zones, Why) else ""
        remarks.say(_ABOUT, f"AWS Control Tower may govern it, for {', '.join(hints)}{asked}. Look before you plan.")
    if own:
        remarks.say(_ABOUT, f"Control Tower's own guardrails: {_listed(_where(sight, own))}.")


def _remark_on_the_zone(zone: LandingZone, remarks: Remarks) -> None:
    behind = f", and {zone.latest_version} is the latest" if zone.latest_version not in (None, zone.version) else ""
    drifted = ", and has drifted" if zone.drift == "DRIFTED" else ""
    remarks.say(
        _ABOUT, f"The landing zone, at home in {zone.home_region}, is of version {zone.version}{behind}{drifted}."
    )


def access_role(sight: Sight, remarks: Remarks) -> str | None:
    """The role that Control Tower enters accounts by, which is all that those of Account Factory have."""
    if sight.zone is None:
        return None
    remarks.say(_ACCESS, f"{CONTROL_TOWER_ROLE} lets the management account into each account that is enrolled.")
    if isinstance(sight.enrolled, Why):
        remarks.say(_ACCESS, f"Which accounts are enrolled could not be read: {sight.enrolled}.")
    elif outside := [f"{one.name} ({one.id})" for one in sight.outside]:
        told = f"Not enrolled, and perhaps without this role: {', '.join(outside)}."
        remarks.say(_ACCESS, f"{told} An account that nobody can enter is left out of plans until it is enrolled.")
    return CONTROL_TOWER_ROLE


def _signs(sight: Sight, policies: Iterable[OrganizationPolicy]) -> Iterator[str]:
    if not isinstance(sight.landing_zones, Why):
        yield from (f"landing zone {zone.arn}" for zone in sight.landing_zones)
    if any(trail.name == CONTROL_TOWER_TRAIL for trail in sight.trails):
        yield f"trail {CONTROL_TOWER_TRAIL}"
    if any(policies):
        yield "policies of its own"


def _hints(sight: Sight) -> Iterator[str]:
    """What it leaves behind, and others use as well."""
    if not isinstance(sight.trusted, Why) and _SERVICE in sight.trusted:
        yield f"{_SERVICE} is trusted"
    names = {one.name for one in sight.open}
    if {"Log Archive", "Audit"} <= names and ("Security",) in {unit.names for unit in sight.units}:
        yield "accounts Log Archive and Audit and a unit Security are there, as it makes them"


def _where(sight: Sight, policies: Iterable[OrganizationPolicy]) -> Iterator[str]:
    names = {one.id: one.name for one in sight.members} | {unit.id: "/".join(unit.names) for unit in sight.units}
    for one in sorted(policies, key=lambda policy: (policy.name, policy.id)):
        targets = ", ".join(names.get(target, "the root") for target in one.targets)
        yield f"{one.name} on {targets or 'nothing'}"


def _listed(told: Iterable[str]) -> str:
    every = list(told)
    more = f"; and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return "; ".join(every[:_SHOWN]) + more


def open_regions(sight: Sight, remarks: Remarks) -> tuple[str, ...]:
    """The Regions that policies on the root leave open, or that Control Tower governs: what tells for sure."""
    left = [found for content in sight.on_root if (found := _left_open(content))]
    regions = sorted(set.intersection(*left)) if left else []
    try:
        for region in regions:
            region_of(region, sight.place.partition)
    except ValueError:
        regions = []
    if regions:
        remarks.say(_REGIONS, "A service control policy on the root closes all others.")
    elif sight.zone and sight.zone.governed_regions:
        remarks.say(_REGIONS, "Those that Control Tower governs. Add others where work is done: the rest is closed.")
        return sight.zone.governed_regions
    else:
        remarks.say(_REGIONS, "Left out, for nothing closes a Region to all accounts: name those where work is done.")
    return tuple(regions)


def _left_open(content: str) -> set[str] | None:
    """The Regions that a policy spares when it denies nearly everything everywhere else."""
    said = json.loads(content).get("Statement", [])
    left = [_spared(statement) for statement in (said if isinstance(said, list) else [said])]
    found = [set(regions) for regions in left if regions]
    return set.intersection(*found) if found else None


def _spared(statement: dict[str, Any]) -> list[str]:
    """Of a statement that denies all but some actions, with no other condition than who is exempt."""
    conditions = {
        (operator.lower(), key.lower()): value
        for operator, keys in statement.get("Condition", {}).items()
        for key, value in keys.items()
    }
    regions = conditions.pop(("stringnotequals", "aws:requestedregion"), [])
    exempt = all(key == "aws:principalarn" for _, key in conditions)
    whole = statement["Effect"] == "Deny" and "NotAction" in statement and statement.get("Resource") in ("*", ["*"])
    return ([regions] if isinstance(regions, str) else regions) if whole and exempt else []
