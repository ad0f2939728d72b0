"""One change at a time: while one is under way, an organization refuses the next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..registry import AwsError, Call
from .directory import directory
from .model import Organization


@contextmanager
def one_change(call: Call, found: Organization, busy: str = "ConcurrentModificationException") -> Iterator[None]:
    """Keep the organization for as long as a change takes; `busy` is the service's code for coming meanwhile."""
    if not found.lane.acquire(blocking=False):
        raise AwsError(
            busy,
            "AWS Organizations can't complete your request because it conflicts with another attempt to modify the "
            "same entity. Try again later.",
        )
    try:
        with found.lock:
            yield
        time.sleep(directory(call.partition).pace.change)
    finally:
        found.lane.release()
