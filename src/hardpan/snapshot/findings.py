"""Findings of many accounts on disk: written account by account, read worst first."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
import tempfile
import weakref
import zlib
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from hardpan.model import Finding, Problem

_FAST = 1  # of zlib


class FindingsFile(Collection[Finding]):
    """A place for more findings than fit into memory. The file is this run's own, and goes when nobody holds it.

    One row holds what one control says of one account, as long as it says the same: a block to be compressed, and few
    enough rows to be sorted.
    """

    def __init__(self, path: Path | None = None) -> None:
        folder = None if path else Path(tempfile.mkdtemp(prefix="hardpan-"))
        self.path = path or (folder or Path()) / "findings"
        self._database = sqlite3.connect(self.path, check_same_thread=False)  # whoever lets go of it last closes it
        weakref.finalize(self, _let_go, self._database, folder)
        self._database.execute("PRAGMA journal_mode = OFF")  # what a crash loses is of no use without the run
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS blocks (status, severity, control, account, findings, block BLOB)"
        )

    def add(self, findings: Iterable[Finding]) -> None:
        """Write down the findings of one account, worst first. Raises Problem where that is not possible."""
        rows = []
        for (status, severity, control, account), group in groupby(findings, key=_place_in_order):
            same = list(group)
            # Nobody else writes this file, so that nothing but findings can come out of it.
            block = zlib.compress(pickle.dumps(same, pickle.HIGHEST_PROTOCOL), _FAST)
            rows.append((status, severity, control, account, len(same), block))
        try:
            with self._database:
                self._database.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise Problem(f"cannot write {self.path}: {error}") from error

    def take_over(self, path: Path) -> None:
        """Add what another such file holds, which was closed."""
        self._database.execute("ATTACH ? AS other", (str(path),))
        with self._database:
            self._database.execute("INSERT INTO blocks SELECT * FROM other.blocks")
        self._database.execute("DETACH other")

    def close(self) -> None:
        """Leave the file to somebody else."""
        self._database.close()

    def __iter__(self) -> Iterator[Finding]:
        ordered = "SELECT block FROM blocks ORDER BY status, severity, control, account"
        for (block,) in self._database.execute(ordered):
            yield from pickle.loads(zlib.decompress(block))  # noqa: S301

    def __len__(self) -> int:
        ((count,),) = self._database.execute("SELECT coalesce(sum(findings), 0) FROM blocks")
        return int(count)

    def __contains__(self, finding: object) -> bool:
        return any(held == finding for held in self)


def _let_go(database: sqlite3.Connection, folder: Path | None) -> None:
    database.close()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _place_in_order(finding: Finding) -> tuple[int, int, str, str]:
    status, severity, control, *_ = finding.sort_key
    return status, severity, control, finding.account
