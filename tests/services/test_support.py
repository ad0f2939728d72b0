"""Support: whether the plan has an API."""

from __future__ import annotations

import pytest

from hardpan import services
from hardpan.model import FactUnreadable, Place
from hardpan.services.support.collect import support_plan
from services.driving import denied, drive

services.load()
READ = "support:DescribeSeverityLevels"


@pytest.mark.parametrize(("answer", "paid"), [({"severityLevels": []}, True), (None, False)])
def test_a_plan_with_an_api_is_paid_for(answer: object, paid: bool) -> None:
    (plan,) = drive(support_plan(Place("111122223333")), {READ: answer})
    assert plan.paid is paid


def test_a_plan_that_may_not_be_read_is_not_taken_for_basic() -> None:
    (plan,) = drive(support_plan(Place("111122223333")), {READ: denied(READ)})
    with pytest.raises(FactUnreadable):
        str(plan)
