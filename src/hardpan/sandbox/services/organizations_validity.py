"""Whether what policies come to in an account is valid.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsWithInvalidEffectivePolicy.html,
API_ListEffectivePolicyValidationErrors. Only one fault is looked for: a backup plan that lacks what a plan must have,
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html. Its code is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from ..organization import Organization
from ..registry import Answer, AwsError, Call
from .organizations_accounts import account_of, need_member
from .organizations_desk import need_all_features, page, read
from .organizations_policies import effective_of

_BACKUP = "BACKUP_POLICY"
_OF_A_PLAN = ("regions", "rules", "selections")


@read("ListAccountsWithInvalidEffectivePolicy")
def list_invalid(call: Call, found: Organization) -> Answer:
    need_all_features(found)
    kind = call.parameters["PolicyType"]
    if all(effective_of(found, member, kind) is None for member in found.members):
        raise AwsError("EffectivePolicyNotFoundException", "No account has an effective policy of this type.")
    wrong = [account_of(found, member) for member in found.members.values() if any(_faults(found, member.id, kind))]
    return {**page(call, wrong, "Accounts"), "PolicyType": kind}


@read("ListEffectivePolicyValidationErrors")
def list_errors(call: Call, found: Organization) -> Answer:
    account, kind = need_member(found, call.parameters["AccountId"]), call.parameters["PolicyType"]
    if effective_of(found, account.id, kind) is None:
        raise AwsError("EffectivePolicyNotFoundException", "The account has no effective policy of this type.")
    ids = [policy.id for level in found.policies_over(account.id, kind) for policy in level]
    errors = [
        {
            "ErrorCode": "ELEMENTS_MISSING",
            "ErrorMessage": f"The plan has no {element}.",
            "PathToError": f"plans/{plan}/{element}",
            "ContributingPolicies": ids,
        }
        for plan, element in _faults(found, account.id, kind)
    ]
    told = {"AccountId": account.id, "PolicyType": kind, "Path": found.path(account.id)}
    return {**told, "EvaluationTimestamp": datetime.now(UTC), **page(call, errors, "EffectivePolicyValidationErrors")}


def _faults(found: Organization, account: str, kind: str) -> Iterator[tuple[str, str]]:
    """Plans, and what each lacks."""
    plans = (effective_of(found, account, kind) or {}).get("plans", {}) if kind == _BACKUP else {}
    for name, plan in plans.items():
        yield from ((name, element) for element in _OF_A_PLAN if not plan.get(element))
