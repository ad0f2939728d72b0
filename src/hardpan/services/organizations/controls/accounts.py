"""The accounts of hardpan.yaml are there, and open.

An account is the one boundary that nothing crosses unless both sides say so. Logs are kept where those who could be
tempted to change them cannot sign in; what is tried out cannot reach what customers use.

Check by hand:
    aws organizations list-accounts

Fix by hand:
    aws organizations create-account --account-name security --email aws+security@example.com
    aws organizations describe-create-account-status --create-account-request-id REQUEST_ID
    aws organizations move-account --account-id ACCOUNT_ID --source-parent-id ROOT_ID --destination-parent-id OU_ID

Edge cases:
    An account is known by its root user's e-mail address, or else by its name if it is open. The address must reach
    you, and no other account of AWS may have it: an account with a wrong one can neither be recovered nor
    removed. AWS takes five new accounts at a time, and ten in all until asked for more. For up to an hour after the
    organization was made it may take none.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create.html
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

_OTHERS = tuple(one for one in AS_DESCRIBED if one != LOGS)


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.ou.structure",
    joins=[Member],
    passes=[
        (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, email="other@example.com"), DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, name="other"), DESCRIBED),
    ],
    fails=[
        (MEMBERSHIP, *_OTHERS, DESCRIBED),
        (MEMBERSHIP, *_OTHERS, replace(LOGS, state="SUSPENDED"), DESCRIBED),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED)],
    human=(
        "Where the message says that an account is closed: AWS Support opens it again within ninety days; "
        "otherwise give it another name and e-mail address in hardpan.yaml, so that a new one is made."
    ),
)
def accounts(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := elsewhere(account, want):
        return verdict
    wanted = [one for one in want.organization.accounts if not one.close]
    if not wanted:
        return NotApplicable("hardpan.yaml lists no accounts")
    members = list(snapshot.at(Member, account.place))
    found = {one.name: there(one, members) for one in wanted}
    wrong = [f"{name} is not there" for name, one in found.items() if one is None]
    wrong += [f"{name} ({one.id}) is closed" for name, one in found.items() if one and one.state not in OPEN]
    if wrong:
        return Fail("; ".join(wrong))
    return Pass(f"there: {', '.join(f'{name} ({one.id})' for name, one in found.items() if one)}")
