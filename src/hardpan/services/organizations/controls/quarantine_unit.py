"""There is a unit that a compromised account can be moved to.

When an account is taken over, every minute counts in which its keys and roles still work. Moved into a unit whose
guardrail denies everything, it stands still within seconds, and can be looked into; the unit has to be there before.

Check by hand:
    aws organizations list-organizational-units-for-parent --parent-id ROOT_ID

Fix by hand:
    aws organizations create-organizational-unit --parent-id ROOT_ID --name Quarantine

Edge cases:
    The unit is the one of hardpan.yaml that plays the part of Quarantine, or has that path. That its guardrail is on it is
    the matter of control organizations.scp_quarantine. Accounts that are in it are named: somebody is looking into them,
    or has forgotten them. The management account cannot be shut up: no guardrail binds it.

Source: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/organizations-security.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.config import Unit as ConfiguredUnit
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP, SUSPENDED, WORKLOADS
from ..facts import Member, Membership, Unit
from ..standing import elsewhere
from ..wanted import QUARANTINE, part_of

_QUARANTINE = replace(SUSPENDED, id="ou-ab12-88888888", path="Quarantine")
_ISOLATION = replace(_QUARANTINE, path="Isolation")
_CALLED_OTHERWISE = replace(
    DESCRIBED,
    organization=replace(
        DESCRIBED.organization, units=(ConfiguredUnit(path="Isolation", guardrails="Quarantine"),), accounts=()
    ),
)


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.ou.quarantine",
    joins=[Member, Unit],
    passes=[
        (MEMBERSHIP, WORKLOADS, _QUARANTINE),
        (MEMBERSHIP, _QUARANTINE, replace(SHOP, parents=("r-ab12", _QUARANTINE.id))),
        (MEMBERSHIP, _ISOLATION, _CALLED_OTHERWISE),
    ],
    fails=[
        (MEMBERSHIP, WORKLOADS),
        (MEMBERSHIP, replace(_QUARANTINE, path="Workloads/Quarantine"), DESCRIBED),
        (MEMBERSHIP, _ISOLATION),
        (MEMBERSHIP, WORKLOADS, _CALLED_OTHERWISE),
        (IN_NONE, _CALLED_OTHERWISE),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=(
        "Add `- path: Quarantine` to organization.units in hardpan.yaml and plan again. Where Hardpan makes no units: "
        "Console > AWS Organizations > AWS accounts, select the root > Actions > Create new, and call it Quarantine."
    ),
)
def quarantine_unit(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not account.management_account and not want.organization.described:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    found = [unit for unit in snapshot.at(Unit, account.place) if part_of(want, unit.path) == QUARANTINE]
    if not found:
        return Fail("no unit plays the part of Quarantine")
    ids = {unit.id for unit in found}
    within = [one.name for one in snapshot.at(Member, account.place) if ids.intersection(one.parents)]
    told = f"in it: {', '.join(within)}" if within else "nobody is in it"
    return Pass(f"{', '.join(unit.path for unit in found)} is there; {told}")
