"""Plans over several accounts: what comes after a step in every account, and what reaches every account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from hardpan import services
from hardpan.config import EXAMPLE, Baseline
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, Operation, Place, Region, Step, Write, in_every_account, step_key
from hardpan.plan import Plan, Planner, Selection
from hardpan.snapshot import Snapshot

services.load()
CONTROL = "guardduty.s3_protection"
ABOVE, BELOW = Place("111122223333", "eu-west-1"), Place("444455556666", "eu-west-1")


def an_operation(run: Callable[[Baseline, Snapshot], Iterator[Step]], **more: Any) -> Operation:
    made: dict[str, Any] = {
        "id": "guardduty.made",
        "satisfies": (CONTROL,),
        "facts": (),
        "writes": (),
        "after": (),
        "permissions": (),
        "consent": None,
        "asked_by": (),
        "page": "",
        "run": run,
    }
    return Operation(**{**made, **more})


def a_step(name: str, place: Place, **more: Any) -> Step:
    made = Step(key=step_key(name, place), place=place, write=Write("guardduty", "ListDetectors"), because="", undo=())
    return replace(made, **more)


def planned(*operations: Operation) -> Plan:
    planner = Planner(EXAMPLE, operations)
    for place in (ABOVE, BELOW):
        have = Snapshot.of(Region(place=place))
        planner.add(have, evaluate([CONTROLS[CONTROL]], have, EXAMPLE))
    return planner.plan(account=ABOVE.at(None), selection=Selection(), digest="")


def above_and_below(step_above: Step) -> Callable[[Baseline, Snapshot], Iterator[Step]]:
    def run(_: Baseline, have: Snapshot) -> Iterator[Step]:
        (region,) = have.regions
        yield step_above if region.place == ABOVE else a_step("z/create:one", BELOW)

    return run


def test_a_step_follows_those_of_a_name_in_every_account() -> None:
    last = a_step("a/configure", ABOVE, follows=frozenset({in_every_account("z/create", ABOVE)}))
    plan = planned(an_operation(above_and_below(last)))
    assert [step.key for step in plan.steps] == ["z/create:one@444455556666/eu-west-1", last.key]
    assert plan.steps[0].key in plan.steps[1].follows
    assert plan.steps[1].comes_after(plan.steps[0])
    assert not plan.steps[0].comes_after(plan.steps[1])


def test_in_another_region_it_follows_nothing() -> None:
    last = a_step("a/configure", ABOVE, follows=frozenset({in_every_account("z/create", ABOVE.at("us-east-1"))}))
    plan = planned(an_operation(above_and_below(last)))
    assert [step.key for step in plan.steps] == [last.key, "z/create:one@444455556666/eu-west-1"]


def test_what_it_follows_may_lack_consent() -> None:
    last = a_step("a/configure", ABOVE, follows=frozenset({in_every_account("z/create", ABOVE)}))

    def asking(_: Baseline, have: Snapshot) -> Iterator[Step]:
        yield from (a_step("z/create", region.place) for region in have.regions)

    def run(_: Baseline, have: Snapshot) -> Iterator[Step]:
        yield from (last for region in have.regions if region.place == ABOVE)

    plan = planned(an_operation(run), an_operation(asking, id="guardduty.asking", consent="it may break"))
    assert [step.key for step in plan.steps] == [last.key]


def test_what_a_step_reaches_waits_for_no_person() -> None:
    def run(reaches: bool) -> Plan:
        def steps(_: Baseline, have: Snapshot) -> Iterator[Step]:
            yield from (a_step("a", ABOVE, reaches=reaches) for region in have.regions if region.place == ABOVE)

        return planned(an_operation(steps))

    assert [step.account for step in run(False).human_steps] == [BELOW.account]
    assert run(True).human_steps == ()


def test_a_person_is_asked_once_what_has_to_be_first_is_done() -> None:
    waiting, first = CONTROLS["accessanalyzer.no_external_access"], CONTROLS["accessanalyzer.external_analyzer"]
    assert waiting.once == first.id
    have = Snapshot.of(Region(place=ABOVE))
    for judged, asked in (([waiting], [waiting.id]), ([waiting, first], [first.id])):
        planner = Planner(EXAMPLE, ())
        planner.add(have, evaluate(judged, have, EXAMPLE))
        plan = planner.plan(account=ABOVE.at(None), selection=Selection(), digest="")
        assert [step.control for step in plan.human_steps] == asked


def test_what_has_to_be_first_is_a_control() -> None:
    assert {control.once for control in CONTROLS.values()} - {None} <= CONTROLS.keys()
