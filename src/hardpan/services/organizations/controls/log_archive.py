"""Logs are kept in an account of their own, apart from those who look at them.

Whoever can delete the evidence can do the deed. The account that keeps all accounts' logs holds nothing else, hardly
anybody signs in there, and those who investigate work from another.

Check by hand:
    aws organizations list-accounts

Fix by hand:
    aws organizations create-account --account-name log-archive --email aws+log-archive@example.com

Edge cases:
    Asked of an organization that hardpan.yaml describes. One person's organization may have one account for both: the
    personal profile does not ask. Control Tower calls the two Log Archive and Audit.

Source: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/log-archive.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP
from ..facts import Membership
from ..standing import elsewhere

_APART = replace(DESCRIBED, organization=replace(DESCRIBED.organization, security_tooling="shop"))
_NOWHERE = replace(DESCRIBED, organization=replace(DESCRIBED.organization, log_archive=None))


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.account.log-archive",
    profile="team",
    passes=[(MEMBERSHIP, _APART)],
    fails=[(MEMBERSHIP, DESCRIBED), (MEMBERSHIP, _NOWHERE)],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP,)],
    human=(
        "Add an account to organization.accounts in hardpan.yaml that keeps logs and nothing else, name it in "
        "organization.log_archive, and name another in organization.security_tooling."
    ),
)
def log_archive(account: Membership, want: Baseline) -> Verdict:
    said = want.organization
    if not said.described:
        return NotApplicable("hardpan.yaml does not describe the organization")
    if account.management_account and (verdict := elsewhere(account, want)):
        return verdict
    if said.log_archive is None:
        return Fail("organization.log_archive of hardpan.yaml names no account")
    if said.log_archive == said.security_tooling:
        return Fail(f"{said.log_archive} keeps the logs and is where they are looked at")
    return Pass(f"logs are kept in {said.log_archive}, and looked at in {said.security_tooling or 'none'}")
