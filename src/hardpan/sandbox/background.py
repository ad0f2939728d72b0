"""What AWS goes on with after it has answered: here it is done, once it is due, before the next request is answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeAlias

Work: TypeAlias = Callable[[], None]

_due: list[tuple[float, Work]] = []  # when (monotonic), and what
_working = threading.Lock()


def later(seconds: float, work: Work) -> None:
    """Do something when this long has passed. Takes no lock: it may be called by who holds others."""
    _due.append((time.monotonic() + seconds, work))


def settle() -> None:
    """Do what is due, in the order it was asked for; who comes meanwhile waits until it is done."""
    if not _due:
        return
    with _working:
        now = time.monotonic()
        ready = [each for each in _due if each[0] <= now]
        for each in ready:
            _due.remove(each)
            each[1]()


def reset() -> None:
    """Nothing is due."""
    with _working:
        _due.clear()
