"""Progress on standard error, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from hardpan.apply import Outcome
from hardpan.collect import Progress
from hardpan.model import Step

_SIGN = {Outcome.DONE: "✓", Outcome.UNSETTLED: "…", Outcome.FAILED: "✕", Outcome.SKIPPED: "·"}


_OFTEN = 0.1  # seconds between two looks at the progress; drawing it takes longer than a call


@contextmanager
def reading(what: str) -> Iterator[Progress]:
    """Shows calls and accounts done, how fast, how often AWS said that it was too fast, and the time left."""
    progress = Progress()
    if not sys.stderr.isatty():
        yield progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    began = drawn = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, said="")

        def draw(now: Progress) -> None:
            nonlocal drawn
            if time.monotonic() - drawn >= _OFTEN:
                drawn = time.monotonic()
                said = progress_text(now, drawn - began)
                bar.update(task, total=now.expected, completed=now.sent, said=said)

        progress.on_change = draw
        yield progress


def progress_text(now: Progress, elapsed: float) -> str:
    """`412/1,020 calls, 3/40 accounts, 160/s, 2 throttled, 5 s left`; `elapsed` in seconds."""
    rate = now.sent / elapsed if elapsed > 0 else 0.0
    words = [f"{now.sent:,}/{now.expected:,} calls"]
    words += [f"{now.accounts_read:,}/{now.accounts:,} accounts"] if now.accounts > 1 else []
    words += [f"{rate:,.0f}/s"]
    words += [f"{now.throttled:,} throttled"] if now.throttled else []
    words += [_left((now.expected - now.sent) / rate)] if rate and elapsed > _SURE else []
    return ", ".join(words)


_SURE = 2.0  # seconds after which a rate says something about what is left


def _left(seconds: float) -> str:
    return f"{seconds:.0f} s left" if seconds < 90 else f"{seconds / 60:.0f} min left"


class Steps:
    """Says what becomes of each step: every one where asked, on a terminal a line that is written over."""

    def __init__(self, total: int, *, every: bool = False) -> None:
        self._total, self._ended, self._every = total, 0, every
        self._terminal = sys.stderr.isatty()

    def __call__(self, step: Step, outcome: Outcome, reason: str) -> None:
        self._ended += 1
        text = f"  {_SIGN[outcome]} {self._ended:>{len(str(self._total))}}/{self._total}  {step.key}"
        if outcome is not Outcome.DONE:
            self._print(f"{text}: {outcome.value}: {reason}", stay=True)
        elif self._every or self._terminal:
            self._print(text, stay=self._every)

    def stage(self, what: str) -> None:
        """Says what is being done between steps."""
        if self._every or self._terminal:
            self._print(f"  … {what}", stay=self._every)

    def finish(self) -> None:
        """Leave the terminal's line clean."""
        if self._terminal:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _print(self, text: str, *, stay: bool) -> None:
        start = "\r\x1b[K" if self._terminal else ""
        click.echo(start + (text if stay else text[:100]), err=True, nl=stay or not self._terminal)
