"""The reader that collectors are driven with: botocore requests on a pool of threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hardpan.aws.client import Aws
from hardpan.aws.failure import AwsFailure
from hardpan.aws.permissions import iam_action
from hardpan.model import Place, Read, Why

# Beyond this the interpreter lock, not the network, is the limit (docs/decisions/0002-transport.md).
_THREADS = 32


class ThreadedReader:
    """Answers Reads through `Aws`, many at once. A context manager: leaving it waits for nothing still unsent."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="aws-read")

    def __enter__(self) -> ThreadedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """The whole answer, None for an `or_none` code, or Why it could not be read."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, place, read)

    def _answer(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        try:
            return self._aws.read(place, read)
        except AwsFailure as refusal:
            return Why(
                service=read.service,
                operation=read.operation,
                permission=iam_action(read.service, read.operation),
                code=refusal.code,
                message=refusal.message,
                place=place.at(read.region or place.region),
            )
