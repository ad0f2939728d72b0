"""Which plan the account is on.

API reference: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_freetier_GetAccountPlanState.html
"""

from __future__ import annotations

from datetime import timedelta

from .. import owner, root
from ..registry import Answer, Call, overlay

FREE_PLAN_LASTS = timedelta(days=180)


@overlay("freetier", "GetAccountPlanState")
def get_plan(call: Call) -> Answer:
    plan = owner.of(call.account).account_plan
    answer: Answer = {"accountId": call.account, "accountPlanType": plan, "accountPlanStatus": "ACTIVE"}
    if plan == "FREE":
        answer["accountPlanRemainingCredits"] = {"amount": 100.0, "unit": "USD"}
        answer["accountPlanExpirationDate"] = root.of(call.account).created + FREE_PLAN_LASTS
    return answer


@overlay("freetier", "UpgradeAccountPlan")
def upgrade(call: Call) -> Answer:
    """There is no way back."""
    owner.of(call.account).account_plan = call.parameters["accountPlanType"]
    return {
        "accountId": call.account,
        "accountPlanType": call.parameters["accountPlanType"],
        "accountPlanStatus": "ACTIVE",
    }
