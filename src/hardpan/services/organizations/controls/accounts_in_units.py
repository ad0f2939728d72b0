"""Every account but the management account is in an organizational unit.

What is attached to a unit holds for all accounts in it: workloads, security, experiments each have theirs. An account
that lies in the root has only what everybody has. That is where accounts land that were made or invited in a hurry.

Check by hand:
    aws organizations list-accounts-for-parent --parent-id ROOT_ID

Fix by hand:
    aws organizations move-account --account-id ACCOUNT_ID --source-parent-id ROOT_ID --destination-parent-id OU_ID

Edge cases:
    A move changes in that instant which policies hold for the account: see first what is attached to the unit. Closed
    accounts are not counted here. The management account may lie anywhere, since policies do not bind it.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, CLOSED, IN_NONE, MANAGEMENT, MEMBERSHIP, SHOP
from ..facts import Member, Membership
from ..standing import elsewhere


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.ou.structure",
    joins=[Member],
    passes=[(MEMBERSHIP, MANAGEMENT, SHOP), (MEMBERSHIP, MANAGEMENT, replace(CLOSED, parents=("r-ab12",)))],
    fails=[(MEMBERSHIP, MANAGEMENT, replace(SHOP, parents=("r-ab12",)))],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=(
        "In the management account: Console > AWS Organizations > AWS accounts. For each account named, read what is "
        "attached to the unit that it belongs in (the unit > Policies), then select the account > Actions > Move. "
        "The unit's policies hold for it from that instant."
    ),
)
def accounts_in_units(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    others = [one for one in snapshot.at(Member, account.place) if one.id != account.management_account]
    loose = [f"{one.name} ({one.id})" for one in others if one.state == "ACTIVE" and len(one.parents) == 1]
    if loose:
        return Fail(f"directly in the root: {', '.join(loose)}")
    return Pass("every account that is open is in an organizational unit")
