"""The slow, safe way to read: botocore requests, each on a thread."""

from __future__ import annotations

from typing import Any

from hardpan.aws.access import Aws
from hardpan.aws.failure import EXPIRED, AwsFailure, why
from hardpan.aws.lean.reader import Keys, Slots
from hardpan.aws.lean.sign import Credentials, whose
from hardpan.aws.threads import in_thread
from hardpan.model import Place, Read, Why

# Beyond this the interpreter lock, not the network, is the limit (docs/decisions/0002-transport.md).
_THREADS = 32


class ThreadedReader:
    """Answers Reads through botocore, many at once."""

    def __init__(self, aws: Aws, keys: Keys) -> None:
        self._aws, self._keys = aws, keys
        self._free = Slots(_THREADS)

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """The whole answer, None for an `or_none` code, or Why it could not be read."""
        try:
            account = whose(place.account, read.root_task)
            who = await self._keys.current(account)
            try:
                return await self._sent(place, read, who)
            except AwsFailure as refusal:
                if refusal.code not in EXPIRED or (new := await self._keys.renewed(account, who)) == who:
                    raise
                return await self._sent(place, read, new)
        except AwsFailure as refusal:
            return why(place, read, refusal)

    async def _sent(self, place: Place, read: Read, who: Credentials) -> dict[str, Any] | None:
        async with self._free:
            return await in_thread(self._aws.clients.read, place, read, who)
