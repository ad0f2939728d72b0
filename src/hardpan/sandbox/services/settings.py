"""Settings that are put and got: a value, what it is in a new account, and when a write is seen."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ..registry import Call


@dataclass(frozen=True)
class Setting:
    """One value kept for an account and Region.

    A write is seen by reads only `settles_after` seconds later: until then AWS answers with the value before it.
    """

    name: str
    factory: Any
    settles_after: float = 0.0

    def read(self, call: Call) -> Any:
        for seen_from, value in reversed(self._written(call)):
            if seen_from <= time.monotonic():
                return value
        return self.factory

    def write(self, call: Call, value: Any) -> None:
        # What is seen now stays underneath; a write still under way is overtaken.
        seen = self.read(call)
        self._written(call)[:] = [(0.0, seen), (time.monotonic() + self.settles_after, value)]

    def reset(self, call: Call) -> None:
        self._written(call).clear()

    def _written(self, call: Call) -> list[tuple[float, Any]]:
        written: list[tuple[float, Any]] = call.state.setdefault(self.name, [])
        return written
