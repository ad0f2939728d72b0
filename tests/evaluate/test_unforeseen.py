"""Answers that nobody foresaw: what rests on them is unknown or blocked, all else goes on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from hardpan import services
from hardpan.collect import collect, collectors_for
from hardpan.config import EXAMPLE
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, OPERATIONS, Account, Place, Read, Region, Status, Unreadable
from hardpan.plan import Selection, build
from hardpan.services.s3.examples import LOG_BUCKET
from hardpan.snapshot import Snapshot

WHOLE = Place("111122223333")

services.load()


class Odd:
    """Answers everything with the same thing."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer

    async def read(self, place: Place, read: Read) -> dict[str, Any]:
        return self.answer


def seen(reader: Any) -> Any:
    kinds = {kind for control in CONTROLS.values() for kind in control.facts}
    return asyncio.run(
        collect(
            reader,
            accounts=[Account(place=WHOLE, name=None)],
            regions=[Region(place=WHOLE.at("eu-west-1"))],
            collectors=collectors_for(kinds),
        )
    )


def test_an_answer_of_another_shape_is_unreadable_and_never_a_traceback() -> None:
    snapshot = seen(Odd({"Unheard": "of"}))
    hidden = [held.why for held in snapshot.facts.values() if isinstance(held, Unreadable)]
    assert hidden
    assert all(why.code == "UnexpectedAnswer" for why in hidden)
    findings = evaluate(CONTROLS.values(), snapshot, EXAMPLE)
    assert {finding.control for finding in findings} == set(CONTROLS)


# What a bucket's policy would be if a proxy answered in AWS's stead.
PAGE = Snapshot.of(replace(LOG_BUCKET, policy="<html>sign in</html>"))
CONTROL = CONTROLS["s3.log_bucket_policy"]


def test_a_document_that_is_none_makes_its_control_unknown() -> None:
    (finding,) = evaluate([CONTROL], PAGE, EXAMPLE)
    assert finding.status is Status.UNKNOWN
    assert "makes no sense" in finding.message


def test_an_operation_that_cannot_make_sense_of_it_is_blocked() -> None:
    operations = [one for one in OPERATIONS.values() if CONTROL.id in one.satisfies]
    findings = evaluate([CONTROL], PAGE, EXAMPLE)
    plan = build(EXAMPLE, PAGE, findings, operations, selection=Selection(), digest="x")
    assert plan.steps == ()
    assert [blocked.operation for blocked in plan.blocked] == [one.id for one in operations] != []
