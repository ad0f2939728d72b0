"""Evidence of incidents is looked at in an account of its own.

A copy of a disk that an intruder was on is poison, and evidence that anybody could have touched is none. An account in
which nothing else is done keeps both apart from everything, and is there before it is needed.

Check by hand:
    aws organizations list-accounts

Fix by hand:
    aws organizations create-account --account-name forensics --email aws+forensics@example.com

Edge cases:
    Asked of an organization that hardpan.yaml describes: organization.forensics names the account, which belongs into
    the unit that the account for logs is in. What is kept there is locked: see control s3.evidence_bucket.

Source: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/cyber-forensics.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_DESCRIBED, AS_MEMBER, DESCRIBED, IN_NONE, LOGS, MEMBERSHIP
from ..facts import Member, Membership
from ..layout import OPEN, there
from ..standing import elsewhere

_NAMED = replace(DESCRIBED, organization=replace(DESCRIBED.organization, forensics="security"))


@control(
    section="incident-response",
    severity=Severity.LOW,
    catalogue="ir.forensics-account",
    profile="enterprise",
    joins=[Member],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, _NAMED)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED),
        (MEMBERSHIP, _NAMED),
        (MEMBERSHIP, *(one for one in AS_DESCRIBED if one != LOGS), replace(LOGS, state="SUSPENDED"), _NAMED),
    ],
    not_applicable=[(IN_NONE,), (IN_NONE, _NAMED), (AS_MEMBER, _NAMED), (MEMBERSHIP,)],
    human=(
        "Add an account to organization.accounts in hardpan.yaml in which nothing else is done, in the unit of the "
        "account for logs, and name it in organization.forensics."
    ),
)
def forensics_account(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    said = want.organization
    if not said.described:
        return NotApplicable("hardpan.yaml does not describe the organization")
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    if said.forensics is None:
        return Fail("organization.forensics of hardpan.yaml names no account")
    wanted = next(one for one in said.accounts if one.name == said.forensics)
    found = there(wanted, list(snapshot.at(Member, account.place)))
    if found is None or found.state not in OPEN:
        return Fail(f"account {said.forensics} is not there, or closed: see control organizations.accounts")
    return Pass(f"evidence is looked at in {found.name} ({found.id})")
