"""The organization lets its accounts share resources among themselves.

Without it a share goes to an account of the organization as it would to a stranger: by number, with an invitation, and
only where external principals are allowed. With it shares go to the organization or to a unit, and can be closed to
everybody else.

Check by hand:
    aws organizations list-aws-service-access-for-organization --query "EnabledServicePrincipals[?ServicePrincipal=='ram.amazonaws.com']"

Fix by hand:
    aws ram enable-sharing-with-aws-organization

Edge cases:
    It is turned on in RAM, not in Organizations, since RAM makes a role of its own in the same breath. It shares
    nothing by itself. Asked of the management account alone.

Source: https://docs.aws.amazon.com/ram/latest/userguide/getting-started-sharing.html#getting-started-sharing-orgs
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP, TRUSTED
from ...organizations.facts import Membership, TrustedServices
from ...organizations.standing import FEATURES_FIRST, unavailable
from ..facts import RAM

_TRUSTED = replace(TRUSTED, principals=(*TRUSTED.principals, RAM))


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="org.ram.internal-only",
    joins=[TrustedServices],
    passes=[(MEMBERSHIP, _TRUSTED)],
    fails=[(MEMBERSHIP, TRUSTED), (BILLING_ONLY,), (IN_NONE, DESCRIBED)],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED)],
    human=FEATURES_FIRST,
)
def organization_sharing(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    if any(RAM in one.principals for one in snapshot.at(TrustedServices, account.place)):
        return Pass("accounts of the organization share without invitations")
    return Fail("accounts of the organization can share only as with strangers")
