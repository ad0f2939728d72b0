"""Logs are kept in an account of their own, apart from those who look at them.

Whoever can delete the evidence can do the deed. The account that keeps all accounts' logs holds nothing else, hardly
anybody signs in there, and those who investigate work from another.

Check by hand:
    aws organizations list-accounts

Fix by hand:
    aws organizations create-account --account-name log-archive --email aws+log-archive@example.com

Edge cases:
    Asked of an organization that hardpan.yaml describes. That logs do go there is the matter of control
    cloudtrail.organization_trail. One person's organization may have one account for both: the
    personal profile does not ask. Control Tower calls the two Log Archive and Audit.

Source: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/log-archive.html
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

_APART = replace(DESCRIBED, organization=replace(DESCRIBED.organization, security_tooling="shop"))
_NOWHERE = replace(DESCRIBED, organization=replace(DESCRIBED.organization, log_archive=None))


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.account.log-archive",
    profile="team",
    joins=[Member],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, _APART)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, _NOWHERE),
        (MEMBERSHIP, _APART),
        (MEMBERSHIP, *(one for one in AS_DESCRIBED if one != LOGS), replace(LOGS, state="SUSPENDED"), _APART),
    ],
    not_applicable=[(IN_NONE,), (IN_NONE, DESCRIBED), (AS_MEMBER, DESCRIBED), (MEMBERSHIP,)],
    human=(
        "Add an account to organization.accounts in hardpan.yaml that keeps logs and nothing else, name it in "
        "organization.log_archive, and name another in organization.security_tooling."
    ),
)
def log_archive(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    said = want.organization
    if not said.described:
        return NotApplicable("hardpan.yaml does not describe the organization")
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    if said.log_archive is None:
        return Fail("organization.log_archive of hardpan.yaml names no account")
    if said.log_archive == said.security_tooling:
        return Fail(f"{said.log_archive} keeps the logs and is where they are looked at")
    wanted = next(one for one in said.accounts if one.name == said.log_archive)
    found = there(wanted, list(snapshot.at(Member, account.place)))
    if found is None or found.state not in OPEN:
        return Fail(f"account {said.log_archive} is not there, or closed: see control organizations.accounts")
    return Pass(f"{found.name} ({found.id}) is for logs alone; they are looked at in {said.security_tooling or 'none'}")
