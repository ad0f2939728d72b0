"""The two questions that every run begins with, asked while the rest of Hardpan is still being loaded.

Reading `hardpan.yaml` and loading the controls takes longer than AWS takes to answer, and neither changes what is
asked: whose credentials these are, and which Regions their account has (docs/decisions/0013-start-up.md).

Only whole answers count. Whatever else happens counts for nothing: `hardpan.aws.readers.first_look` then asks in the
usual way, which waits its turn, tries again, renews credentials, and tells what is wrong. So nothing here does any of
that, and where nobody comes for the answers, since `hardpan.yaml` is wrong, nobody hears of them.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from hardpan.aws import environment, overrides
from hardpan.aws.lean import way

if TYPE_CHECKING:
    import ssl

    from hardpan.aws.question import Answered, Question

_PATIENCE = 5.0  # seconds for everything
_GIVE_WAY = 0.0002  # seconds until a thread that has something to read may: others are loading modules meanwhile
_USUALLY = sys.getswitchinterval()


class _Ahead:
    """What was asked: each question in a thread of its own, for which no process waits when it ends."""

    def __init__(self, region: str, credentials: tuple[str, str, str | None]) -> None:
        self.region, self._until = region, time.monotonic() + _PATIENCE
        self._answered: list[Answered] = []
        # Reading the certificates takes as long as all that has to be imported for the questions.
        self._trust = _thread(way.tls_context) if _needs_certificates() else None
        from hardpan.aws.lean.sign import Credentials
        from hardpan.aws.question import question

        self._who = Credentials(*credentials)
        asked = (
            question(region, "sts", "GetCallerIdentity"),
            question(region, "ec2", "DescribeRegions", AllRegions=True),
        )
        self._threads = [_thread(self._ask, one) for one in asked]

    def answers(self, until: float | None) -> list[Answered]:
        """What has been answered, as soon as all is, or the time is over."""
        until = min(self._until, until or self._until)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return list(self._answered)

    def _ask(self, asked: Question) -> None:
        from hardpan.aws.question import answered

        self._answered.append(answered(asked, self._who, self._trusted))

    def _trusted(self) -> ssl.SSLContext:
        if self._trust:
            self._trust.join()
        return way.tls_context()


def _needs_certificates() -> bool:
    return not os.environ.get("AWS_ENDPOINT_URL", "").startswith("http:")


def _thread(work: Callable[..., object], *about: object) -> threading.Thread:
    """Work that may fail: it is done again in the usual way, which tells of it."""

    def go() -> None:
        with contextlib.suppress(Exception):
            work(*about)

    thread = threading.Thread(target=go, name="ahead", daemon=True)
    thread.start()
    return thread


_begun: _Ahead | None = None


def begin() -> None:
    """Ask, where the environment alone says with which credentials, and where. For the rest botocore is needed."""
    global _begun
    credentials, region = environment.credentials(), environment.region()
    if credentials is None or environment.profile():
        return
    if environment.files() and (region is None or overrides.said_in_files()):
        return
    sys.setswitchinterval(_GIVE_WAY)
    with contextlib.suppress(Exception):  # as with everything: the usual way tells
        _begun = _Ahead(region or environment.DEFAULT_REGION, credentials)


def answers(region: str, until: float | None) -> list[Answered]:
    """What was answered in this Region by then; nothing where nothing was asked. Can be had once."""
    global _begun
    begun, _begun = _begun, None
    found = begun.answers(until) if begun and begun.region == region else []
    sys.setswitchinterval(_USUALLY)
    return found
