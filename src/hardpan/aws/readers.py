"""The reader that collectors are driven with: lean requests, with botocore's as the slow, safe way round."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from hardpan.aws.client import Aws
from hardpan.aws.keys import StandardKeys
from hardpan.aws.lean.reader import LeanReader
from hardpan.aws.overrides import endpoint_of
from hardpan.aws.reader import ThreadedReader
from hardpan.model import Place, Read, Why

T = TypeVar("T")


def run(reading: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, on uvloop where it is installed (the extra `fast`)."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return asyncio.run(reading)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(reading)


class Answering(Protocol):
    """Sends one Read and gives its whole answer, None for an `or_none` code, or Why there is none."""

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None: ...


@asynccontextmanager
async def reading(aws: Aws, on_stop: Callable[[Callable[[], None]], None] | None = None) -> AsyncIterator[Answering]:
    """A reader by the codec of `aws`. `on_stop` is given the function that ends reading early.

    What is unread by then is answered with Why, as it is when `aws.timeout` seconds are over.
    """
    deadline = time.monotonic() + aws.timeout if aws.timeout else None
    with ThreadedReader(aws) as slow:
        if aws.codec == "botocore":
            yield slow
            return
        async with LeanReader(StandardKeys(aws.session), slow, override=endpoint_of, deadline=deadline) as lean:
            if on_stop:
                on_stop(lean.stop)
            yield lean
        aws.retried += lean.counts.retried
