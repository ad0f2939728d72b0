"""The organizational units of hardpan.yaml are there.

Accounts are grouped by what may happen in them, since that is what a unit's guardrails decide: evidence apart from
workloads, production apart from trials, and an empty unit that shuts everybody out, for the day when one is needed.

Check by hand:
    aws organizations list-organizational-units-for-parent --parent-id ROOT_ID

Fix by hand:
    aws organizations create-organizational-unit --parent-id ROOT_ID --name Security

Edge cases:
    A unit is known by its path: names recur in different places. Nothing is renamed, moved or removed: a unit that is
    taken out of the file stays, with all that is attached to it, and control organizations.nothing_unlisted names it.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_DESCRIBED, AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, WORKLOADS
from ..facts import Membership, Unit
from ..standing import elsewhere

_BELOW = replace(WORKLOADS, path="Security/Workloads")


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.ou.structure",
    joins=[Unit],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, DESCRIBED)],
    fails=[
        (MEMBERSHIP, DESCRIBED),
        (MEMBERSHIP, *(one for one in AS_DESCRIBED if one != WORKLOADS), _BELOW, DESCRIBED),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED)],
)
def units(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := elsewhere(account, want):
        return verdict
    there = {unit.path for unit in snapshot.at(Unit, account.place)}
    missing = [unit.path for unit in want.organization.units if unit.path not in there]
    if missing:
        return Fail(f"not there: {', '.join(missing)}")
    if not want.organization.units:
        return NotApplicable("hardpan.yaml lists no units")
    return Pass(f"there: {', '.join(unit.path for unit in want.organization.units)}")
