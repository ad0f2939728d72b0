"""Every account and unit of the organization is in hardpan.yaml.

An account that nobody wrote down is one that nobody looks after: made in a hurry, invited from an acquisition, or taken
out of the file while it went on living. Hardpan neither moves nor loosens what the file does not name; it says so.

Check by hand:
    aws organizations list-accounts
    aws organizations list-organizational-units-for-parent --parent-id ROOT_ID

Fix by hand:
    aws organizations describe-account --account-id ACCOUNT_ID

Edge cases:
    Asked only where the file describes the organization. Closed accounts are not counted, nor is the management
    account. Taking an account or a unit out of the file changes nothing in AWS.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_member-acct.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_DESCRIBED, AS_MEMBER, CLOSED, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP, WORKLOADS
from ..facts import Member, Membership, Unit
from ..layout import OPEN, there
from ..standing import elsewhere

_UNKNOWN_ACCOUNT = replace(SHOP, id="888899990000", name="trial", email="trial@example.com")


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.ou.structure",
    joins=[Member, Unit],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED, CLOSED, DESCRIBED)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, _UNKNOWN_ACCOUNT, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(WORKLOADS, id="ou-ab12-77777777", path="Attic"), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED)],
    human=(
        "For each account named: hardpan account add NAME --ou UNIT --email ADDRESS, with the name and address it has, "
        "so that it is found and not made. For each unit: add its path to organization.units in hardpan.yaml. What "
        "should not be there is closed or removed in Console > AWS Organizations, once nothing in it is needed."
    ),
)
def nothing_unlisted(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not want.organization.described:
        return NotApplicable("hardpan.yaml does not describe the organization")
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    members = list(snapshot.at(Member, account.place))
    listed = {here.id for one in want.organization.accounts if (here := there(one, members))}
    paths = {unit.path for unit in want.organization.units}
    strange = [
        f"account {one.name} ({one.id})"
        for one in members
        if one.state in OPEN and one.id not in listed and one.id != account.management_account
    ]
    strange += [f"unit {unit.path}" for unit in snapshot.at(Unit, account.place) if unit.path not in paths]
    if strange:
        return Fail(f"not in hardpan.yaml: {', '.join(strange)}")
    return Pass("every open account and every unit is in hardpan.yaml")
