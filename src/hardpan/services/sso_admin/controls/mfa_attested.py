"""Somebody has vouched within six months that Identity Center always asks for MFA.

A password that was guessed, bought or phished opens every account at once there. That MFA is asked for every time, and
that nobody comes in without a device, is set in the console and told by no API.

Check by hand:
    aws sso-admin list-instances

    Console > IAM Identity Center > Settings > Authentication > Multi-factor authentication says the rest.

Fix by hand:
    Console > IAM Identity Center > Settings > Authentication > Multi-factor authentication > Configure. Prompt users
    for MFA: every time they sign in (always-on). MFA types: security keys and built-in authenticators, and
    authenticator apps only if you must. If a user does not have a registered device: require them to register one at
    sign-in. Then write who looked and when to hardpan.yaml, under attestations.identity_center_mfa.
    aws sso-admin list-instances

Edge cases:
    Where people sign in at an identity provider of your own, MFA is asked for there, and these settings have no effect:
    vouch for the provider's. It is judged once Identity Center is enabled.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/mfa-getting-started.html
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hardpan.config import EXAMPLE, Attestation, Baseline
from hardpan.model import NotApplicable, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...attestation import verdict
from ...organizations.examples import AS_MEMBER, IN_NONE, MEMBERSHIP
from ...organizations.facts import Membership
from ...organizations.standing import manages
from ..center import of_organization
from ..examples import INSTANCE
from ..facts import Instance

_SIX_MONTHS = 180  # days


def _attested(on: date) -> Baseline:
    return replace(EXAMPLE, identity_center_mfa=Attestation(by="Ada Example", on=on))


@control(
    section="iam",
    severity=Severity.CRITICAL,
    catalogue="iam.identity-center.mfa",
    joins=[Instance],
    passes=[(MEMBERSHIP, INSTANCE, _attested(date(2026, 6, 1)))],
    fails=[
        (MEMBERSHIP, INSTANCE, _attested(date(2026, 3, 1))),
        (MEMBERSHIP, INSTANCE, _attested(date(2027, 3, 1))),
    ],
    manual=[(MEMBERSHIP, INSTANCE)],
    not_applicable=[(MEMBERSHIP,), (MEMBERSHIP, replace(INSTANCE, of_organization=False)), (IN_NONE,), (AS_MEMBER,)],
    human=(
        "In the management account: Console > IAM Identity Center > Settings > Authentication > Multi-factor "
        "authentication > Configure. Prompt users for MFA: every time they sign in (always-on). Which MFA types: "
        "security keys and built-in authenticators. If a user does not yet have a registered device: require them to "
        "register one at sign-in. Who can manage MFA devices: users can add and manage their own. Save changes, sign "
        "in once as a user to see it. With an identity provider of your own, see to the same there. Then add to "
        "hardpan.yaml, under attestations, identity_center_mfa with by, on (the date) and note (where a picture of the "
        "settings is kept; never a secret). It is good for 180 days."
    ),
)
def mfa_attested(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not manages(account):
        return NotApplicable("Identity Center is judged in the management account of an organization")
    if of_organization(snapshot, account.place) is None:
        return NotApplicable("Identity Center is not enabled: nobody signs in there")
    said = want.identity_center_mfa
    return verdict(said, snapshot.taken.date(), "attestations.identity_center_mfa", days=_SIX_MONTHS)
