"""Macie is administered from the account for security tooling.

There one sees the buckets of every account and what was found in them, without anybody working in the management
account.

Check by hand:
    aws macie2 list-organization-admin-accounts --region REGION

Fix by hand:
    aws organizations enable-aws-service-access --service-principal macie.amazonaws.com
    aws macie2 enable-organization-admin-account --region REGION --admin-account-id ACCOUNT_ID

Edge cases:
    The account is organization.security_tooling of hardpan.yaml, and the same in every Region. Another account that has
    the part is a finding, and is left as it is.

Source: https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-integrate.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import administered
from ...organizations.examples import AS_DESCRIBED, AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP
from ...organizations.facts import Member, Membership
from ...organizations.standing import FEATURES_FIRST
from ..administrators import MACIE
from ..examples import ADMINISTRATOR
from ..facts import Administrator


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.macie",
    joins=[Member, Administrator],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, DESCRIBED)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, account=None), DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, account=SHOP.id), DESCRIBED),
        (MEMBERSHIP, ADMINISTRATOR, DESCRIBED),
        (BILLING_ONLY, ADMINISTRATOR, DESCRIBED),
        (IN_NONE, replace(ADMINISTRATOR, account=None), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR)],
    human=(
        "Where the message names another account: there, in each Region, turn auto-enabling off, disassociate and "
        "delete its members; then, in the management account, aws macie2 disable-organization-admin-account in each "
        "Region and aws organizations deregister-delegated-administrator; and plan again. " + FEATURES_FIRST
    ),
)
def administrator(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    return administered(MACIE, account, snapshot, want, Administrator)
