"""Security has an account of its own, among the units of security.

What watches all accounts, and what it found, must be out of reach of whoever works in one of them, and of whoever takes
one over. The account is in a unit whose guardrails keep evidence, and it is not the management account.

Check by hand:
    aws organizations list-accounts
    aws organizations list-parents --child-id ACCOUNT_ID

Fix by hand:
    aws organizations create-account --account-name security --email aws+security@example.com
    aws organizations move-account --account-id ACCOUNT_ID --source-parent-id ROOT_ID --destination-parent-id OU_ID

Edge cases:
    Asked of an organization that hardpan.yaml describes: the account is organization.security_tooling. In the profile
    personal it may keep the logs too; from team on control organizations.log_archive wants two. Units below the one for
    security count, and one of another name that hardpan.yaml gives the guardrails of Security.

Source: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/security-tooling.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_DESCRIBED, AS_MEMBER, DESCRIBED, IN_NONE, LOGS, MEMBERSHIP, SHOP, WORKLOADS
from ..facts import Member, Membership, Unit
from ..layout import OPEN, there
from ..standing import elsewhere
from ..wanted import SECURITY, part_of

_OTHERS = tuple(one for one in AS_DESCRIBED if one != LOGS)
_NOBODY = replace(DESCRIBED, organization=replace(DESCRIBED.organization, security_tooling=None))


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.account.security",
    joins=[Member, Unit],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, DESCRIBED)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, _NOBODY),
        (MEMBERSHIP, *_OTHERS, DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, state="SUSPENDED"), DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, parents=("r-ab12",)), DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, parents=("r-ab12", WORKLOADS.id)), DESCRIBED),
        (
            MEMBERSHIP,
            *AS_DESCRIBED,
            replace(DESCRIBED, organization=replace(DESCRIBED.organization, security_tooling=SHOP.name)),
        ),
    ],
    not_applicable=[(IN_NONE,), (IN_NONE, DESCRIBED), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED)],
    human=(
        "Name the account in organization.security_tooling of hardpan.yaml, put it below a unit that is called "
        "Security, or that has `guardrails: Security`, and plan again."
    ),
)
def security_account(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    said = want.organization
    if not said.described:
        return NotApplicable("hardpan.yaml does not describe the organization")
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    wanted = next((one for one in said.accounts if one.name == said.security_tooling), None)
    if wanted is None:
        return Fail("organization.security_tooling of hardpan.yaml names no account")
    found = there(wanted, list(snapshot.at(Member, account.place)))
    if found is None or found.state not in OPEN:
        return Fail(f"account {wanted.name} is not there, or closed: see control organizations.accounts")
    paths = {unit.id: unit.path for unit in snapshot.at(Unit, account.place)}
    path = paths.get(found.parents[-1])
    if path is None or part_of(want, path).partition("/")[0] != SECURITY:
        return Fail(f"{found.name} ({found.id}) is in {path or 'the root'}, which does not play the part of {SECURITY}")
    return Pass(f"{found.name} ({found.id}) is for security, in {path}")
