"""Trusted Advisor: asked only where AWS would answer."""

from __future__ import annotations

from dataclasses import replace

from hardpan import services
from hardpan.model import Place, Read
from hardpan.services.trustedadvisor.collect import red_items
from hardpan.services.trustedadvisor.examples import RED
from services.driving import drive

services.load()

PLAN = "support:DescribeSeverityLevels"


def test_red_items_are_read_with_their_stage() -> None:
    told = {"arn": RED.arn, "name": RED.name, "status": "error", "resourcesAggregates": {"errorCount": 1}}
    answers = {
        PLAN: {"severityLevels": []},
        "trustedadvisor:ListRecommendations": {
            "recommendationSummaries": [told, told | {"arn": f"{RED.arn}-2", "lifecycleStage": "dismissed"}]
        },
    }
    first, second = drive(red_items(RED.place), answers)
    assert first == RED
    assert second == replace(RED, arn=f"{RED.arn}-2", stage="dismissed")
    assert not second.is_open


def test_without_a_paid_plan_or_an_api_nobody_is_asked() -> None:
    sent: list[Read] = []
    assert drive(red_items(RED.place), {PLAN: None}, sent) == []
    assert drive(red_items(Place("111122223333", None, "aws-us-gov")), {}, sent) == []
    assert [read.action for read in sent] == [PLAN]
