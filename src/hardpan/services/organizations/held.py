"""Whether guardrails hold where they belong."""

from __future__ import annotations

from collections.abc import Mapping

from hardpan.config import Baseline
from hardpan.guardrails import ROOT
from hardpan.model import Fail, Pass, Problem, Verdict
from hardpan.snapshot import Snapshot

from ..controltower.zone import zone_of
from .facts import Membership, OrganizationPolicy
from .guardrails import DETACHED, faults, named
from .wanted import chosen, documents, names_at, parameters

# What hardpan.yaml calls it.
_IN_THE_FILE = {"allowed_regions": "organization.regions", "github_owners": "ci.github_owners"}


def held(snapshot: Snapshot, want: Baseline, account: Membership, targets: Mapping[str, str]) -> Verdict:
    """The verdict on what belongs on these targets: ids by path, of the root and of units."""
    there = list(snapshot.at(OrganizationPolicy, account.place))
    wrong: list[str] = []
    lacking: dict[str, tuple[str, ...]] = {}
    number = 0
    try:
        zone = zone_of(snapshot, account.place)
        given = parameters(want, account.organization, zone)
        for path, target in targets.items():
            lacking |= chosen(names_at(want, path), given)[1]
            where = "the root" if path == ROOT else f"unit {path}"
            for kind, document in documents(want, given, there, path, target, zone):
                number += 1
                found = faults(document, named(document, kind, there), target)
                wrong += [f"{document.name} {fault}{f' to {where}' if fault == DETACHED else ''}" for fault in found]
    except Problem as problem:
        return Fail(problem.what)
    if wrong:
        return Fail("; ".join(dict.fromkeys(wrong)))
    left_out = "".join(
        f"; {name} is left out for want of {' and '.join(_IN_THE_FILE.get(one, one) for one in needed)}"
        for name, needed in lacking.items()
    )
    return Pass(f"{number} guardrails are attached as they were made{left_out}")
