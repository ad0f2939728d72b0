"""Nobody is asked to join the organization or to pay for it, but as somebody planned.

Whoever gets into the management account can invite an account of their own, which then sees what is shared within the
organization, or hand the bill, with everything it tells, to somebody else's organization. Neither shows anywhere until
somebody looks, and no guardrail binds the account where it is done.

Check by hand:
    aws organizations list-handshakes-for-organization
    aws organizations list-outbound-responsibility-transfers --type BILLING

Fix by hand:
    aws organizations cancel-handshake --handshake-id HANDSHAKE_ID
    aws organizations terminate-responsibility-transfer --id TRANSFER_ID

Edge cases:
    What is planned lasts a while and gets a waiver with its date of expiry: an invitation runs for fifteen days. A transfer
    that was agreed to is named for as long as it lasts. Enabling all features asks one's own accounts, and is not meant.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, IN_NONE, INVITATION, MEMBERSHIP, TRANSFER
from ..facts import BillingTransfer, Membership, PendingHandshake
from ..standing import elsewhere

_ASKS = {"INVITE": "is invited to join", "TRANSFER_RESPONSIBILITY": "is asked to let this organization pay"}


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.transfer.none-pending",
    joins=[PendingHandshake, BillingTransfer],
    passes=[(MEMBERSHIP,)],
    fails=[(MEMBERSHIP, INVITATION), (MEMBERSHIP, TRANSFER), (MEMBERSHIP, INVITATION, TRANSFER)],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=(
        "Ask who planned what is named. What nobody did: Console > AWS Organizations > Invitations > Cancel "
        "invitation, or Console > Billing and Cost Management > Billing transfer, and look in CloudTrail for who did "
        "it. What somebody did: a waiver in hardpan.yaml with the person, the reason and the day by which it is over."
    ),
)
def no_pending_transfers(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    told = [f"{one.to} {_ASKS[one.action]} ({one.id})" for one in snapshot.at(PendingHandshake, account.place)]
    told += [
        f"{one.to} {'pays' if one.status == 'ACCEPTED' else 'asks to pay'} for the organization ({one.id})"
        for one in snapshot.at(BillingTransfer, account.place)
    ]
    return Fail("; ".join(told)) if told else Pass("nobody is asked to join, and nobody else pays")
