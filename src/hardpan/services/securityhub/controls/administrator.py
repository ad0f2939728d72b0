"""Security Hub is administered from the account for security tooling.

There the findings of all accounts come together, and it is decided what is checked in each of them, without anybody
working in the management account.

Check by hand:
    aws securityhub list-organization-admin-accounts --region HOME_REGION

Fix by hand:
    aws securityhub enable-security-hub --region HOME_REGION --no-enable-default-standards
    aws securityhub enable-organization-admin-account --region HOME_REGION --admin-account-id ACCOUNT_ID

Edge cases:
    Asked of the home Region: with central configuration the same account administers every Region that is linked to it.
    Another account that has the part is a finding, and is left as it is. The account is organization.security_tooling
    of hardpan.yaml; it has Security Hub on first, since one that is designated without gets two standards, of which one
    is of 2018.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html
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
from ..administrators import SECURITY_HUB
from ..examples import ADMINISTRATOR
from ..facts import Administrator

_ELSEWHERE = replace(ADMINISTRATOR, place=ADMINISTRATOR.place.at("us-east-1"), account=None)


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    profile="team",
    catalogue="detect.securityhub.org",
    joins=[Member, Administrator],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, _ELSEWHERE, DESCRIBED)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, account=None), DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, account=SHOP.id), DESCRIBED),
        (MEMBERSHIP, ADMINISTRATOR, DESCRIBED),
        (BILLING_ONLY, ADMINISTRATOR, DESCRIBED),
        (IN_NONE, replace(ADMINISTRATOR, account=None), DESCRIBED),
    ],
    not_applicable=[
        (IN_NONE,),
        (AS_MEMBER, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR),
        (MEMBERSHIP, *AS_DESCRIBED, _ELSEWHERE, DESCRIBED),
    ],
    human=(
        "Where the message names another account: there, turn central configuration off, then, in the management "
        "account, aws securityhub disable-organization-admin-account in each Region and aws organizations "
        "deregister-delegated-administrator; and plan again. " + FEATURES_FIRST
    ),
)
def administrator(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    return administered(SECURITY_HUB, account, snapshot, want, Administrator, only=want.home_region)
