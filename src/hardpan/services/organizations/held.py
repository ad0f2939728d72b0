"""Whether a guardrail holds where it belongs."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.guardrails import GUARDRAILS, ROOT, Parameters
from hardpan.model import PLANNED_ORGANIZATION, Fail, NotApplicable, Pass, Problem, Verdict
from hardpan.snapshot import Snapshot

from ..controltower.facts import LandingZone
from ..controltower.zone import zone_of
from .facts import Membership, OrganizationPolicy, Root, Unit
from .guardrails import DETACHED, MISSING, faults, named
from .standing import unavailable
from .wanted import chosen, documents_of, names_at, parameters

# What hardpan.yaml calls it.
_IN_THE_FILE = {"allowed_regions": "organization.regions", "github_owners": "ci.github_owners"}
_NOT_THERE = ", which is not there"


def held(name: str, account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    """The verdict on one guardrail: attached wherever the profile has it, as it was made."""
    verdict = unavailable(account, want)
    if isinstance(verdict, NotApplicable):
        return verdict
    paths = [path for path in (ROOT, *(unit.path for unit in want.organization.units)) if name in names_at(want, path)]
    if not paths:
        return NotApplicable(f"profile {want.profile} attaches it to nothing that hardpan.yaml lists")
    try:
        zone = zone_of(snapshot, account.place)
        given = parameters(want, account.organization or PLANNED_ORGANIZATION, zone)
        if lacking := chosen([name], given)[1]:
            needed = " and ".join(_IN_THE_FILE.get(one, one) for one in lacking[name])
            return NotApplicable(f"it cannot be made for want of {needed}")
        return verdict or _judged(name, paths, given, account, snapshot, want, zone)
    except Problem as problem:
        return Fail(problem.what)


def _judged(
    name: str,
    paths: list[str],
    given: Parameters,
    account: Membership,
    snapshot: Snapshot,
    want: Baseline,
    zone: LandingZone | None,
) -> Verdict:
    there = list(snapshot.at(OrganizationPolicy, account.place))
    kind = GUARDRAILS[name].kind
    wrong: dict[tuple[str, str], list[str]] = {}
    right: dict[str, None] = {}
    for path in paths:
        target = _target(path, account, snapshot)
        called = f"{'the root' if path == ROOT else f'unit {path}'}{'' if target else _NOT_THERE}"
        for document in documents_of(kind, want, given, there, path, target, zone):
            if name in document.guardrails:
                found = faults(document, named(document, kind, there), target)
                right |= {} if found else {document.name: None}
                for fault in found:
                    wrong.setdefault((document.name, fault), []).append(called)
    if wrong:
        return Fail("; ".join(_told(policy, fault, where) for (policy, fault), where in wrong.items()))
    return Pass(f"{', '.join(right)} is as it was made, and attached to {_listed(paths)}")


def _target(path: str, account: Membership, snapshot: Snapshot) -> str | None:
    """The id of the root, or of a unit if it is there."""
    if path == ROOT:
        (root,) = snapshot.at(Root, account.place)
        return str(root.id)
    return next((unit.id for unit in snapshot.at(Unit, account.place) if unit.path == path), None)


def _told(policy: str, fault: str, where: list[str]) -> str:
    if fault == MISSING:
        return f"{policy} {fault}, and belongs on {', '.join(where)}"
    return f"{policy} {fault} to {', '.join(where)}" if fault == DETACHED else f"{policy} {fault}"


def _listed(paths: list[str]) -> str:
    return ", ".join("the root" if path == ROOT else path for path in paths)
