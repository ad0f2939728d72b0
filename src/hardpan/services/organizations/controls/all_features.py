"""The organization has all features.

An organization that only shares a bill cannot bind its members: no service control policy, no central root access, no
service that looks into every account. All features cost nothing.

Check by hand:
    aws organizations describe-organization --query Organization.FeatureSet

Fix by hand:
    aws organizations create-organization --feature-set ALL
    aws organizations enable-all-features
    aws organizations list-handshakes-for-account
    aws organizations accept-handshake --handshake-id HANDSHAKE_ID

Edge cases:
    It cannot be taken back. Every account that was invited is asked and has to agree; accounts that the organization
    made are not asked. At the end the management account confirms. An account in no organization is judged
    only where hardpan.yaml describes one: nobody needs one for a single account. Making one is for good for the account
    that makes it: it becomes the management account, which no guardrail binds, and leaves AWS's Free plan.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html
"""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP
from ..facts import Membership
from ..standing import elsewhere, has_all_features


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.exists",
    passes=[MEMBERSHIP],
    fails=[BILLING_ONLY, (IN_NONE, DESCRIBED)],
    not_applicable=[IN_NONE, AS_MEMBER],
    human=(
        "In the management account: Console > AWS Organizations > Settings > Begin process to enable all features. "
        "The owner of each invited account accepts the request that AWS mails; then, on the same page, Finalize. "
        "It cannot be taken back."
    ),
)
def all_features(account: Membership, want: Baseline) -> Verdict:
    if verdict := elsewhere(account, want):
        return verdict
    if has_all_features(account):
        return Pass(f"organization {account.organization} has all features")
    return Fail(f"organization {account.organization} shares a bill and nothing else")
