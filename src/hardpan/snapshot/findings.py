"""Findings of many accounts on disk: written account by account, read worst first."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import weakref
import zlib
from collections.abc import Collection, Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from hardpan.model import Finding, Problem
from hardpan.snapshot.written import finding_of, lines

_FAST = 1  # of zlib
_ORDER = "status, severity, control, account"

_Row: TypeAlias = tuple[int, int, str, str, bytes]


class FindingsFile(Collection[Finding]):
    """A place for more findings than fit into memory. The file is this run's own, and goes when nobody holds it.

    One row holds what one control says of one account, as long as it says the same: a block of lines to be compressed,
    and few enough rows to be sorted. The lines are those of a report already: then whoever prints them need not know
    what they say, and several processes may write them, each a file of its own.
    """

    def __init__(self, path: Path | None = None) -> None:
        folder = None if path else Path(tempfile.mkdtemp(prefix="hardpan-"))
        self._path = path or (folder or Path()) / "findings"
        self._files: list[sqlite3.Connection] = []
        weakref.finalize(self, _let_go, self._files, folder)
        self._own = self._opened(self._path)
        self._own.execute("PRAGMA journal_mode = OFF")  # what a crash loses is of no use without the run
        self._own.execute("PRAGMA synchronous = OFF")
        self._own.execute(f"CREATE TABLE blocks ({_ORDER}, findings, block BLOB)")

    def add(self, findings: Sequence[Finding]) -> None:
        """Write down the findings of one account, worst first. Raises Problem where that is not possible."""
        rows = []
        written = zip(map(_place_in_order, findings), lines(findings), strict=True)
        for place, group in groupby(written, key=itemgetter(0)):
            same = [line for _, line in group]
            rows.append((*place, len(same), zlib.compress("\n".join(same).encode(), _FAST)))
        try:
            with self._own:
                self._own.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise Problem(f"cannot write {self._path}: {error}") from error

    def part(self, number: int) -> Path:
        """Where another process may write findings that are to be taken over."""
        return self._path.with_name(f"{self._path.name}-{number}")

    def take_over(self, part: Path) -> None:
        """Have what another such file holds, too, which was closed."""
        self._opened(part)

    def close(self) -> None:
        """Leave the file to somebody else, who will read it in order."""
        self._own.execute(f"CREATE INDEX ordered ON blocks ({_ORDER})")
        self._own.close()

    def blocks(self) -> Iterator[str]:
        """The lines of all findings, some at a time."""
        for *_, block in merge(*map(_ordered, self._files), key=itemgetter(slice(4))):
            yield zlib.decompress(block).decode()

    def __iter__(self) -> Iterator[Finding]:
        for block in self.blocks():
            yield from map(finding_of, block.split("\n"))

    def __len__(self) -> int:
        count = "SELECT coalesce(sum(findings), 0) FROM blocks"
        return sum(int(found) for file in self._files for (found,) in file.execute(count))

    def __contains__(self, finding: object) -> bool:
        return any(held == finding for held in self)

    def _opened(self, path: Path) -> sqlite3.Connection:
        file = sqlite3.connect(path, check_same_thread=False)  # whoever lets go of it last closes it
        self._files.append(file)
        return file


def _ordered(file: sqlite3.Connection) -> Iterator[_Row]:
    return file.execute(f"SELECT {_ORDER}, block FROM blocks ORDER BY {_ORDER}")  # noqa: S608


def _let_go(files: list[sqlite3.Connection], folder: Path | None) -> None:
    for file in files:
        file.close()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _place_in_order(finding: Finding) -> tuple[int, int, str, str]:
    status, severity, control, *_ = finding.sort_key
    return status, severity, control, finding.account
