"""Readers that write answers down, and that read them back without AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from hardpan.collect.engine import Reader
from hardpan.model import Place, Read, Why
from hardpan.snapshot.answers import Kept


class Recording:
    """Passes Reads on and keeps what came of them, without secrets.

    `cleaned(service, operation, answer)` takes the secrets out; whoever asked gets the whole answer.
    """

    def __init__(self, reader: Reader, cleaned: Callable[[str, str, dict[str, Any]], dict[str, Any]]) -> None:
        self._reader, self._cleaned = reader, cleaned
        self.kept: list[Kept] = []

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """As the reader behind it."""
        answer = await self._reader.read(place, read)
        kept = self._cleaned(read.service, read.operation, answer) if isinstance(answer, dict) else answer
        self.kept.append(
            Kept(_sent_to(place, read), read.identity, tuple(sorted(read.absent)), datetime.now(UTC), kept)
        )
        return answer


class Recorded:
    """Answers Reads from what was kept. What was not asked then cannot be known now."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        self._answers = {(one.place, one.question, one.absent): one.answer for one in kept}

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """What AWS answered then; Why where nobody asked."""
        where = _sent_to(place, read)
        key = (where, read.identity, tuple(sorted(read.absent)))
        if key in self._answers:
            return self._answers[key]
        return Why(
            read.service,
            read.operation,
            f"{read.service}:{read.operation}",
            "NotRecorded",
            "the snapshot does not hold the answer: it was taken for other controls, or by an older version",
            where,
        )


def _sent_to(place: Place, read: Read) -> Place:
    """Equal for the same request of two collectors, one of the account and one of the Region it is answered in."""
    return place.at(read.region or place.endpoint_region)
