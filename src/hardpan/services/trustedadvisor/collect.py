"""What to ask Trusted Advisor, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from ..support.collect import READS as PLAN_READS
from ..support.collect import support_plan
from .facts import RedItem

_PARTITION = "aws"  # the only one that has its API


@collector(RedItem, per="account", reads=[*PLAN_READS, "trustedadvisor:ListRecommendations"])
def red_items(here: Place) -> Reading[RedItem]:
    """Asked only of accounts whose support plan has an API: to others the answer looks like a lack of permission.

    https://docs.aws.amazon.com/awssupport/latest/user/get-started-with-aws-trusted-advisor-api.html
    """
    if here.partition != _PARTITION:
        return []
    (plan,) = yield from support_plan(here)
    if not plan.paid:
        return []
    asked = Read("trustedadvisor", "ListRecommendations", pillar="security", status="error")
    told = (yield asked.at(here.global_region))["recommendationSummaries"]
    return [
        RedItem(
            place=here,
            arn=one["arn"],
            name=one["name"],
            stage=one.get("lifecycleStage"),
            resources=one["resourcesAggregates"]["errorCount"],
        )
        for one in sorted(told, key=lambda one: str(one["arn"]))
        if one["status"] == "error"
    ]
