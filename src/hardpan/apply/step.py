"""Carrying out one step: references filled in, sent, retried while AWS catches up, waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jmespath

from hardpan.aws import AwsFailure
from hardpan.aws.failure import THROTTLED
from hardpan.model import NotYet, Place, Read, Ref, Settled, Step, Write

_FIRST_WAIT = 0.5  # seconds; doubles up to _LONGEST_WAIT
_LONGEST_WAIT = 10.0

# Organizations answers the first to any of its operations while another request is under way.
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html#API_CreateAccount_Errors
ALWAYS_NOT_YET = (
    NotYet("ConcurrentModificationException"),
    NotYet("ConcurrentModification"),
    NotYet("OperationAborted"),
    *(NotYet(code, seconds=120) for code in sorted(THROTTLED)),
)


class UnknownReference(Exception):
    """A step refers to an answer that was never received."""


def resolve(value: Any, answers: Mapping[str, dict[str, Any]]) -> Any:
    """Parameters with every Ref replaced from the answers so far. Raises UnknownReference."""
    if isinstance(value, Ref):
        found = jmespath.search(value.path, answers.get(value.step))
        if found is None:
            raise UnknownReference(f"no answer of {value.step} holds {value.path}")
        return found
    if isinstance(value, dict):
        return {name: resolve(item, answers) for name, item in value.items()}
    return [resolve(item, answers) for item in value] if isinstance(value, list | tuple) else value


def references(step: Step) -> Iterator[Ref]:
    """Every reference in what the step and its undo would send."""
    yield from _within(step.write.parameters)
    for write in step.undo or ():
        yield from _within(write.parameters)


def _within(value: Any) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _within(item)


def send(
    step: Step,
    answers: Mapping[str, dict[str, Any]],
    write: Callable[[Place, Write], dict[str, Any]],
    stop: threading.Event,
) -> dict[str, Any]:
    """The answer to a step's request, sent again for as long as the step's errors mean "not yet". Raises AwsFailure."""
    request = step.write.filled(resolve(step.write.parameters, answers))
    began, wait = time.monotonic(), _FIRST_WAIT
    while True:
        try:
            return write(step.place, request)
        except AwsFailure as refusal:
            patience = _patience(refusal, step)
            if time.monotonic() - began + wait > patience or stop.wait(wait):
                raise
        wait = min(wait * 2, _LONGEST_WAIT)


def _patience(refusal: AwsFailure, step: Step) -> int:
    """Seconds that an error is worth waiting for; 0 for an error that is final."""
    return max(
        (
            item.seconds
            for item in (*step.not_yet, *ALWAYS_NOT_YET)
            if item.code == refusal.code and item.contains.lower() in refusal.message.lower()
        ),
        default=0,
    )


class NeverSettles(Exception):  # what AWS says is its end, not a defect
    """AWS accepted the step and then says that it failed."""


def settled(
    step: Step,
    answers: Mapping[str, dict[str, Any]],
    read: Callable[[Place, Read], dict[str, Any] | None],
    stop: threading.Event,
) -> tuple[bool, dict[str, Any] | None]:
    """Whether the step has taken effect, waiting as long as it says, and what was read last.

    Raises AwsFailure when that cannot be read however slowly, NeverSettles when AWS says that it failed.
    """
    if step.settled is None:
        return True, None
    request = step.settled.read.filled(resolve(step.settled.read.parameters, answers))
    began, wait = time.monotonic(), _FIRST_WAIT
    answer: dict[str, Any] | None = None
    while True:
        try:
            answer = read(step.place, request)
        except AwsFailure as refusal:
            if refusal.code not in THROTTLED:
                raise
        else:
            if _holds(step.settled, answer):
                return True, answer
            if step.settled.failed and (why := jmespath.search(step.settled.failed, answer)):
                raise NeverSettles(f"accepted, and then failed: {why}")
        if time.monotonic() - began + wait > step.settled.seconds or stop.wait(wait):
            return False, answer
        wait = min(wait * 2, _LONGEST_WAIT)


def _holds(settled: Settled, answer: dict[str, Any] | None) -> bool:
    return bool(jmespath.search(settled.path, answer) == settled.equals) is not settled.no_longer
