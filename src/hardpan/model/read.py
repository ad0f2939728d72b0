"""Reads and collectors: what to ask AWS, as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar

from hardpan.model.fact import Fact
from hardpan.model.place import Place

Answer: TypeAlias = dict[str, Any]

_ENCODE = json.JSONEncoder(sort_keys=True, default=str).encode
# In every refusal for want of a permission, and in none by which a service says what it is asked about is off.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_BY_IAM = "not authorized to perform"


@dataclass(frozen=True)
class Awaited:
    """What a repeated request waits for, and for how long."""

    member: str
    equals: Any  # a tuple stands for a list, so that it can be part of a key
    seconds: int

    def by(self, answer: Answer) -> bool:
        """Whether this answer is the one waited for."""
        equals = list(self.equals) if isinstance(self.equals, tuple) else self.equals
        return bool(answer.get(self.member) == equals)


class Read:
    """One read-only request: `Read("cloudtrail", "GetTrailStatus", Name=arn)`.

    Its answer is the whole result: every page of a paged operation, joined. `at` sends it to another Region than the
    collector's place; `or_none` names error codes that mean "there is none", answered with None; `until` repeats it
    while AWS is still at work on the answer; `as_root` sends it as the root user of a member, for one task.
    """

    __slots__ = ("absent", "awaited", "operation", "parameters", "region", "root_task", "service")

    def __init__(self, service: str, operation: str, /, **parameters: Any) -> None:
        self.service = service
        self.operation = operation
        self.parameters = parameters
        self.region: str | None = None
        self.absent: frozenset[str] = frozenset()
        self.awaited: Awaited | None = None
        self.root_task: str | None = None

    def at(self, region: str) -> Read:
        """The same request sent to this Region."""
        return self._with(region=region)

    def or_none(self, *codes: str) -> Read:
        """The same request, where these error codes mean that the thing does not exist: the answer is None."""
        return self._with(absent=self.absent | set(codes))

    def takes_for_none(self, code: str, message: str) -> bool:
        """Whether this error means that the thing does not exist. That a permission is missing never means it.

        Several services answer AccessDeniedException where they are off, or to one who administers nothing.
        """
        return code in self.absent and _BY_IAM not in message

    def until(self, member: str, equals: Any, *, seconds: int) -> Read:
        """The same request, repeated until this member of its answer has this value, or for at most so long.

        The last answer is the answer, whatever it says: the wait is over either way.
        """
        return self._with(awaited=Awaited(member, equals, seconds))

    def as_root(self, task: str | None) -> Read:
        """The same request in a session of the account's root user that is good for this task of AWS's.

        Only the organization's management account, and who administers IAM for it, can begin one.
        https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
        """
        return self._with(root_task=task)

    def filled(self, parameters: Mapping[str, Any]) -> Read:
        """The same request with these parameters."""
        return self._with(parameters=parameters)

    def _with(self, *, parameters: Mapping[str, Any] | None = None, **changed: Any) -> Read:
        other = Read(self.service, self.operation, **(self.parameters if parameters is None else parameters))
        for name in ("region", "absent", "awaited", "root_task"):
            setattr(other, name, changed.get(name, getattr(self, name)))
        return other

    @property
    def action(self) -> str:
        """`service:Operation`, as in a collector's `reads`."""
        return f"{self.service}:{self.operation}"

    @property
    def identity(self) -> str:
        """Equal for requests that would send the same bytes to the same Region."""
        as_root = [] if self.root_task is None else [self.root_task]
        return _ENCODE([self.service, self.operation, self.region, self.parameters, *as_root])

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"Read({self.action}, {shown})"


T = TypeVar("T", bound=Fact)
Reading: TypeAlias = Generator[Read | list[Read], Any, list[T]]
Per: TypeAlias = Literal["account", "region"]


@dataclass(frozen=True)
class Collector:
    """How facts of one type are learned in one place."""

    fact: type[Fact]
    per: Per
    reads: tuple[str, ...]  # every "service:Operation" it may send
    run: Callable[[Place], Reading[Any]] = field(repr=False)

    @property
    def name(self) -> str:
        """`cloudtrail.trails`: service and function."""
        return f"{service_of(self.run.__module__)}.{self.run.__name__}"


COLLECTORS: dict[type[Fact], Collector] = {}


def collector(
    fact: type[T], *, per: Per, reads: Iterable[str]
) -> Callable[[Callable[[Place], Reading[T]]], Callable[[Place], Reading[T]]]:
    """Register a generator that yields Reads (a list asks at once) and returns the facts of `fact` in a place.

    `reads` lists every `service:Operation` it may yield: the least-privilege policy is made from it, and a request
    not listed is refused at run time.
    """

    def register(run: Callable[[Place], Reading[T]]) -> Callable[[Place], Reading[T]]:
        if fact in COLLECTORS:
            raise TypeError(f"{fact.__name__} has two collectors")
        COLLECTORS[fact] = Collector(fact=fact, per=per, reads=tuple(reads), run=run)
        return run

    return register


def service_of(module: str) -> str:
    """Service of a module below `hardpan.services`: `lambda` for `hardpan.services.lambda_.collect`."""
    parts = module.split(".")
    return parts[parts.index("services") + 1].rstrip("_") if "services" in parts else parts[0]


def actions(reads: Iterable[str]) -> Mapping[str, list[str]]:
    """`service:Operation` strings grouped by service."""
    grouped: dict[str, list[str]] = {}
    for action in sorted(set(reads)):
        service, _, operation = action.partition(":")
        grouped.setdefault(service, []).append(operation)
    return grouped
