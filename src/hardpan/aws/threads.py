"""Work that waits and cannot be told to stop, on threads of its own that nobody waits for when a run ends.

asyncio's own threads are waited for at the end, for as long as a server that never answers pleases.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[..., T], *about: Any) -> T:
    """What the work returns, or raises. Whoever is cancelled meanwhile leaves it to itself."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def go() -> None:
        try:
            result = work(*about)
        except BaseException as error:  # noqa: BLE001  whoever waits is told
            tell(done.set_exception, error)
        else:
            tell(done.set_result, result)

    def tell(how: Callable[[Any], None], what: Any) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(lambda: None if done.done() else how(what))

    threading.Thread(target=go, name="aws", daemon=True).start()
    return await done
