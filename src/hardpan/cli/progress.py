"""Progress on standard error, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from hardpan.apply import Outcome
from hardpan.collect import Progress
from hardpan.model import Step

_SIGN = {Outcome.DONE: "✓", Outcome.UNSETTLED: "…", Outcome.FAILED: "✕", Outcome.SKIPPED: "·"}


@contextmanager
def reading(what: str) -> Iterator[Progress]:
    """Shows how many calls were answered, of those known to be needed so far."""
    progress = Progress()
    if not sys.stderr.isatty():
        yield progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("calls"))
    with Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        progress.on_change = lambda now: bar.update(task, total=now.planned, completed=now.sent)
        yield progress


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

    def finish(self) -> None:
        """Leave the terminal's line clean."""
        if self._terminal:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _print(self, text: str, *, stay: bool) -> None:
        start = "\r\x1b[K" if self._terminal else ""
        click.echo(start + (text if stay else text[:100]), err=True, nl=stay or not self._terminal)
