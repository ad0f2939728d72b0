"""GuardDuty is administered from the account for security tooling.

From there one sees what is found in every account, and nobody has to sign in to the management account for it, where no
guardrail holds. It is designated Region by Region, and one Region without it is one where nobody is told.

Check by hand:
    aws guardduty list-organization-admin-accounts --region REGION

Fix by hand:
    aws organizations enable-aws-service-access --service-principal guardduty.amazonaws.com
    aws guardduty enable-organization-admin-account --region REGION --admin-account-id ACCOUNT_ID

Edge cases:
    The account is organization.security_tooling of hardpan.yaml. Another account that has the part is a finding, and
    is left as it is: members, suppressions and settings hang on it. Give every account its detector first: one that
    is designated without a detector gets one with every paid plan on.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/delegated-admin-designate.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import administered
from ...organizations.examples import (
    AS_DESCRIBED,
    AS_MEMBER,
    BILLING_ONLY,
    DESCRIBED,
    IN_NONE,
    MEMBERSHIP,
    SHOP,
)
from ...organizations.facts import Member, Membership
from ...organizations.standing import FEATURES_FIRST
from ..administrators import GUARDDUTY
from ..examples import ADMINISTRATOR
from ..facts import Administrator


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.guardduty.org-auto-enable",
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
        "Where the message names another account: there, in each Region, set auto-enable to NONE, disassociate and "
        "delete its members; then, in the management account, aws guardduty disable-organization-admin-account in each "
        "Region and aws organizations deregister-delegated-administrator; and plan again. " + FEATURES_FIRST
    ),
)
def administrator(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    return administered(GUARDDUTY, account, snapshot, want, Administrator)
