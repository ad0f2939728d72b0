"""Accounts that are to be closed are closed.

An account that nobody needs any more still has roles that can be assumed, keys that work and things that cost. Closing
it ends all that at once. Hardpan closes only what hardpan.yaml says to close, and only with consent.

Check by hand:
    aws organizations list-accounts

Fix by hand:
    aws organizations close-account --account-id ACCOUNT_ID

Edge cases:
    Nothing is closed by leaving it out of the file. A closed account is PENDING_CLOSURE, then SUSPENDED, for ninety
    days in which AWS Support can open it again with all that is in it; then it is deleted. Its e-mail address stays
    taken unless it was changed before. AWS closes three accounts at a time, and in thirty days at most a fifth of an
    organization's or 250, whichever is more, and never more than 1,000. The management account cannot be closed so.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_DESCRIBED, AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP
from ..facts import Member, Membership
from ..layout import OPEN, there
from ..standing import elsewhere

_OTHERS = tuple(one for one in AS_DESCRIBED if one != SHOP)
_LOGS, _SHOP = DESCRIBED.organization.accounts
_CLOSING = replace(
    DESCRIBED, organization=replace(DESCRIBED.organization, accounts=(_LOGS, replace(_SHOP, close=True)))
)


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.ou.structure",
    joins=[Member],
    passes=[
        (MEMBERSHIP, *_OTHERS, replace(SHOP, state="PENDING_CLOSURE"), _CLOSING),
        (MEMBERSHIP, *_OTHERS, _CLOSING),
    ],
    fails=[(MEMBERSHIP, *AS_DESCRIBED, _CLOSING)],
    not_applicable=[(IN_NONE,), (AS_MEMBER, _CLOSING), (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED)],
)
def accounts_to_close_closed(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    closing = [one for one in want.organization.accounts if one.close]
    if not closing:
        return NotApplicable("hardpan.yaml says to close no account")
    if verdict := elsewhere(account, want):
        return verdict
    found = [there(one, list(snapshot.at(Member, account.place))) for one in closing]
    still = [f"{one.name} ({one.id})" for one in found if one and one.state in OPEN]
    return (
        Fail(f"still open: {', '.join(still)}") if still else Pass(f"closed: {', '.join(one.name for one in closing)}")
    )
