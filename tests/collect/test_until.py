"""Reads that wait: repeated until the answer says so, once for all collectors, and never for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hardpan.collect import engine
from hardpan.collect.engine import collect
from hardpan.model import Account, Collector, Fact, Place, Read, Reading, Unreadable, Why
from hardpan.snapshot import Snapshot

HERE = Place("111122223333")
REPORT = Read("iam", "GenerateCredentialReport").until("State", "COMPLETE", seconds=30)
REFUSED = Why("iam", "GenerateCredentialReport", "iam:GenerateCredentialReport", "AccessDenied", "no", HERE)


class Reader:
    """Answers with each of these in turn, the last for ever."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def read(self, place: Place, read: Read) -> Any:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class First(Fact):
    """What one collector learns."""


class Second(Fact):
    """What another learns, from the same request."""


def learned(reader: Reader, read: Read) -> tuple[list[Any], Snapshot]:
    """The answers that two collectors were given, and the snapshot."""
    given: list[Any] = []

    def run(here: Place) -> Reading[Any]:
        given.append((yield read))
        return []

    collectors = [Collector(kind, "account", (read.action,), run) for kind in (First, Second)]
    accounts = [Account(place=HERE, name=None)]
    return given, asyncio.run(collect(reader, accounts=accounts, regions=[], collectors=collectors))


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_FIRST_WAIT", 0.01)


def test_a_read_is_repeated_until_its_answer_says_so() -> None:
    reader = Reader({"State": "STARTED"}, {"State": "INPROGRESS"}, {"State": "COMPLETE"})
    given, snapshot = learned(reader, REPORT)
    assert given == [{"State": "COMPLETE"}] * 2
    assert reader.asked == 3
    assert [len(seen) for seen in snapshot.evidence.values()] == [1, 1]


def test_a_read_that_waits_for_nothing_is_sent_once() -> None:
    reader = Reader({"State": "STARTED"}, {"State": "COMPLETE"})
    given, _ = learned(reader, Read("iam", "GenerateCredentialReport"))
    assert given == [{"State": "STARTED"}] * 2
    assert reader.asked == 1


def test_a_refusal_ends_the_wait() -> None:
    reader = Reader({"State": "STARTED"}, REFUSED)
    given, _ = learned(reader, REPORT)
    assert all(isinstance(answer, Unreadable) for answer in given)
    assert reader.asked == 2


def test_the_last_answer_in_time_is_the_answer() -> None:
    reader = Reader({"State": "INPROGRESS"})
    impatient = Read("iam", "GenerateCredentialReport").until("State", "COMPLETE", seconds=0)
    given, _ = learned(reader, impatient)
    assert given == [{"State": "INPROGRESS"}] * 2
    assert reader.asked == 1


def test_waiting_is_kept_by_what_else_is_said_of_a_read() -> None:
    assert REPORT.at("us-east-1").or_none("ReportNotPresent").awaited == REPORT.awaited
