"""AWS's own incident responders know the organization, and can be called.

AWS Security Incident Response looks through findings, keeps a case for each incident, and has people who help within
minutes. Enrolling takes some days until everything is in place: not while something burns.

Check by hand:
    aws security-ir list-memberships
    aws security-ir get-membership --membership-id MEMBERSHIP_ID --query membershipAccountsConfigurations

Fix by hand:
    aws security-ir create-membership --membership-name NAME --cover-entire-organization --incident-response-team name=NAME,jobTitle=TITLE,email=EMAIL name=NAME,jobTitle=TITLE,email=EMAIL

    From the account for security tooling, which the management account has made the service's delegated administrator.

Edge cases:
    A service that is paid for by what it looks through: see https://aws.amazon.com/security-incident-response/pricing/
    first, which is why Hardpan enrols nobody. Waive this where you have responders of your own. Asked in the account
    for security tooling, or where hardpan.yaml names none in the management account. Memberships are asked for in one
    Region, and the list tells the Region of each.

Source: https://docs.aws.amazon.com/security-ir/latest/userguide/setup.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.services.administration import is_tooling
from hardpan.services.organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..examples import ENROLLED
from ..facts import ACTIVE, Enrolment
from ..once import elsewhere


@control(
    section="incident-response",
    severity=Severity.LOW,
    catalogue="ir.security-ir",
    profile="enterprise",
    joins=[Account, Enrolment],
    passes=[
        (MEMBERSHIP, ENROLLED),
        (IN_NONE, replace(ENROLLED, everybody=False)),
        (AS_MEMBER, TOOLING, ENROLLED, DESCRIBED),
    ],
    fails=[
        (MEMBERSHIP,),
        (IN_NONE,),
        (MEMBERSHIP, replace(ENROLLED, everybody=False)),
        (MEMBERSHIP, replace(ENROLLED, status="Cancelled")),
        (AS_MEMBER, TOOLING, DESCRIBED),
    ],
    not_applicable=[(AS_MEMBER,), (MEMBERSHIP, ENROLLED, DESCRIBED), (AS_MEMBER, ENROLLED, DESCRIBED)],
    human=(
        "Read the price first: https://aws.amazon.com/security-incident-response/pricing/. Then, in the account for "
        "security tooling: Console > Security Incident Response > Sign up, for the entire organization, with two "
        "people who answer. Or waive this control, naming the responders you have instead."
    ),
    cost="by findings that are looked through: see the service's price list",
)
def enrolled(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    found = [one for one in snapshot.at(Enrolment, account.place) if one.status == ACTIVE]
    tooling = want.organization.security_tooling
    if tooling and account.management_account and not is_tooling(snapshot, want):
        return NotApplicable(f"asked in account {tooling}")
    if not tooling and (verdict := elsewhere(account)):
        return verdict
    if not found:
        return Fail("AWS Security Incident Response has no active membership")
    if account.organization and not any(one.everybody for one in found):
        return Fail("the membership is not for every account of the organization")
    return Pass(f"membership {found[0].id} is active")
