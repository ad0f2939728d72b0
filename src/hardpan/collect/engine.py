"""Drives collectors over places through a reader, concurrently, and returns the Snapshot of what they learned."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from hardpan.model import (
    COLLECTORS,
    Account,
    Collector,
    Evidence,
    Fact,
    FactUnreadable,
    Place,
    Read,
    Region,
    Unreadable,
    Why,
)
from hardpan.snapshot import Snapshot, Subjects


class Reader(Protocol):
    """Sends one Read and gives its whole answer, or why there is none. The transport behind it can be replaced."""

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """The answer with all pages joined, None where the Read takes an error for "there is none", or Why."""


@dataclass
class Progress:
    """Counts of one run, shown while it goes on and reported at its end."""

    planned: int = 0  # reads known to be needed so far
    sent: int = 0  # of these, those that are done
    denied: int = 0  # of these, those without an answer
    requests: int = 0  # that went over the wire, pages and attempts
    retried: int = 0
    throttled: int = 0
    accounts: int = 1
    accounts_begun: int = 0
    accounts_read: int = 0
    interrupted: bool = False  # somebody stopped it: what is missing was not read
    on_change: Callable[[Progress], None] | None = field(default=None, repr=False)

    @property
    def expected(self) -> int:
        """Reads in all, as far as can be told: accounts not yet begun are taken to need as many as those begun."""
        return max(self.planned, self.planned * self.accounts // max(self.accounts_begun, 1))

    def changed(self) -> None:
        """Tell whoever watches."""
        if self.on_change:
            self.on_change(self)


def collectors_for(facts: Iterable[type[Fact]]) -> list[Collector]:
    """The collectors of these fact types, in a stable order. Raises KeyError for a type without one."""
    wanted = {fact for fact in facts if fact not in (Account, Region)}
    return sorted((COLLECTORS[fact] for fact in wanted), key=lambda found: found.name)


async def collect(
    reader: Reader,
    *,
    accounts: Iterable[Account],
    regions: Iterable[Region],
    collectors: Iterable[Collector],
    caller: str = "",
    progress: Progress | None = None,
) -> Snapshot:
    """Read everything the collectors ask for in every place. Only `asyncio.CancelledError` stops it."""
    accounts, regions = tuple(accounts), tuple(regions)
    taken = datetime.now(UTC)
    once = _Once(reader, progress or Progress())
    jobs = [
        (collector, fact.place)
        for collector in collectors
        for fact in (accounts if collector.per == "account" else regions)
    ]
    results = await asyncio.gather(*(_learn(once, collector, place) for collector, place in jobs))
    facts: dict[tuple[type[Fact], Place], Subjects] = {(Account, fact.place): (fact,) for fact in accounts}
    facts.update({(Region, fact.place): (fact,) for fact in regions})
    evidence: dict[tuple[type[Fact], Place], tuple[Evidence, ...]] = {}
    for (collector, place), (found, seen) in zip(jobs, results, strict=True):
        facts[collector.fact, place] = found
        evidence[collector.fact, place] = seen
    return Snapshot(taken=taken, accounts=accounts, regions=regions, facts=facts, evidence=evidence, caller=caller)


def hidden(account: Account, why: Why, collectors: Iterable[Collector], *, caller: str = "") -> Snapshot:
    """The snapshot of an account that could not be entered: everything is unreadable, for the one reason."""
    facts: dict[tuple[type[Fact], Place], Subjects] = {
        (kind, account.place): Unreadable(why) for kind in (Account, Region, *(one.fact for one in collectors))
    }
    return Snapshot(taken=datetime.now(UTC), accounts=(account,), regions=(), facts=facts, caller=caller)


async def _learn(once: _Once, collector: Collector, place: Place) -> tuple[Subjects, tuple[Evidence, ...]]:
    """Run one collector in one place: send what it yields, give it the answers, keep what it returns."""
    seen: list[Evidence] = []
    steps = collector.run(place)
    answer: Any = None
    many: list[Read] = []
    try:
        while True:
            asked = steps.send(answer)
            many = asked if isinstance(asked, list) else [asked]
            for read in many:
                if read.action not in collector.reads:
                    raise _Unlisted(f"{collector.name} yields {read.action}, which its `reads` do not list")
            if isinstance(asked, list):
                got = await asyncio.gather(*(once.answer(place, read) for read in many))
                answer = [found for found, _ in got]
            else:
                got = [await once.answer(place, asked)]
                answer = got[0][0]
            seen.extend(item for _, item in got)
    except StopIteration as done:
        return tuple(done.value), tuple(seen)
    except FactUnreadable as hidden:
        return Unreadable(hidden.why), tuple(seen)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # AWS said what the collector did not foresee: nothing is known then, and everything else still is.
        return Unreadable(_unforeseen(many, place, collector, error)), tuple(seen)


class _Unlisted(Exception):  # a defect of a collector, which its test is to show
    """A collector asks for what its `reads` do not list."""


def _unforeseen(many: list[Read], place: Place, collector: Collector, error: Exception) -> Why:
    service, _, operation = (many[-1].action if many else collector.reads[0]).partition(":")
    return Why(
        service=service,
        operation=operation,
        permission=f"{service}:{operation}",
        code="UnexpectedAnswer",
        message=f"{collector.name} cannot make sense of it: {type(error).__name__}: {error}",
        place=place,
    )


_ENCODE = json.JSONEncoder(sort_keys=True, default=str).encode

# Between two requests for an answer that AWS is still at work on, seconds.
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 1.0


class _Once:
    """Sends each distinct request once, however many collectors ask for it."""

    def __init__(self, reader: Reader, progress: Progress) -> None:
        self._reader = reader
        self._progress = progress
        self._asked: dict[tuple[Any, ...], asyncio.Future[tuple[Any, Evidence]]] = {}

    async def answer(self, place: Place, read: Read) -> tuple[Any, Evidence]:
        """The answer, and what tells of it. Who comes first sends the question; whoever asks the same waits for it."""
        # Two collectors may differ in which errors mean "none" and in whether to wait: both are part of the question.
        where, parameters = read.region or place.endpoint_region, _ENCODE(read.parameters) if read.parameters else ""
        asked = (read.service, read.operation, read.region, parameters, read.absent, read.awaited, read.root_task)
        key = (place.account, where, *asked)
        found = self._asked.get(key)
        if found is not None:
            return await found
        found = self._asked[key] = asyncio.get_running_loop().create_future()
        self._progress.planned += 1
        self._progress.changed()
        try:
            found.set_result(await self._send(place, read))
        except BaseException:
            found.cancel()
            raise
        return found.result()

    async def _send(self, place: Place, read: Read) -> tuple[Any, Evidence]:
        answer = await self._await(place, read)
        refused = isinstance(answer, Why)
        self._progress.sent += 1
        self._progress.denied += refused
        self._progress.changed()
        evidence = Evidence(
            service=read.service,
            operation=read.operation,
            parameters=read.parameters,
            region=read.region or place.endpoint_region,
            at=datetime.now(UTC),
            outcome=answer.code if isinstance(answer, Why) else "none" if answer is None else "ok",
        )
        return (Unreadable(answer) if isinstance(answer, Why) else answer), evidence

    async def _await(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """The answer; where the Read waits for something, the first that shows it, a refusal, or the last in time."""
        began, wait = time.monotonic(), _FIRST_WAIT
        while True:
            answer = await self._reader.read(place, read)
            if read.awaited is None or not isinstance(answer, dict) or read.awaited.by(answer):
                return answer
            if time.monotonic() - began + wait > read.awaited.seconds:
                return answer
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
