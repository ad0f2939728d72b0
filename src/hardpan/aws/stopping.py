"""An end to reading that comes from outside: somebody's Ctrl-C, or the end of the time that a run was given."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Protocol

from hardpan.aws.failure import AwsFailure, why
from hardpan.model import Place, Read, Why


class Answering(Protocol):
    """Sends one Read and gives its whole answer, None for an `or_none` code, or Why there is none."""

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None: ...

    def forget(self, account: str) -> None:
        """Let go of what is remembered of an account that will not be asked again."""


class Stopping:
    """Passes Reads on until it is told to stop, or `deadline` (of time.monotonic()) has come.

    What is under way then, wherever it waits, and what is asked from then on, is answered with Why. A context manager,
    used within one event loop.
    """

    def __init__(self, reader: Answering, deadline: float | None = None) -> None:
        self._reader, self._deadline = reader, deadline
        self._reading: set[asyncio.Task[Any]] = set()
        self._over: AwsFailure | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> Stopping:
        if self._deadline is not None:
            left = max(0.0, self._deadline - time.monotonic())
            late = AwsFailure("TimedOut", "the time given for the whole run was over")
            self._timer = asyncio.get_running_loop().call_later(left, self._end, late)
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def stop(self) -> None:
        """Read no more."""
        self._end(AwsFailure("Interrupted", "reading was stopped before the answer came"))

    def _end(self, reason: AwsFailure) -> None:
        self._over = self._over or reason
        for task in self._reading:
            task.cancel()

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """As the reader behind it."""
        if (unread := self._unread(place, read)) is not None:
            return unread
        task = asyncio.current_task()
        assert task is not None
        outermost = task not in self._reading  # reading an account may first have to assume a role in it
        self._reading.add(task)
        try:
            return await self._reader.read(place, read)
        except asyncio.CancelledError:
            if (unread := self._unread(place, read)) is None:
                raise
            return unread
        finally:
            if outermost:
                self._reading.discard(task)

    def _unread(self, place: Place, read: Read) -> Why | None:
        return why(place, read, self._over) if self._over is not None else None

    def forget(self, account: str) -> None:
        """As the reader behind it."""
        self._reader.forget(account)
