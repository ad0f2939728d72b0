"""What must hold for every control. A new control is tested by being there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Baseline
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, PROFILES, Control, Fact, Place, Status, Unreadable, Why
from hardpan.snapshot import Snapshot

services.load()

WHY = Why("iam", "GetAccountSummary", "iam:GetAccountSummary", "AccessDenied", "not allowed", Place("111122223333"))
KINDS = {"passes": Status.PASS, "fails": Status.FAIL, "not_applicable": Status.NOT_APPLICABLE, "manual": Status.MANUAL}
CASES = [
    pytest.param(control, status, scene, id=f"{control.id}-{kind}-{number}")
    for control in CONTROLS.values()
    for kind, status in KINDS.items()
    for number, scene in enumerate(getattr(control, kind))
]
EVERY = pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))


def parts(scene: Any) -> tuple[list[Fact], Baseline]:
    """A scene's facts, the subject first, and the Baseline it is judged against."""
    items = list(scene) if isinstance(scene, tuple) else [scene]
    wants = [item for item in items if isinstance(item, Baseline)]
    return [item for item in items if isinstance(item, Fact)], wants[0] if wants else EXAMPLE


def judged(control: Control, facts: list[Fact], want: Baseline) -> Status:
    """The status of the scene's subject. Only facts the control declares are shown to it."""
    subject, *joined = facts
    shown = [subject, *(fact for fact in joined if type(fact) in control.facts)]
    findings = evaluate([control], Snapshot.of(*shown), want)
    statuses = {finding.status for finding in findings}
    if len(statuses) == 1:
        return statuses.pop()
    same = [finding.status for finding in findings if finding.resource == subject.resource]
    return same[0]


def blinded(fact: Fact) -> Iterator[Fact]:
    """The same fact with one field Unreadable."""
    for field in fields(fact):
        if field.name != "place":
            yield replace(fact, **{field.name: Unreadable(WHY)})


@pytest.mark.parametrize(("control", "status", "scene"), CASES)
def test_an_example_gets_the_verdict_it_is_filed_under(control: Control, status: Status, scene: Any) -> None:
    facts, want = parts(scene)
    assert isinstance(facts[0], control.subject)
    assert judged(control, facts, want) is status


@pytest.mark.parametrize(("control", "status", "scene"), CASES)
def test_hiding_a_field_makes_the_verdict_unknown_or_leaves_it(control: Control, status: Status, scene: Any) -> None:
    facts, want = parts(scene)
    for number, fact in enumerate(facts):
        for blind in blinded(fact):
            assert judged_blind(control, [*facts[:number], blind, *facts[number + 1 :]], want) in (
                status,
                Status.UNKNOWN,
            )


def judged_blind(control: Control, facts: list[Fact], want: Baseline) -> Status:
    """As `judged`, where a fact's resource may be hidden too: the subject's own finding stands in the place's first."""
    subject, *joined = facts
    shown = [subject, *(fact for fact in joined if type(fact) in control.facts and type(fact) is not type(subject))]
    return evaluate([control], Snapshot.of(*shown), want)[0].status


@EVERY
def test_hiding_every_fact_is_never_a_pass(control: Control) -> None:
    """Every fact type the control rests on unreadable at once: UNKNOWN, and nothing else."""
    places = {"account": Place("111122223333"), "region": Place("111122223333", "eu-west-1")}
    seen = Snapshot.of(*parts((control.fails or control.manual)[0])[0])
    engine_made = {kind for kind in control.facts if kind.__name__ in ("Account", "Region")}
    hidden = {
        (kind, place): Unreadable(WHY)
        for kind in control.facts
        if kind not in engine_made
        for place in (seen.places(kind) or places.values())
    }
    assert hidden, f"{control.id} rests on nothing that is read from AWS"
    blind = replace(seen, facts={**{k: v for k, v in seen.facts.items() if k[0] in engine_made}, **hidden})
    assert {finding.status for finding in evaluate([control], blind, EXAMPLE)} == {Status.UNKNOWN}


@EVERY
def test_every_control_has_a_page_and_examples(control: Control) -> None:
    assert control.passes, "no passing example"
    assert control.fails or control.manual, "no example that does not pass"
    for heading in ("Check by hand:", "Fix by hand:", "Source:"):
        assert heading in control.page, f"the page has no {heading!r}"
    assert 10 <= len(control.title) <= 90
    assert control.profile in PROFILES
    assert re.fullmatch(r"[a-z0-9]+(\.[a-z0-9-]+)+", control.catalogue)


@EVERY
def test_facts_are_frozen_dataclasses_without_defaults(control: Control) -> None:
    for kind in control.facts:
        assert is_dataclass(kind)
        assert kind.__dataclass_params__.frozen
