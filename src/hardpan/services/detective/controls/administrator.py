"""Detective is administered from the account for security tooling.

Whoever investigates needs what happened in all accounts in one place, next to the findings of GuardDuty and Security Hub,
and outside the management account.

Check by hand:
    aws detective list-organization-admin-accounts --region REGION

Fix by hand:
    aws detective enable-organization-admin-account --region REGION --account-id ACCOUNT_ID

Edge cases:
    The account is organization.security_tooling of hardpan.yaml, and the same in every Region. Another account that has
    the part is a finding, and is left as it is: with it the graph would go. A graph that the account has already becomes
    the organization's.

Source: https://docs.aws.amazon.com/detective/latest/userguide/accounts-designate-admin.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import administered
from ...organizations.examples import AS_DESCRIBED, AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP
from ...organizations.facts import Member, Membership
from ...organizations.standing import FEATURES_FIRST
from ..administrators import DETECTIVE
from ..examples import ADMINISTRATOR
from ..facts import Administrator


@control(
    section="threat-detection",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="detect.detective",
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
        "Where the message names another account, its graph is deleted with its part: if it may go, in the management "
        "account, aws detective disable-organization-admin-account in each Region and aws organizations "
        "deregister-delegated-administrator; and plan again. " + FEATURES_FIRST
    ),
)
def administrator(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    return administered(DETECTIVE, account, snapshot, want, Administrator)
