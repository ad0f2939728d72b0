"""Answers of AWS as they were read, kept in a file: what a snapshot's facts are made from, and its evidence.

An answer holds more than the facts of today's collectors, so that tomorrow's controls can be asked of yesterday's
account. Secrets are taken out before an answer gets here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardpan.model import ExitCode, Place, Problem, Why

FORMAT = 1
_FAST = 1  # of zlib: twice the size of the best, at a fifth of its time


@dataclass(frozen=True)
class Kept:
    """One request and what came of it."""

    place: Place
    question: str  # Read.identity: service, operation, Region and parameters
    absent: tuple[str, ...]  # error codes that the asker took for "there is none"
    at: datetime
    answer: dict[str, Any] | Why | None


@dataclass(frozen=True)
class AccountAnswers:
    """Everything that was read of one account."""

    account: str
    partition: str
    name: str | None
    regions: tuple[str, ...]
    kept: tuple[Kept, ...] = field(repr=False)


class SnapshotFile:
    """A file of answers, one compressed block an account, each with its own checksum.

    SQLite, since a snapshot of a thousand accounts is written and read account by account, and a crash while it is
    written leaves no half of one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path, *, caller: str, version: str) -> SnapshotFile:
        """A new file, taken now. Raises Problem where it is there already or cannot be written."""
        if path.exists():
            raise Problem(f"{path} is there already", effect="nothing was read", code=ExitCode.USAGE)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("CREATE TABLE about (format, taken, caller, version)")
                database.execute(
                    "INSERT INTO about VALUES (?, ?, ?, ?)", (FORMAT, datetime.now(UTC).isoformat(), caller, version)
                )
                database.execute(
                    "CREATE TABLE accounts (account PRIMARY KEY, partition, name, regions, digest, answers BLOB)"
                )
        except (sqlite3.Error, OSError) as error:
            raise Problem(f"cannot write {path}: {error}", code=ExitCode.USAGE) from error
        return cls(path)

    def add(self, answers: AccountAnswers) -> None:
        """Write one account down. Raises Problem where that is not possible, as on a full disk."""
        block = zlib.compress(encoded(answers.kept), _FAST)
        row = (
            answers.account,
            answers.partition,
            answers.name,
            json.dumps(answers.regions),
            hashlib.sha256(block).hexdigest(),
            block,
        )
        try:
            with closing(sqlite3.connect(self.path)) as database, database:
                database.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise Problem(f"cannot write {self.path}: {error}") from error

    def about(self) -> tuple[datetime, str, str]:
        """When it was taken, by whom, with which version. Raises Problem for what is no snapshot."""
        ((form, taken, caller, version),) = self._rows("SELECT format, taken, caller, version FROM about", most=1)
        if form != FORMAT:
            raise self._unusable(f"its format is {form}, not {FORMAT}")
        return datetime.fromisoformat(taken), caller, version

    def accounts(self) -> Iterator[AccountAnswers]:
        """Every account, one at a time. Raises Problem where a block is not as it was written."""
        columns = "account, partition, name, regions, digest, answers"
        for account, partition, name, regions, digest, block in self._rows(
            f"SELECT {columns} FROM accounts ORDER BY account"  # noqa: S608
        ):
            if hashlib.sha256(block).hexdigest() != digest:
                raise self._unusable(f"what it holds of account {account} was changed since it was written")
            kept = tuple(decoded(zlib.decompress(block)))
            yield AccountAnswers(account, partition, name, tuple(json.loads(regions)), kept)

    def _rows(self, query: str, most: int | None = None) -> list[Any] | Iterator[Any]:
        if not self.path.is_file():
            raise Problem(f"there is no snapshot {self.path}", code=ExitCode.USAGE)
        return self._selected(query) if most is None else list(self._selected(query))[:most]

    def _selected(self, query: str) -> Iterator[Any]:
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
                yield from database.execute(query)
        except sqlite3.Error as error:
            raise self._unusable(str(error)) from error

    def _unusable(self, why: str) -> Problem:
        return Problem(f"{self.path} is no usable snapshot: {why}", effect="nothing was judged", code=ExitCode.USAGE)


def encoded(kept: Iterable[Kept]) -> bytes:
    """As JSON."""
    rows = [
        {
            "place": [one.place.account, one.place.region, one.place.partition],
            "question": one.question,
            "absent": one.absent,
            "at": one.at.isoformat(),
            **_outcome(one.answer),
        }
        for one in kept
    ]
    return json.dumps(rows, default=_plain, separators=(",", ":")).encode()


def _outcome(answer: dict[str, Any] | Why | None) -> dict[str, Any]:
    if isinstance(answer, Why):
        where = [answer.place.account, answer.place.region, answer.place.partition]
        return {"why": [answer.service, answer.operation, answer.permission, answer.code, answer.message, where]}
    return {"answer": answer}


def decoded(block: bytes) -> Iterator[Kept]:
    """The inverse of `encoded`."""
    for row in json.loads(block, object_hook=_rich):
        answer = row.get("answer")
        if "why" in row:
            service, operation, permission, code, message, where = row["why"]
            answer = Why(service, operation, permission, code, message, Place(*where))
        yield Kept(
            Place(*row["place"]), row["question"], tuple(row["absent"]), datetime.fromisoformat(row["at"]), answer
        )


def _plain(value: Any) -> dict[str, str]:
    """What JSON does not have: times and bytes."""
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, bytes | bytearray):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(f"an answer of AWS holds a {type(value).__name__}")


def _rich(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        if "$time" in value:
            return datetime.fromisoformat(value["$time"])
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
    return value
