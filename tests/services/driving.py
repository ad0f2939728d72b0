"""Drives a collector with recorded answers, and holds an operation's requests against AWS's own model of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any

import botocore.session
from botocore.validate import ParamValidator

from hardpan.aws import iam_action
from hardpan.model import COLLECTORS, OPERATIONS, Operation, Place, Read, Ref, Step, Unreadable, Why, Write
from hardpan.snapshot import Snapshot

_SESSION = botocore.session.get_session()


def denied(action: str, place: Place | None = None) -> Unreadable:
    """What a collector gets in place of an answer to a request that was refused."""
    service, _, operation = action.partition(":")
    return Unreadable(Why(service, operation, action, "AccessDenied", "not allowed", place or Place("111122223333")))


def drive(
    asking: Generator[Any, Any, list[Any]], answers: Mapping[str, Any], sent: list[Read] | None = None
) -> list[Any]:
    """The facts that a collector makes of these answers, by `service:Operation`; a callable is asked with the Read.

    Every request is held against AWS's model. `sent` collects them in order.
    """
    reply: Any = None
    while True:
        try:
            asked = asking.send(reply)
        except StopIteration as done:
            facts: list[Any] = done.value
            return facts
        many = asked if isinstance(asked, list) else [asked]
        for read in many:
            assert_valid(read.service, read.operation, read.parameters)
        if sent is not None:
            sent.extend(many)
        replies = [_answer(answers[read.action], read) for read in many]
        reply = replies if isinstance(asked, list) else replies[0]


def _answer(answer: Any, read: Read) -> Any:
    return answer(read) if isinstance(answer, Callable) and not isinstance(answer, Unreadable) else answer  # type: ignore[arg-type]


def steps_of(operation: str, want: Any, have: Snapshot) -> list[Step]:
    """The steps that an operation yields, each checked: its requests fit AWS's model and are declared, its key is
    the only one of its kind."""
    registered = OPERATIONS[operation]
    steps = list(registered.run(want, have))
    assert len({step.key for step in steps}) == len(steps)
    for step in steps:
        assert step.undo is not None or step.undo_note
        assert set(step.controls) <= set(registered.satisfies)
        for write in (step.write, *(step.undo or ())):
            assert write.action in registered.writes
            assert_valid_write(write)
        for wait in filter(None, (step.settled, step.undone)):
            assert_valid(wait.read.service, wait.read.operation, wait.read.parameters)
            assert _is_allowed(wait.read, registered)
    return steps


def _is_allowed(read: Read, operation: Operation) -> bool:
    """Whether Hardpan asks for the permission to wait for the step: a collector reads it too, or it says so."""
    collected = any(read.action in collector.reads for collector in COLLECTORS.values())
    return collected or iam_action(read.service, read.operation) in operation.permissions


def assert_valid_write(write: Write) -> None:
    """The request fits AWS's model; a Ref counts as some text."""
    assert_valid(write.service, write.operation, write.parameters)


def assert_valid(service: str, operation: str, parameters: Mapping[str, Any]) -> None:
    """The parameters fit AWS's model of the operation."""
    shape = _SESSION.get_service_model(service).operation_model(operation).input_shape
    if shape is None:
        assert not parameters, f"{service}:{operation} takes no parameters"
        return
    reports = [ParamValidator().validate(_filled(dict(parameters), "0" * length), shape) for length in (32, 36)]
    assert not all(report.has_errors() for report in reports), reports[0].generate_report()


def _filled(value: Any, text: str) -> Any:
    if isinstance(value, Ref):
        return text
    if isinstance(value, dict):
        return {name: _filled(item, text) for name, item in value.items()}
    return [_filled(item, text) for item in value] if isinstance(value, list | tuple) else value


def verbs(steps: Iterable[Step]) -> list[str]:
    """The keys of steps without their places: what happens, in order."""
    return [step.key.partition("@")[0] for step in steps]
