"""What to ask AWS Support, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import SupportPlan

READS = ["support:DescribeSeverityLevels"]


@collector(SupportPlan, per="account", reads=READS)
def support_plan(here: Place) -> Reading[SupportPlan]:
    """Basic and Developer plans have no API: it answers SubscriptionRequiredException."""
    answer = yield Read("support", "DescribeSeverityLevels").or_none("SubscriptionRequiredException")
    return [SupportPlan(place=here, paid=lift(lambda levels: levels is not None, answer))]
