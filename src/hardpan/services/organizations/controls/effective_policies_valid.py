"""What accounts inherit from policies is valid in each of them.

Settings of policies on the root, on units and on an account come together, and can contradict each other or leave out
what must be said. AWS then enforces them in part, and each policy by itself looks as it should.

Check by hand:
    aws organizations list-accounts-with-invalid-effective-policy --policy-type DECLARATIVE_POLICY_EC2
    aws organizations list-effective-policy-validation-errors --account-id ACCOUNT_ID --policy-type DECLARATIVE_POLICY_EC2

Fix by hand:
    aws organizations describe-effective-policy --policy-type DECLARATIVE_POLICY_EC2 --target-id ACCOUNT_ID
    aws organizations update-policy --policy-id POLICY_ID --content file://policy.json

Edge cases:
    Every type that is on is asked for, others' policies included; service and resource control policies are not inherited
    in this way. Of each type only three accounts are asked what is wrong: a policy further up mostly is, in all of them.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_effective.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, INVALID, MEMBERSHIP
from ..facts import InvalidPolicy, Membership
from ..standing import FEATURES_FIRST, unavailable


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.policies.effective-valid",
    profile="team",
    joins=[InvalidPolicy],
    passes=[(MEMBERSHIP,)],
    fails=[
        (MEMBERSHIP, INVALID),
        (MEMBERSHIP, INVALID, replace(INVALID, account="888899990000", faults=())),
        (BILLING_ONLY,),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=(
        "In the management account: Console > AWS Organizations > Policies, open the type that is named, and for the "
        "account that is named View effective policy: its errors say which policies contribute. Change the policy, of "
        "this account or of a unit above it, that contradicts the others. " + FEATURES_FIRST
    ),
)
def effective_policies_valid(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    by_kind: dict[str, list[InvalidPolicy]] = {}
    for one in snapshot.at(InvalidPolicy, account.place):
        by_kind.setdefault(one.kind, []).append(one)
    if by_kind:
        return Fail("; ".join(_told(kind, found) for kind, found in by_kind.items()))
    return Pass("what accounts inherit is valid everywhere")


def _told(kind: str, found: list[InvalidPolicy]) -> str:
    faults = dict.fromkeys(fault for one in found for fault in one.faults)
    why = f" ({'; '.join(faults)})" if faults else ""
    return f"{kind} is not valid in {', '.join(one.account for one in found)}{why}"
