"""Every account of an organization that Control Tower governs is enrolled in Control Tower.

An account that was made with Organizations, by hand or by a tool, has the policies of its unit and nothing else of Control
Tower: no recorder, no notifications, no role to work in it by. Its console shows such an account, and judges nothing
in it.

Check by hand:
    aws controltower list-enabled-baselines --include-children --region HOME_REGION
    aws organizations list-accounts

Fix by hand:
    aws iam create-role --role-name AWSControlTowerExecution --assume-role-policy-document file://TRUST.json
    aws iam attach-role-policy --role-name AWSControlTowerExecution --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
    aws controltower reset-enabled-baseline --enabled-baseline-identifier ENABLED_BASELINE_OF_ITS_UNIT --region HOME_REGION

Edge cases:
    An account can be enrolled where its unit is registered, the role AWSControlTowerExecution lets the management
    account in (the first two commands, in the account itself; accounts that Hardpan makes have it where access.role
    says so), and AWS Config has no recorder or delivery channel of somebody else's. In a registered unit, and where
    Hardpan's guardrails are attached, only access.role, Hardpan's own roles and StackSets can make that role: make it
    before the account is moved there, or let the console's Register OU make it. Resetting the baseline of a unit
    enrols every account in it; the console enrols one. Where the landing zone enrols accounts by itself, moving one
    into a registered unit is enough. Closed accounts and the management account are not counted; Log Archive and Audit
    have baselines of their own.

Source: https://docs.aws.amazon.com/controltower/latest/userguide/enroll-account.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_DESCRIBED, CLOSED, DESCRIBED, SHOP
from ...organizations.facts import Member
from ...organizations.layout import OPEN, there
from ..examples import ENROLLED, LANDING_ZONE, OF_LOGS, OF_SHOP, OF_UNIT
from ..facts import EnabledBaseline, LandingZone
from .landing_zone_in_sync import NONE

_WITHOUT_SHOP = tuple(one for one in AS_DESCRIBED if one != SHOP)


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.ou.structure",
    joins=[EnabledBaseline, Member],
    passes=[(LANDING_ZONE, *ENROLLED, *AS_DESCRIBED, CLOSED), (LANDING_ZONE, *ENROLLED, *AS_DESCRIBED, DESCRIBED)],
    fails=[
        (LANDING_ZONE, OF_UNIT, OF_LOGS, *AS_DESCRIBED),
        (LANDING_ZONE, OF_UNIT, OF_LOGS, replace(OF_SHOP, status="FAILED"), *AS_DESCRIBED),
        (LANDING_ZONE, OF_UNIT, OF_LOGS, replace(OF_SHOP, name="BackupBaseline"), *AS_DESCRIBED),
        (LANDING_ZONE, *ENROLLED, *_WITHOUT_SHOP, DESCRIBED),
    ],
    none=NONE,
    human="In the management account: Console > Control Tower, in the landing zone's home Region > Organization. "
    "Register the unit that the account is in, where that is not registered; then select the account > Actions > "
    "Enroll. It needs the role AWSControlTowerExecution, as the page of this control says, and no recorder of AWS "
    "Config. An account that hardpan.yaml is yet to make is enrolled once it is there.",
)
def accounts_enrolled(zone: LandingZone, snapshot: Snapshot, want: Baseline) -> Verdict:
    members = [one for one in snapshot.at(Member, zone.place) if one.id != zone.place.account]
    states = {one.target: one.status for one in snapshot.at(EnabledBaseline, zone.place) if one.governs}
    opened = sorted((one for one in members if one.state in OPEN), key=lambda one: one.name)
    wrong = [f"{one.name} ({one.id}) is not enrolled" for one in opened if one.id not in states]
    wrong += [
        f"enrolling {one.name} ({one.id}) is {state.lower().replace('_', ' ')}"
        for one in opened
        if (state := states.get(one.id, "SUCCEEDED")) != "SUCCEEDED"
    ]
    wrong += [
        f"{one.name} is yet to be made, and is not enrolled then"
        for one in want.organization.accounts
        if not one.close and there(one, members) is None
    ]
    if wrong:
        return Fail("; ".join(wrong))
    return Pass(f"all {len(opened)} open accounts are enrolled")
