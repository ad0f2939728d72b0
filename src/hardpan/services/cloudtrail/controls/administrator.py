"""CloudTrail is administered from the account for security tooling.

Whoever changes an organization's trail decides what is recorded of every account. As long as that is done from the
management account, somebody signs in there for it, where no guardrail binds them.

Check by hand:
    aws organizations list-delegated-administrators --service-principal cloudtrail.amazonaws.com

Fix by hand:
    aws cloudtrail register-organization-delegated-admin --member-account-id ACCOUNT_ID

Edge cases:
    The trail stays the management account's, whoever made it. CloudTrail takes three administrators: where there is
    another and this account is none, that is a finding, and nothing is changed. Hardpan goes on changing the trail from
    the management account. Where the account for security tooling keeps the logs too, whoever is administrator there
    could redirect the trail and delete what it wrote before: two accounts are better.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.administrators import not_administered
from ...organizations.examples import (
    ADMINISTRATOR,
    AS_DESCRIBED,
    AS_MEMBER,
    BILLING_ONLY,
    DESCRIBED,
    IN_NONE,
    MEMBERSHIP,
    SHOP,
)
from ...organizations.facts import Administrator, Member, Membership
from ...organizations.standing import FEATURES_FIRST, unavailable
from ..organization import CLOUDTRAIL

_DELEGATED = replace(ADMINISTRATOR, services=(CLOUDTRAIL,))


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.delegation.security-services",
    joins=[Member, Administrator],
    passes=[
        (MEMBERSHIP, *AS_DESCRIBED, _DELEGATED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, _DELEGATED, replace(_DELEGATED, id=SHOP.id), DESCRIBED),
    ],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(_DELEGATED, id=SHOP.id), DESCRIBED),
        (MEMBERSHIP, _DELEGATED, DESCRIBED),
        (BILLING_ONLY, DESCRIBED),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED)],
    human=(
        "Where the message says that another account administers it: aws cloudtrail "
        "deregister-organization-delegated-admin --delegated-admin-account-id ACCOUNT_ID, and plan again. "
        + FEATURES_FIRST
    ),
)
def administrator(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    tooling = want.organization.security_tooling
    if tooling is None:
        return NotApplicable("hardpan.yaml names no account for security tooling")
    if wrong := not_administered(CLOUDTRAIL, tooling, snapshot, want, account.place):
        return Fail(wrong)
    return Pass(f"{tooling} administers CloudTrail")
