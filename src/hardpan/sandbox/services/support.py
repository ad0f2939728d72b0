"""AWS Support's API, which accounts on the Basic plan cannot use.

https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html: without a paid plan every operation answers
SubscriptionRequiredException.
"""

from __future__ import annotations

from .. import owner
from ..registry import Answer, AwsError, Call, guard, overlay

SEVERITIES = {
    "low": "General guidance",
    "normal": "System impaired",
    "high": "Production system impaired",
    "urgent": "Production system down",
    "critical": "Business-critical system down",
}


@guard("support", "DescribeTrustedAdvisorChecks", "RefreshTrustedAdvisorCheck", "DescribeCases", "CreateCase")
def refuse_without_a_paid_plan(call: Call) -> None:
    if owner.of(call.account).support_plan == "basic":
        raise AwsError(
            "SubscriptionRequiredException", "Amazon Web Services Premium Support Subscription is required to use this"
        )


@overlay("support", "DescribeSeverityLevels")
def describe_severities(call: Call) -> Answer:
    refuse_without_a_paid_plan(call)
    return {"severityLevels": [{"code": code, "name": name} for code, name in SEVERITIES.items()]}


@overlay("support", "DescribeServices")
def describe_services(call: Call) -> Answer:
    refuse_without_a_paid_plan(call)
    return {"services": [{"code": "general-info", "name": "General Info and Getting Started", "categories": []}]}
