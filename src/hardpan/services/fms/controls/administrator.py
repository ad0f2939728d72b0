"""Firewall Manager is administered from the account for security tooling.

From there it puts firewalls, security groups and rules of AWS WAF on the resources of every account, and on those that
are made tomorrow, without anybody working in the management account.

Check by hand:
    aws fms get-admin-account --region us-east-1

Fix by hand:
    aws fms associate-admin-account --region us-east-1 --admin-account ACCOUNT_ID

Cost:
    Nothing by itself. Each policy that is made later costs by the month and Region, and AWS Config must record in every
    account that it is for.

Edge cases:
    The administrator is set from the management account, in us-east-1, for all Regions; it can take a day until it is
    ready. Another account that has the part is a finding, and is left as it is. The account is
    organization.security_tooling of hardpan.yaml.

Source: https://docs.aws.amazon.com/waf/latest/developerguide/fms-prereq.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_DESCRIBED, AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP
from ...organizations.facts import Member, Membership
from ...organizations.layout import there
from ...organizations.standing import FEATURES_FIRST, unavailable
from ..examples import ADMINISTRATOR
from ..facts import READY, Administrator


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="infra.fms",
    joins=[Member, Administrator],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, DESCRIBED)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, account=None, status=None), DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, account=SHOP.id), DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, status="CREATING"), DESCRIBED),
        (MEMBERSHIP, ADMINISTRATOR, DESCRIBED),
        (BILLING_ONLY, DESCRIBED),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR)],
    human=(
        "Where the message names another account: there, aws fms disassociate-admin-account --region us-east-1, which "
        "deletes the policies it made; then plan again. " + FEATURES_FIRST
    ),
    cost="nothing by itself; policies are priced by the month and Region",
)
def administrator(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    tooling = next((one for one in want.organization.accounts if one.name == want.organization.security_tooling), None)
    if tooling is None:
        return NotApplicable("hardpan.yaml names no account for security tooling")
    meant = there(tooling, list(snapshot.at(Member, account.place)))
    if meant is None:
        return Fail(f"account {tooling.name} is not there")
    found = next(iter(snapshot.at(Administrator, account.place)), None)
    if found is None or not found.account:
        return Fail("nobody administers Firewall Manager")
    if found.account != meant.id:
        return Fail(f"{found.account} administers Firewall Manager")
    if found.status != READY:
        return Fail(f"{tooling.name} ({meant.id}) is to administer Firewall Manager, and is {found.status}")
    return Pass(f"{tooling.name} ({meant.id}) administers Firewall Manager")
