"""Contacts and Regions of member accounts are managed from the management account.

AWS writes to an account's security contact when it sees an attack. Kept in one place, contacts are right in every
account, and a new account has them on its first day; for that, Account Management must be trusted in the organization.

Check by hand:
    aws organizations list-aws-service-access-for-organization

Fix by hand:
    aws organizations enable-aws-service-access --service-principal account.amazonaws.com

Edge cases:
    Trust lets the management account, and whom it delegates, ask and change contacts and Regions of every member. It
    lets no member do anything.

Source: https://docs.aws.amazon.com/accounts/latest/reference/using-orgs-trusted-access.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, BILLING_ONLY, IN_NONE, MEMBERSHIP, TRUSTED
from ..facts import Membership, TrustedServices
from ..standing import FEATURES_FIRST, unavailable
from ..wanted import ACCOUNT_MANAGEMENT, IAM


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.trusted-access.reviewed",
    joins=[TrustedServices],
    passes=[(MEMBERSHIP, TRUSTED)],
    fails=[(MEMBERSHIP, replace(TRUSTED, principals=(IAM,))), (BILLING_ONLY, replace(TRUSTED, principals=()))],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=FEATURES_FIRST,
)
def account_management_trusted(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    (trusted,) = snapshot.at(TrustedServices, account.place)
    if ACCOUNT_MANAGEMENT in trusted.principals:
        return Pass(f"{ACCOUNT_MANAGEMENT} is trusted")
    return Fail(f"{ACCOUNT_MANAGEMENT} is not trusted, so that members' contacts cannot be managed from here")
