"""Closed accounts are in the unit Suspended.

A closed account stays in the organization for up to ninety days, and can be opened again by AWS Support, with all that
was in it. In a unit of their own, closed accounts are not taken for living ones, and whatever opens again is frozen
until somebody has looked.

Check by hand:
    aws organizations list-accounts --query 'Accounts[?State!=`"ACTIVE"`]'
    aws organizations list-organizational-units-for-parent --parent-id ROOT_ID

Fix by hand:
    aws organizations create-organizational-unit --parent-id ROOT_ID --name Suspended
    aws organizations move-account --account-id ACCOUNT_ID --source-parent-id OU_ID --destination-parent-id OU_ID

Edge cases:
    A unit below Suspended counts. An account that is not yet activated is not closed.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, CLOSED, IN_NONE, MANAGEMENT, MEMBERSHIP, SHOP, SUSPENDED
from ..facts import Member, Membership, Unit
from ..standing import elsewhere

_CLOSED = ("PENDING_CLOSURE", "SUSPENDED", "CLOSED")
_UNIT = "Suspended"


@control(
    section="account-architecture",
    severity=Severity.LOW,
    catalogue="org.ou.structure",
    profile="team",
    joins=[Member, Unit],
    passes=[(MEMBERSHIP, SUSPENDED, MANAGEMENT, CLOSED), (MEMBERSHIP, MANAGEMENT, SHOP)],
    fails=[
        (MEMBERSHIP, MANAGEMENT, CLOSED),
        (MEMBERSHIP, SUSPENDED, MANAGEMENT, replace(CLOSED, parents=SHOP.parents)),
        (MEMBERSHIP, SUSPENDED, MANAGEMENT, replace(CLOSED, state="PENDING_CLOSURE", parents=("r-ab12",))),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=(
        "In the management account: Console > AWS Organizations > AWS accounts. Where the root has no unit Suspended: "
        "select the root > Actions > Create new. Then select each account named > Actions > Move > Suspended."
    ),
)
def closed_accounts_suspended(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    apart = {unit.id for unit in snapshot.at(Unit, account.place) if unit.path == _UNIT}
    closed = [one for one in snapshot.at(Member, account.place) if one.state in _CLOSED]
    among_others = [f"{one.name} ({one.id})" for one in closed if not apart.intersection(one.parents)]
    if among_others:
        return Fail(f"closed, and not in the unit {_UNIT}: {', '.join(among_others)}")
    return Pass(f"closed accounts are in the unit {_UNIT}" if closed else "no account is closed")
