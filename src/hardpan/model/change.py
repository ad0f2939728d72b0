"""Changes: steps as data, which can be read, saved, signed and replayed."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hardpan.model.fact import Fact, Why
from hardpan.model.place import Place
from hardpan.model.read import Read, service_of

HIDDEN = "(hidden)"  # stands, in what is kept of an answer, where AWS's model says that something is sensitive


def each_of(what: str) -> str:
    """Stands, in a step's key and request, for whatever there is of a kind: `each_of("ACCESS_KEY_OF_ROOT")`.

    For what cannot be read before another step of the plan is carried out. Such a step is never sent as it is: once
    that can be read, it becomes one for each that there is.
    """
    return f"EACH_{what}"


class Risk(enum.StrEnum):
    """What a step could do to somebody: nothing, break something in use, lose data, or never be taken back."""

    SAFE = "safe"
    DISRUPTIVE = "disruptive"
    DESTRUCTIVE = "destructive"
    IRREVERSIBLE = "irreversible"


@dataclass(frozen=True)
class Ref:
    """A value known only at run time: a JMESPath expression into the answer of an earlier step."""

    step: str
    path: str


class Write:
    """One changing request: `Write("ec2", "EnableEbsEncryptionByDefault")`. Parameters may hold `Ref`s.

    `as_root` sends it as the root user of a member, for one task, as it does with a Read.
    """

    __slots__ = ("operation", "parameters", "root_task", "service")

    def __init__(self, service: str, operation: str, /, **parameters: Any) -> None:
        self.service = service
        self.operation = operation
        self.parameters = parameters
        self.root_task: str | None = None

    def as_root(self, task: str | None) -> Write:
        """The same request in a session of the account's root user that is good for this task of AWS's."""
        other = self.filled(self.parameters)
        other.root_task = task
        return other

    def filled(self, parameters: Mapping[str, Any]) -> Write:
        """The same request with these parameters."""
        other = Write(self.service, self.operation, **parameters)
        other.root_task = self.root_task
        return other

    @property
    def action(self) -> str:
        """`service:Operation`, as in an operation's `writes`."""
        return f"{self.service}:{self.operation}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Write) and self._sent == other._sent

    @property
    def _sent(self) -> tuple[Any, ...]:
        return self.action, self.parameters, self.root_task

    __hash__ = None  # type: ignore[assignment]  # parameters are plain, mutable JSON

    def __repr__(self) -> str:
        return f"Write({self.action}, {self.parameters!r})"


@dataclass(frozen=True)
class NotYet:
    """An error that means "try again": AWS has not caught up with an earlier step."""

    code: str
    contains: str = ""  # part of the message, lower case; empty matches any
    seconds: int = 60  # how long to go on trying


@dataclass(frozen=True)
class Settled:
    """When a step has taken effect: `path` of the answer to `read` equals `equals`, for at most `seconds`.

    With `no_longer` it has when the answer does not say so any more: the wait of an undo. What was read last is kept
    beside the step's answer, for references that begin with `settled.`.
    """

    read: Read
    path: str  # JMESPath
    equals: Any
    seconds: int = 120
    no_longer: bool = False
    failed: str | None = None  # JMESPath to why it will never be so


@dataclass(frozen=True, kw_only=True)
class Step:
    """A plan node: one AWS call not yet made."""

    key: str  # stable: the same step in every plan and journal; made with `step_key`
    place: Place
    write: Write  # exactly what will be sent
    because: str  # the difference that asked for it
    controls: tuple[str, ...] = ()  # ids; filled in from the operation when left empty
    resource: str | None = None  # ARN or id of what is changed, where it has one
    before: str | None = None  # shown as before -> after
    after: str | None = None
    needs: frozenset[str] = frozenset()  # keys that come first; a need that already holds yields no step
    follows: frozenset[str] = frozenset()  # as `needs`, but may fail or be left out; `in_every_account` names many
    undo: tuple[Write, ...] | None = None  # None: cannot be undone; (): another step's undo takes it back
    undo_note: str = ""  # what undo does not bring back; required when undo is None
    risk: Risk = Risk.SAFE
    monthly_cost_usd: float | None = 0.0  # None: priced by usage
    cost_note: str = ""
    settled: Settled | None = None
    undone: Settled | None = None  # when its undo has taken effect, where that is not `settled` turned round
    not_yet: tuple[NotYet, ...] = ()
    ends: Place | None = None  # a Region that is off afterwards: the plan leaves out every step in it
    unread: Why | None = None  # why it is not known what there is to change; only with a step that it needs, then
    reaches: bool = False  # the organization's other accounts too: what they lack of it there waits for no person

    @property
    def kind(self) -> str:
        """What `in_every_account` names it by: without the account, and without what it is about."""
        return in_every_account(re.split("[:@]", self.key)[0], self.place)

    def comes_after(self, other: Step) -> bool:
        """Whether the other step comes first."""
        return bool((self.needs | self.follows) & {other.key, other.kind})


def step_key(name: str, place: Place) -> str:
    """`step_key("sns.alert_topic/create", place)`: unique over accounts and Regions, stable over runs."""
    return f"{name}@{place}"


def in_every_account(name: str, place: Place) -> str:
    """What a step follows to come after the steps of this name in every account, in the Region of `place`."""
    return step_key(name, replace(place, account=_EVERY_ACCOUNT))


_EVERY_ACCOUNT = "*"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A registered operation: what to change so that some controls hold."""

    id: str
    satisfies: tuple[str, ...]
    facts: tuple[type[Fact], ...]
    writes: tuple[str, ...]
    after: tuple[str, ...]  # operations whose steps this one's steps may need
    permissions: tuple[str, ...]  # IAM actions beyond those of its writes and of the collectors' reads
    consent: str | None  # why a person must agree first, for destructive operations
    asked_by: tuple[str, ...]  # keys of hardpan.yaml without any of which there is nothing to do; none: always may be
    page: str
    run: Callable[..., Iterator[Step]] = field(repr=False)


OPERATIONS: dict[str, Operation] = {}


def operation(
    *,
    satisfies: Iterable[str],
    facts: Iterable[type[Fact]],
    writes: Iterable[str],
    after: Iterable[str] = (),
    permissions: Iterable[str] = (),
    consent: str | None = None,
    asked_by: Iterable[str] = (),
) -> Callable[[Callable[..., Iterator[Step]]], Callable[..., Iterator[Step]]]:
    """Register a generator (want: Baseline, have: Snapshot) -> the Steps still missing.

    Yielding nothing means "established". `facts` are the types it reads, `writes` every `service:Operation` it may
    send, undo included; `permissions` the IAM actions needed beside those: what AWS asks for as well (`iam:PassRole`),
    and what a step's `settled` reads and no collector does. With `consent` its steps stay out of a plan until the
    baseline names the operation. `asked_by` are keys of hardpan.yaml, as `organization.log_archive`: where the file
    says nothing at any of them it yields nothing, so that no permission is asked for it.
    """

    def register(run: Callable[..., Iterator[Step]]) -> Callable[..., Iterator[Step]]:
        identifier = f"{service_of(run.__module__)}.{run.__name__}"
        OPERATIONS[identifier] = Operation(
            id=identifier,
            satisfies=tuple(satisfies),
            facts=tuple(facts),
            writes=tuple(writes),
            after=tuple(after),
            permissions=tuple(permissions),
            consent=consent,
            asked_by=tuple(asked_by),
            page=run.__doc__ or "",
            run=run,
        )
        return run

    return register
