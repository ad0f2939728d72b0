"""Mail to every root user goes to one mailbox that is yours.

Who reads the mail to a root user's address can set its password anew. An address at somebody's own mailbox leaves with
that person, and one at a domain that lapses goes to whoever buys it.

Check by hand:
    aws organizations list-accounts --query 'Accounts[].[Id,Name,Email]'

Fix by hand:
    aws account start-primary-email-update --account-id MEMBER --primary-email NEW_ADDRESS
    aws account accept-primary-email-update --account-id MEMBER --primary-email NEW_ADDRESS --otp CODE

    The code comes by mail to the new address.

Edge cases:
    An address is yours where it is made as organization.email in hardpan.yaml says, or is that of the account in
    organization.accounts. Where organization.email is not said, all have to be at the management account's mailbox:
    aws+shop@example.com and aws@example.com are one. The management account's own address is changed by its root user
    alone, in the console. Closed accounts are not looked at. Whether the mailbox itself has MFA only you can see.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
"""

from __future__ import annotations

import re
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, CLOSED, DESCRIBED, IN_NONE, LOGS, MANAGEMENT, MEMBERSHIP, SHOP
from ..facts import Member, Membership
from ..layout import OPEN, there
from ..standing import elsewhere

_ALIEN = replace(SHOP, email="ada@mail.example.net")


def _saying(email: str | None) -> Baseline:
    return replace(DESCRIBED, organization=replace(DESCRIBED.organization, accounts=(), email=email))


@control(
    section="root-user",
    severity=Severity.MEDIUM,
    catalogue="root.email.controlled",
    joins=[Member],
    passes=[
        (MEMBERSHIP, MANAGEMENT, SHOP, LOGS),
        (MEMBERSHIP, MANAGEMENT, SHOP, replace(CLOSED, email="bob@example.org")),
        (MEMBERSHIP, MANAGEMENT, SHOP, _saying("aws+{name}@example.com")),
        (MEMBERSHIP, replace(MANAGEMENT, email="root-main@example.com"), _saying("root-{name}@example.com")),
        (MEMBERSHIP, MANAGEMENT, replace(LOGS, email="AWS+security@example.com"), DESCRIBED),
    ],
    fails=[
        (MEMBERSHIP, MANAGEMENT, _ALIEN),
        (MEMBERSHIP, MANAGEMENT, replace(SHOP, email="ada@example.com")),
        (MEMBERSHIP, MANAGEMENT, _saying("roots+{name}@example.com")),
        (MEMBERSHIP, MANAGEMENT, _ALIEN, _saying("aws+{name}@example.com")),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, SHOP)],
    human=(
        "For each account named below choose an address at your own mailbox, then in the management account: aws "
        "account start-primary-email-update --account-id ACCOUNT --primary-email ADDRESS; read the code in the mail "
        "that comes there; aws account accept-primary-email-update --account-id ACCOUNT --primary-email ADDRESS --otp "
        "CODE. The management account's own address its root user changes in the console, under Account. Where the "
        "addresses are right as they are, say in hardpan.yaml how they are made: organization.email."
    ),
)
def root_addresses(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    members = [one for one in snapshot.at(Member, account.place) if one.state in OPEN]
    own = next(one.email for one in members if one.id == account.place.account)
    told = want.organization.email or own
    listed = {one.id: wanted for wanted in want.organization.accounts if (one := there(wanted, members))}
    strange = [
        f"{one.email} of {one.name}"
        for one in members
        if not _is_made_by(told, one.email)
        and (one.id not in listed or listed[one.id].email.lower() != one.email.lower())
    ]
    if strange:
        return Fail(f"not made as {told} is: {', '.join(strange)}")
    return Pass(f"{len(members)} addresses are made as {told} is")


def _is_made_by(told: str, address: str) -> bool:
    """Whether an address is one of a template's, or leads to the same mailbox, whatever follows a plus sign in it."""
    pattern = "[^@]+".join(re.escape(part) for part in told.split("{name}"))
    return re.fullmatch(pattern, address, re.IGNORECASE) is not None or _mailbox(told) == _mailbox(address)


def _mailbox(address: str) -> str:
    name, _, domain = address.lower().partition("@")
    return f"{name.partition('+')[0]}@{domain}"
