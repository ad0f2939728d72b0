"""The types of policy that guardrails are made of are on.

Until its type is on in the root, a policy can be written and attached to nothing. With service and resource control
policies on, everything starts with full access, so that turning them on denies nothing.

Check by hand:
    aws organizations list-roots --query 'Roots[].PolicyTypes'

Fix by hand:
    aws organizations enable-policy-type --root-id ROOT_ID --policy-type SERVICE_CONTROL_POLICY
    aws organizations enable-policy-type --root-id ROOT_ID --policy-type RESOURCE_CONTROL_POLICY
    aws organizations enable-policy-type --root-id ROOT_ID --policy-type DECLARATIVE_POLICY_EC2

Edge cases:
    Which types are wanted follows from the profile: those of its guardrails. Turning a type off takes all its
    policies off everything, and turning it on again does not put them back: undo this before anything else was
    attached, or not at all. AvailablePolicyTypes of describe-organization does not say what is on.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/enable-policy-type.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, BILLING_ONLY, IN_NONE, MEMBERSHIP, ROOT
from ..facts import ON, Membership, Root
from ..standing import FEATURES_FIRST, unavailable
from ..wanted import kinds


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.policy-types",
    joins=[Root],
    passes=[
        (MEMBERSHIP, ROOT),
        (MEMBERSHIP, replace(ROOT, policy_types={**ROOT.policy_types, "RESOURCE_CONTROL_POLICY": "PENDING_ENABLE"})),
    ],
    fails=[
        (MEMBERSHIP, replace(ROOT, policy_types={})),
        (MEMBERSHIP, replace(ROOT, policy_types={**ROOT.policy_types, "RESOURCE_CONTROL_POLICY": "PENDING_DISABLE"})),
        (BILLING_ONLY, ROOT),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=FEATURES_FIRST,
)
def policy_types(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    (root,) = snapshot.at(Root, account.place)
    missing = [kind for kind in kinds(want.profile) if root.policy_types.get(kind) not in ON]
    if missing:
        return Fail(f"not on in the root: {', '.join(missing)}")
    return Pass(f"on in the root: {', '.join(kinds(want.profile))}")
