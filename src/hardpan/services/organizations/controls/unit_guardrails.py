"""Each organizational unit has its guardrails, as they were made.

What the root has holds everywhere; what only some accounts can bear, or need, is on their unit: no IAM users where people
sign in through Identity Center, no large machines where people experiment, nothing at all in quarantine. Which unit has
which follows from the profile, by the unit's path or by what hardpan.yaml says it plays the part of.

Check by hand:
    aws organizations list-policies-for-target --target-id OU_ID --filter SERVICE_CONTROL_POLICY
    aws organizations describe-policy --policy-id POLICY_ID

Fix by hand:
    aws organizations create-policy --type SERVICE_CONTROL_POLICY --name hardpan-scp-deny-iam-users --description DESCRIPTION --content file://scp.json
    aws organizations attach-policy --policy-id POLICY_ID --target-id OU_ID

Edge cases:
    A unit that plays no part of the profile's tree has none of its own and is not judged: say `guardrails:` below it in
    hardpan.yaml to give it those of another. Units of the file that are not there yet are the matter of control
    organizations.units. Whether nobody is locked out whom Hardpan needs is proven before anything is attached; a unit in
    quarantine is meant to shut everybody out. In a landing zone of Control Tower every unit keeps four of its places for
    Control Tower's own policies, so that more guardrails share one.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_auth.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotApplicable, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...controltower.facts import LandingZone
from ..examples import AS_DESCRIBED, AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP, ROOT, UNIT_POLICIES
from ..facts import Membership, OrganizationPolicy, Unit
from ..held import held
from ..standing import FEATURES_FIRST, unavailable

_FIRST, *_OTHERS = UNIT_POLICIES
_ONE_UNIT = replace(DESCRIBED, organization=replace(DESCRIBED.organization, units=(DESCRIBED.organization.units[1],)))


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="iam.scp.deny-users",
    joins=[Unit, OrganizationPolicy, LandingZone],
    passes=[(MEMBERSHIP, *AS_DESCRIBED, *UNIT_POLICIES, _ONE_UNIT)],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, _ONE_UNIT),
        (MEMBERSHIP, *AS_DESCRIBED, replace(_FIRST, targets=(ROOT.id,)), *_OTHERS, _ONE_UNIT),
        (MEMBERSHIP, *AS_DESCRIBED, replace(_FIRST, content="{}"), *_OTHERS, _ONE_UNIT),
        (BILLING_ONLY, _ONE_UNIT),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED)],
    human=(
        "Console > AWS Organizations > Policies: where the message says that guardrails do not fit, look at what is "
        "attached to the unit, detach there what no longer serves, and plan again. " + FEATURES_FIRST
    ),
)
def unit_guardrails(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    there = {unit.path: unit.id for unit in snapshot.at(Unit, account.place)}
    targets = {unit.path: there[unit.path] for unit in want.organization.units if unit.path in there}
    if not targets:
        return NotApplicable("hardpan.yaml lists no unit that is there")
    return held(snapshot, want, account, targets)
