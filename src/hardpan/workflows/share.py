"""Many accounts by several processes: each reads and judges some of them, and what they found is put together.

What AWS limits, it limits by account: processes that share no account need not agree on anything.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardpan.aws import Aws, Codec, Identity
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.model import ExitCode, Problem
from hardpan.plan import Selection
from hardpan.snapshot.answers import SnapshotFile
from hardpan.snapshot.findings import FindingsFile
from hardpan.workflows.accounts import Target
from hardpan.workflows.judged import About, Judged
from hardpan.workflows.session import Session, controls_of
from hardpan.workflows.survey import hears_signals, survey

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

_OFTEN = 0.2  # seconds between two messages of a process about its progress
_COUNTED = ("planned", "sent", "denied", "requests", "retried", "throttled", "accounts_begun", "accounts_read")


class _Shared:
    """The targets, each for the one process that comes to it first: accounts differ too much to be dealt out before."""

    def __init__(self, targets: Sequence[Target], taken: Synchronized[int]) -> None:
        self._targets, self._taken = tuple(targets), taken

    def __len__(self) -> int:
        return len(self._targets)

    def __iter__(self) -> Iterator[Target]:
        while (number := self._next()) < len(self._targets):
            yield self._targets[number]

    def _next(self) -> int:
        with self._taken.get_lock():
            number = self._taken.value
            self._taken.value += 1
        return number


@dataclass(frozen=True)
class _Order:
    """What one process is to do."""

    want: Baseline
    selection: Selection
    identity: Identity
    regions: tuple[str, ...]
    profile: str | None
    region: str
    codec: Codec
    deadline: float | None
    targets: _Shared
    findings: Path
    keep: Path | None


def share(
    session: Session,
    targets: Sequence[Target],
    judged: Judged,
    progress: Progress,
    keep: SnapshotFile | None,
    processes: int,
) -> None:
    """Read and judge the targets in so many processes. Raises Problem where one of them fails."""
    progress.accounts = len(targets)
    spawn = multiprocessing.get_context("spawn")  # a fork would take threads and event loops along
    seen: dict[Connection, tuple[int, ...]] = {}
    shared = _Shared(targets, spawn.Value("l", 0))
    assert isinstance(judged.findings, FindingsFile)
    with _interrupts(progress):
        at_work: dict[Connection, tuple[Any, _Order]] = {}
        for number in range(min(processes, len(targets))):
            order = _order(session, shared, judged.findings.part(number), keep)
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_work, args=(theirs, order), daemon=True)
            process.start()
            theirs.close()
            at_work[ours] = (process, order)
        while at_work:
            if progress.interrupted:
                for process, _ in at_work.values():
                    with suppress(ProcessLookupError):
                        os.kill(process.pid, signal.SIGINT)
            for connection in wait(list(at_work), timeout=_OFTEN):
                assert isinstance(connection, Connection)
                process, order = at_work[connection]
                said = _heard(connection, process)
                if isinstance(said, About):
                    judged.take_over(said, order.findings)
                    del at_work[connection]
                    process.join()
                else:
                    seen[connection] = said
                    for name, counted in zip(_COUNTED, map(sum, zip(*seen.values(), strict=True)), strict=True):
                        setattr(progress, name, counted)
                    progress.changed()


def _order(session: Session, targets: _Shared, findings: Path, keep: SnapshotFile | None) -> _Order:
    aws = session.aws
    return _Order(
        want=session.want,
        selection=session.selection,
        identity=session.identity,
        regions=session.regions,
        profile=aws.profile,
        region=aws.region,
        codec=aws.codec,
        deadline=aws.deadline,
        targets=targets,
        findings=findings,
        keep=keep.path if keep else None,
    )


def _heard(connection: Connection, process: Any) -> Any:
    try:
        said = connection.recv()
    except EOFError:
        process.join()
        raise Problem(
            f"a process that was reading ended with {process.exitcode}",
            effect="what the others had read is lost",
            next="hardpan assess   # without --processes",
        ) from None
    if isinstance(said, str):
        raise Problem(said, effect="what the other processes had read is lost", code=ExitCode.TOOL_FAILED)
    return said


@contextmanager
def _interrupts(progress: Progress) -> Iterator[None]:
    """Ctrl-C is for the processes, which end what they are at and tell what they have."""

    def interrupted(*_: object) -> None:
        progress.interrupted = True

    if not hears_signals():
        yield
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(parent: Connection, order: _Order) -> None:
    """Be one of the processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until there is something to stop
    try:
        parent.send(_done(parent, order))
    except Problem as problem:
        parent.send(problem.what)


def _done(parent: Connection, order: _Order) -> About:
    aws = Aws(order.profile, order.region, codec=order.codec, deadline=order.deadline)
    session = Session(aws, order.identity, order.regions, order.want, order.selection)
    findings = FindingsFile(order.findings)
    judged = Judged(controls_of(order.want, order.selection), order.want, findings)
    told = time.monotonic()

    def tell(now: Progress) -> None:
        nonlocal told
        if time.monotonic() - told > _OFTEN:
            told = time.monotonic()
            parent.send(tuple(getattr(now, name) for name in _COUNTED))

    progress = Progress(on_change=tell)
    keep = SnapshotFile(order.keep) if order.keep else None
    survey(session, order.targets, judged.kinds, judged.add, progress, keep)
    parent.send(tuple(getattr(progress, name) for name in _COUNTED))
    findings.close()
    return judged.about
