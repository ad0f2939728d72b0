"""Reads accounts, some at a time, and hands on what each one holds as soon as all of it is known."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from hardpan.aws.readers import Answering, reading, regions_of, run
from hardpan.collect import Progress, Reader, collect, collectors_for, hidden
from hardpan.collect.recorded import Recording
from hardpan.model import REGION_IS_OFF, Account, Collector, Fact, Place, Region, Why
from hardpan.snapshot import Snapshot
from hardpan.snapshot.answers import AccountAnswers, SnapshotFile
from hardpan.workflows.accounts import NEWBORN, PATIENCE, PAUSE, Target
from hardpan.workflows.session import Session

# Enough to keep hundreds of requests under way while one account waits for its last; each is held in memory.
_AT_ONCE = 20
_TRIES = 3  # at reading an account while its Regions are being turned off
_TIDY = 100  # accounts between two collections of garbage


class Targets(Protocol):
    """Accounts to be read. Each is taken when its turn comes, so that somebody else may take some of them, too."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Target]: ...


def look(
    session: Session, kinds: Iterable[type[Fact]], progress: Progress | None = None, keep: SnapshotFile | None = None
) -> Snapshot:
    """Read the facts of these types in the caller's account. Ctrl-C ends it early; `progress` then says so.

    With `keep` the answers are written there, without secrets.
    """
    seen: list[Snapshot] = []
    survey(session, [Target(session.identity.account)], kinds, seen.append, progress, keep)
    return seen[0]


def survey(
    session: Session,
    targets: Targets,
    kinds: Iterable[type[Fact]],
    each: Callable[[Snapshot], None],
    progress: Progress | None = None,
    keep: SnapshotFile | None = None,
) -> None:
    """Read the facts of these types in every target, and call `each` with each one's snapshot.

    An account that cannot be entered has a snapshot in which everything is unreadable. When reading is stopped or its
    time is over, accounts that were not begun have none.
    """
    before = signal.getsignal(signal.SIGINT)
    try:
        run(_Survey(session, collectors_for(kinds), each, progress or Progress(), keep).go(targets))
    finally:
        if hears_signals():
            signal.signal(signal.SIGINT, before)  # uvloop leaves Ctrl-C dead behind it


def hears_signals() -> bool:
    """Only the main thread does; elsewhere Ctrl-C is the caller's business."""
    return threading.current_thread() is threading.main_thread()


class _Survey:
    def __init__(
        self,
        session: Session,
        collectors: list[Collector],
        each: Callable[[Snapshot], None],
        progress: Progress,
        keep: SnapshotFile | None,
    ) -> None:
        self._session, self._collectors, self._each = session, collectors, each
        self._progress, self._keep = progress, keep
        self._until = session.aws.deadline or float("inf")

    async def go(self, targets: Targets) -> None:
        self._progress.accounts = len(targets)
        waiting = iter(targets)
        async with reading(
            self._session.aws, self._session.entry, on_stop=self._on_interrupt, counts=self._progress
        ) as reader:

            async def work() -> None:
                for target in waiting:
                    if self._over and self._progress.accounts_read:
                        return
                    self._progress.accounts_begun += 1
                    await self._read(reader, target)
                    reader.forget(target.id)
                    self._progress.accounts_read += 1
                    self._progress.changed()
                    if self._progress.accounts_read % _TIDY == 0:
                        gc.collect()  # reading turns it off

            await asyncio.gather(*(work() for _ in range(min(_AT_ONCE, len(targets)))))

    @property
    def _over(self) -> bool:
        return self._progress.interrupted or time.monotonic() > self._until

    def _on_interrupt(self, stop: Callable[[], None]) -> None:
        def interrupted() -> None:
            self._progress.interrupted = True
            stop()

        if hears_signals():
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted)

    async def _read(self, reader: Answering, target: Target) -> None:
        """One account: its Regions, then everything in them."""
        session, caller = self._session, self._session.identity.arn
        whole = Place(target.id, None, session.identity.partition)
        account = Account(place=whole, name=target.name)
        regions = await self._regions(reader, target, whole)
        if isinstance(regions, Why):
            self._each(hidden(account, regions, self._collectors, caller=caller))
            return
        for again in reversed(range(_TRIES)):
            recording = _recording(reader) if self._keep else None
            snapshot = await self._collected(recording or reader, account, regions)
            # A Region that was turned off while it was read hides what is asked of all of them.
            if not again or self._over or not (refused := _refused_in(snapshot, REGION_IS_OFF)):
                break
            enabled = await regions_of(reader, whole, session.aws.region)
            if isinstance(enabled, Why) or refused <= set(enabled):
                break
            regions = session.regions_of(enabled)
        if self._keep and recording:
            self._keep.add(
                AccountAnswers(account.id, whole.partition, account.name, tuple(regions), tuple(recording.kept))
            )
        self._each(replace(snapshot, numbers=target.numbers))

    async def _collected(self, reader: Reader, account: Account, regions: Sequence[str]) -> Snapshot:
        """Everything in these Regions; of an account that was just made, once all of its services know it."""
        newborn = account.id in self._session.newborn
        until = time.monotonic() + PATIENCE if newborn else 0.0
        while True:
            snapshot = await collect(
                reader,
                accounts=[account],
                regions=[Region(place=account.place.at(name)) for name in regions],
                collectors=self._collectors,
                caller=self._session.identity.arn,
                progress=self._progress,
            )
            if time.monotonic() > until or self._over or not _refused_in(snapshot, NEWBORN):
                return snapshot
            await asyncio.sleep(PAUSE)

    async def _regions(self, reader: Answering, target: Target, whole: Place) -> Sequence[str] | Why:
        """The account's Regions, or why it is closed to the caller."""
        if target.closed:
            return target.closed
        if target.id == self._session.identity.account:
            return self._session.regions
        enabled = await regions_of(reader, whole, self._session.aws.region)
        return enabled if isinstance(enabled, Why) else self._session.regions_of(enabled)


def _refused_in(snapshot: Snapshot, codes: frozenset[str]) -> set[str]:
    """The Regions that answered with one of these codes, as if they did not know the caller."""
    return {item.region for seen in snapshot.evidence.values() for item in seen if item.outcome in codes}


def _recording(reader: Answering) -> Recording:
    from hardpan.aws.redaction import for_keeping  # asks AWS's models what is secret, which takes longest to import

    return Recording(reader, for_keeping)
