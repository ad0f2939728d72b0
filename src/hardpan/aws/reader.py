"""The slow, safe way to read: botocore requests on a pool of threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hardpan.aws.access import Aws
from hardpan.aws.failure import EXPIRED, AwsFailure, why
from hardpan.aws.lean.reader import Keys
from hardpan.model import Place, Read, Why

# Beyond this the interpreter lock, not the network, is the limit (docs/decisions/0002-transport.md).
_THREADS = 32


class ThreadedReader:
    """Answers Reads through botocore, many at once. A context manager: leaving it waits for nothing still unsent."""

    def __init__(self, aws: Aws, keys: Keys) -> None:
        self._aws, self._keys = aws, keys
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="aws-read")

    def __enter__(self) -> ThreadedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """The whole answer, None for an `or_none` code, or Why it could not be read."""
        loop, clients = asyncio.get_running_loop(), self._aws.clients
        try:
            who = await self._keys.current(place.account)
            try:
                return await loop.run_in_executor(self._pool, clients.read, place, read, who)
            except AwsFailure as refusal:
                if refusal.code not in EXPIRED or (new := await self._keys.renewed(place.account, who)) == who:
                    raise
                return await loop.run_in_executor(self._pool, clients.read, place, read, new)
        except AwsFailure as refusal:
            return why(place, read, refusal)
