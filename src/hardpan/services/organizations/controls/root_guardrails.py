"""The organization's guardrails are on its root, as they were made.

Whoever takes over a member account makes it leave, or silences what watches it, first. The guardrails of the profile
keep members from that, and nobody inside a member can lift them. One that was emptied, edited or detached looks in
many lists as if it still held: each is compared with the document that Hardpan makes.

Check by hand:
    aws organizations list-policies-for-target --target-id ROOT_ID --filter SERVICE_CONTROL_POLICY
    aws organizations describe-policy --policy-id POLICY_ID

Fix by hand:
    aws organizations create-policy --type SERVICE_CONTROL_POLICY --name hardpan-scp-deny-leave-organization --description DESCRIPTION --content file://scp.json
    aws organizations attach-policy --policy-id POLICY_ID --target-id ROOT_ID

Edge cases:
    The management account is never bound: no service or resource control policy applies to it. What it runs has no
    ceiling, so run nothing there. Declarative policies on the root, as for EC2 and S3, do hold there.
    A guardrail that needs what hardpan.yaml does not say is left out, and the message says so. Where organization.regions
    is set, scp-region-restriction is among them and closes every Region but those, the home Region and the one where
    global services answer: list there every Region in which anything runs, those enabled by default too.
    Policies of others on the root take places; where too few are left, guardrails share a policy or do not fit.
    Where Control Tower governs, every Region that it governs stays open, and its role AWSControlTowerExecution is exempt.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.guardrails import ROOT as ROOT_PATH
from hardpan.model import Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...controltower.facts import LandingZone
from ..examples import AS_MEMBER, BILLING_ONLY, FOREIGN, IN_NONE, MEMBERSHIP, POLICIES, ROOT, WORKLOADS
from ..facts import Membership, OrganizationPolicy, Root
from ..held import held
from ..standing import FEATURES_FIRST, unavailable

_FIRST, *_OTHERS = POLICIES
_NOTHING = '{"Version":"2012-10-17","Statement":[]}'
_CROWD = tuple(replace(FOREIGN, id=f"p-foreign{number}", name=f"ours-{number}") for number in range(9))


@control(
    section="account-architecture",
    severity=Severity.CRITICAL,
    catalogue="org.scp.deny-leave",
    joins=[Root, OrganizationPolicy, LandingZone],
    passes=[(MEMBERSHIP, ROOT, *POLICIES), (MEMBERSHIP, ROOT, FOREIGN, *POLICIES)],
    fails=[
        (MEMBERSHIP, ROOT),
        (MEMBERSHIP, ROOT, *_OTHERS),
        (MEMBERSHIP, ROOT, replace(_FIRST, targets=(WORKLOADS.id,)), *_OTHERS),
        (MEMBERSHIP, ROOT, replace(_FIRST, content=_NOTHING), *_OTHERS),
        (MEMBERSHIP, ROOT, replace(_FIRST, content=_OTHERS[0].content), *_OTHERS),
        (MEMBERSHIP, ROOT, *_CROWD),
        (BILLING_ONLY,),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=(
        "Console > AWS Organizations > Policies: where the message says that guardrails do not fit, look at what is "
        "attached to the root, detach there what no longer serves, or attach it to OUs instead, and plan again. "
        + FEATURES_FIRST
    ),
)
def root_guardrails(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    (root,) = snapshot.at(Root, account.place)
    return held(snapshot, want, account, {ROOT_PATH: root.id})
