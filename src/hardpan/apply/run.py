"""Walks a plan's steps: a failed step skips only what needs it."""

from __future__ import annotations

import enum
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from hardpan.apply.journal import SEEN, Journal
from hardpan.apply.step import NeverSettles, UnknownReference, references, resolve, send, settled
from hardpan.aws import AwsFailure
from hardpan.model import Place, Read, Step, Write

_AT_ONCE = 12
# Services that refuse two changes at a time in one account; others take several.
_SERIAL = frozenset({"organizations", "sso-admin"})
_PER_LANE = 6


class Sender(Protocol):
    """What carrying out needs of AWS."""

    def read(self, place: Place, read: Read) -> dict[str, Any] | None:
        """The whole answer to a Read. Raises AwsFailure."""

    def write(self, place: Place, write: Write) -> dict[str, Any]:
        """The answer to a Write. Raises AwsFailure."""

    def journaled(self, write: Write, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer as it may be written down: without secrets."""


class Outcome(enum.StrEnum):
    """How a step ended."""

    DONE = "done"
    UNSETTLED = "unsettled"  # sent and accepted, but not in effect within the time given
    FAILED = "failed"
    SKIPPED = "skipped"  # needs a step that failed
    NOT_STARTED = "not started"  # the run was interrupted before


@dataclass
class Result:
    """How every step of a run ended, and why where it did not succeed."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False

    def count(self, outcome: Outcome) -> int:
        """Number of steps that ended so."""
        return sum(found is outcome for found in self.outcomes.values())

    def add(self, later: Result) -> None:
        """Take over how a next part of the same run ended."""
        self.outcomes.update(later.outcomes)
        self.reasons.update(later.reasons)
        self.interrupted = later.interrupted

    @property
    def succeeded(self) -> bool:
        """Every step was carried out."""
        return all(found is Outcome.DONE for found in self.outcomes.values())


def carry_out(
    steps: tuple[Step, ...],
    sender: Sender,
    journal: Journal,
    *,
    answers: Mapping[str, dict[str, Any]],
    on_step: Callable[[Step, Outcome, str], None],
    before: Mapping[str, Outcome] | None = None,
    goes_on: bool = False,
) -> Result:
    """Carry out the steps; `answers` are those of an interrupted run that this one finishes.

    `before` tells how the steps of the run's earlier part ended. Where the run `goes_on`, with a next part, this is not
    its end. Ctrl-C lets what is under way finish and starts nothing new.
    """
    stop = threading.Event()
    walk = _Walk(steps, sender, journal, dict(answers), on_step, stop, before or {})
    journal.write("begin", steps=len(steps))
    with _interrupting(stop):
        walk.run()
    walk.result.interrupted = stop.is_set()
    for step in steps:
        walk.result.outcomes.setdefault(step.key, Outcome.NOT_STARTED)
    journal.write("interrupted" if walk.result.interrupted else "part" if goes_on else "end")
    return walk.result


@contextmanager
def _interrupting(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C sets `stop` and raises nothing, since that could be where the run keeps its books; a second one raises.

    Only the main thread hears signals; where Ctrl-C is ignored, as in a background job of a shell, it stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is signal.SIG_IGN:
        yield
        return

    def interrupted(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        stop.set()

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Walk:
    def __init__(
        self,
        steps: tuple[Step, ...],
        sender: Sender,
        journal: Journal,
        answers: dict[str, dict[str, Any]],
        on_step: Callable[[Step, Outcome, str], None],
        stop: threading.Event,
        ended: Mapping[str, Outcome],
    ) -> None:
        self.result = Result()
        self._ended = ended
        self._waiting = {step.key: step for step in steps}
        self._keys = frozenset(self._waiting)
        self._shown = {ref.step for step in steps for ref in references(step) if ref.path.startswith(f"{SEEN}.")}
        self._sender, self._journal, self._answers, self._on_step = sender, journal, answers, on_step
        self._lanes = {
            (step.place.account, step.write.service): threading.Semaphore(
                1 if step.write.service in _SERIAL else _PER_LANE
            )
            for step in steps
        }
        self._stop = stop
        self._started: dict[Future[tuple[Outcome, str] | None], Step] = {}

    def run(self) -> None:
        """Start every step as soon as what it needs is done, until none is left or `stop` is set.

        Then what is under way goes on to its answer, without waiting for effects, and what is queued never starts.
        """
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="apply") as self._pool:
            self._start_ready()
            while self._started:
                self._collect_one()
                if self._stop.is_set():
                    self._started = {future: step for future, step in self._started.items() if not future.cancel()}
                else:
                    self._start_ready()

    def _start_ready(self) -> None:
        for key, step in list(self._waiting.items()):
            needs = [self.result.outcomes.get(need, self._ended.get(need)) for need in step.needs]
            if any(found in (Outcome.FAILED, Outcome.SKIPPED) for found in needs):
                del self._waiting[key]
                self._end(step, Outcome.SKIPPED, "a step it needs did not succeed")
                self._start_ready()
                return
            before = (step.needs | step.follows) & self._keys
            if before <= self.result.outcomes.keys():
                del self._waiting[key]
                self._started[self._pool.submit(self._carry, step)] = step

    def _collect_one(self) -> None:
        finished, _ = wait(self._started, return_when=FIRST_COMPLETED)
        for future in finished:
            step, ended = self._started.pop(future), future.result()
            if ended is not None:
                self._end(step, *ended)

    def _end(self, step: Step, outcome: Outcome, reason: str) -> None:
        self.result.outcomes[step.key] = outcome
        if reason:
            self.result.reasons[step.key] = reason
        if outcome is not Outcome.DONE:
            self._journal.write(outcome.value, key=step.key, reason=reason)
        self._on_step(step, outcome, reason)

    def _carry(self, step: Step) -> tuple[Outcome, str] | None:
        """How the step ended; None where it was not begun."""
        try:
            with self._lanes[step.place.account, step.write.service]:
                if self._stop.is_set():
                    return None
                self._send(step)
            if self._settled(step):
                return Outcome.DONE, ""
        except (UnknownReference, NeverSettles) as reason:
            return Outcome.FAILED, str(reason)
        except AwsFailure as refusal:
            return (Outcome.UNSETTLED if step.key in self._answers else Outcome.FAILED), str(refusal)
        if self._stop.is_set():
            return Outcome.UNSETTLED, "accepted; interrupted before it was seen to be in effect"
        seconds = step.settled.seconds if step.settled else 0
        return Outcome.UNSETTLED, f"accepted, but not in effect after {seconds} s"

    def _send(self, step: Step) -> None:
        """Send the step's request, written down before and its answer after."""
        request = resolve(step.write.parameters, self._answers)
        self._journal.write("intent", key=step.key, action=step.write.action, place=str(step.place))
        answer = send(step, self._answers, self._sender.write, self._stop)
        kept = self._sender.journaled(step.write.filled(request), answer)
        self._answers[step.key] = kept
        self._journal.write("done", key=step.key, answer=kept)

    def _settled(self, step: Step) -> bool:
        """Wait for the step's effect; what shows it is kept where another step refers to it, or AWS makes something."""
        is_settled, seen = settled(step, self._answers, self._sender.read, self._stop)
        if is_settled and step.settled and (step.key in self._shown or step.settled.failed):
            asked = step.settled.read
            kept = self._sender.journaled(Write(asked.service, asked.operation), seen or {})
            self._answers[step.key] = {**self._answers[step.key], SEEN: kept}
            self._journal.write("settled", key=step.key, answer=kept)
        return is_settled
