"""Each account has the name and is in the unit that hardpan.yaml has for it.

The unit decides which guardrails hold for an account. One that was moved, by hand or by mistake, has lost them, and
nothing else shows it.

Check by hand:
    aws organizations describe-account --account-id ACCOUNT_ID
    aws organizations list-parents --child-id ACCOUNT_ID

Fix by hand:
    aws account put-account-name --account-id ACCOUNT_ID --account-name NAME
    aws organizations move-account --account-id ACCOUNT_ID --source-parent-id ROOT_ID --destination-parent-id OU_ID

Edge cases:
    A move changes in that instant which policies hold: hardpan plan names both units and asks for consent. An account
    that the file gives no unit is left where it is. Closed accounts are not counted.

Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_DESCRIBED, AS_MEMBER, DESCRIBED, IN_NONE, LOGS, MEMBERSHIP, WORKLOADS
from ..facts import Member, Membership, Unit
from ..layout import OPEN, there
from ..standing import elsewhere

_OTHERS = tuple(one for one in AS_DESCRIBED if one != LOGS)


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.ou.structure",
    joins=[Member, Unit],
    passes=[
        (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, state="SUSPENDED", parents=("r-ab12",)), DESCRIBED),
    ],
    fails=[
        (MEMBERSHIP, *_OTHERS, replace(LOGS, parents=("r-ab12",)), DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, parents=("r-ab12", WORKLOADS.id)), DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, name="logs"), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED), (MEMBERSHIP, DESCRIBED)],
)
def accounts_as_described(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := elsewhere(account, want):
        return verdict
    members = list(snapshot.at(Member, account.place))
    paths = {unit.id: unit.path for unit in snapshot.at(Unit, account.place)}
    found = [(one, here) for one in want.organization.accounts if (here := there(one, members))]
    open_ones = [(one, here) for one, here in found if here.state in OPEN]
    wrong = [
        f"{here.name} ({here.id}) is in {paths.get(here.parents[-1], 'the root')}, not in {one.unit}"
        for one, here in open_ones
        if one.unit and paths.get(here.parents[-1]) != one.unit
    ]
    wrong += [f"{here.id} is named {here.name}, not {one.name}" for one, here in open_ones if here.name != one.name]
    if wrong:
        return Fail("; ".join(wrong))
    if not found:
        return NotApplicable("no account of hardpan.yaml is there")
    return Pass(f"{len(open_ones)} accounts are in their units and have their names")
