"""The journal: one line before each call and one after it, on disk before anything else happens.

A run is a folder: `plan.json`, `journal.jsonl`, and a `part-2.json` where the plan was carried out in parts. It exists
so that a crash can be finished and a change undone; the state itself is AWS's.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardpan.model import ExitCode, Problem, Step
from hardpan.plan import Plan, dumps, loads

SEEN = "settled"  # beside a step's answer: what was read when it had taken effect


@dataclass(frozen=True)
class Run:
    """One application of a plan, on disk."""

    folder: Path

    @property
    def id(self) -> str:
        """`20261123T190500-3f2a`: when it began and the first characters of its plan's hash."""
        return self.folder.name

    @classmethod
    def begin(cls, root: Path, plan: Plan) -> Run:
        """A new run of this plan below `root`, its plan saved."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        for attempt in range(100):
            folder = root / f"{moment}-{plan.hash[:4]}{f'-{attempt}' if attempt else ''}"
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                continue
            break
        else:
            raise Problem(f"cannot make a folder for the run below {root}")
        write_through(folder / "plan.json", dumps(plan))
        return cls(folder)

    @classmethod
    def find(cls, root: Path, identifier: str | None) -> Run:
        """The run with this id, or the latest one. Raises Problem where there is none."""
        known = runs(root)
        found = [run for run in known if identifier in (None, run.id)]
        if not found:
            raise Problem(
                f"no run {identifier or ''} below {root}".replace("  ", " "),
                next=f"known runs: {', '.join(run.id for run in known[-5:])}" if known else "hardpan apply plan.json",
                code=ExitCode.USAGE,
            )
        return found[-1]

    @property
    def plan(self) -> Plan:
        """The plan that the run carries out."""
        path = self.folder / "plan.json"
        return loads(path.read_text(encoding="utf-8"), str(path))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of its plan, and after them those that were planned anew when what the plan makes was there."""
        parts = sorted(self.folder.glob("part-*.json"), key=lambda path: int(path.stem.removeprefix("part-")))
        plans = [self.plan, *(loads(path.read_text(encoding="utf-8"), str(path)) for path in parts)]
        found: dict[str, Step] = {}
        for plan in plans:
            for step in plan.steps:
                found.pop(step.key, None)
                found[step.key] = step
        return tuple(found.values())

    def add_part(self, plan: Plan) -> None:
        """Write down what is carried out next."""
        number = len(list(self.folder.glob("part-*.json"))) + 2
        write_through(self.folder / f"part-{number}.json", dumps(plan))

    def entries(self) -> list[dict[str, Any]]:
        """What the journal says, oldest first. A last line cut off by a crash is no entry."""
        path = self.folder / "journal.jsonl"
        return list(_entries(path)) if path.exists() else []

    def answers(self) -> dict[str, dict[str, Any]]:
        """Answers of the steps that were carried out, by step key, with what showed their effect where it was kept."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.entries():
            if entry["event"] == "done":
                found[entry["key"]] = entry["answer"]
            elif entry["event"] == "settled":
                found[entry["key"]] = {**found[entry["key"]], SEEN: entry["answer"]}
            elif entry["event"] == "failed":
                found.pop(entry["key"], None)  # accepted, and came to nothing: there is nothing to undo or to refer to
        return found

    @property
    def finished(self) -> bool:
        """Whether the run came to its end, successful or not."""
        entries = self.entries()
        return bool(entries) and entries[-1]["event"] == "end"


def runs(root: Path) -> list[Run]:
    """The runs below a folder, oldest first."""
    return [Run(plan.parent) for plan in sorted(root.glob("*/plan.json"))]


class Journal:
    """Appends to a run's journal; every entry is on disk when `write` returns. Safe to use from many threads."""

    def __init__(self, run: Run) -> None:
        path = run.folder / "journal.jsonl"
        _end_last_line(path)
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, event: str, **details: Any) -> None:
        """Events: begin, intent, done, settled, failed, skipped, unsettled, end."""
        entry = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **details}
        with self._lock:
            self._file.write(json.dumps(entry, default=str) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())


def write_through(path: Path, text: str) -> None:
    """Write a file so that after a crash it is either whole or absent."""
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def _end_last_line(path: Path) -> None:
    """A crash can leave half a line; what follows must not be glued to it."""
    if path.exists() and (held := path.read_bytes()) and not held.endswith(b"\n"):
        with path.open("ab") as file:
            file.write(b"\n")
