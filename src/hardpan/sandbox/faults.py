"""Misbehaviour on demand: what real AWS does now and then, so that forgetting it makes a test fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

from hardpan.aws.permissions import iam_action

from . import wire
from .limits import Limits
from .registry import AwsError


class Dropped(Exception):
    """The connection is closed without an answer."""


@dataclass(frozen=True)
class Struck:
    """The call that a fault happens to."""

    service: str
    operation: str
    region: str
    protocol: str
    principal: str
    account: str = ""

    def is_one_of(self, patterns: tuple[str, ...]) -> bool:
        """Whether a pattern names the operation or the IAM action that allows it; case does not matter, as in IAM."""
        names = f"{self.service}:{self.operation}".lower(), iam_action(self.service, self.operation).lower()
        return any(fnmatchcase(name, pattern.lower()) for name in names for pattern in patterns)


@dataclass
class Fault:
    """One kind of misbehaviour for some calls.

    `kind`: deny, allow, throttle, limits, error, expired, unknown, drop, delay or pages. `limits` throttles what goes
    beyond the limits that AWS publishes. `allow` lets calls through whatever
    policies say, as if everybody were allowed everything. `actions` are patterns of
    `service:Operation` with botocore's service names, or of IAM actions, less those in `spare` (`except` in JSON).
    `times` bounds how often it happens; None is always. `code` is the error's code where it is not the usual one,
    `seconds` how long a delay is, `size` the most that a page of Organizations' lists holds, with empty ones between.
    """

    kind: str
    actions: tuple[str, ...] = ("*",)
    spare: tuple[str, ...] = ()
    regions: tuple[str, ...] = ("*",)
    times: int | None = None
    seconds: float = 0.0
    code: str = ""
    size: int = 1
    happened: int = field(default=0, init=False)
    limits: Limits = field(default_factory=Limits, init=False)

    def concerns(self, call: Struck) -> bool:
        """Whether it happens to this call, unless it has happened often enough."""
        return (
            (self.times is None or self.happened < self.times)
            and call.is_one_of(self.actions)
            and not call.is_one_of(self.spare)
            and any(fnmatchcase(call.region, pattern) for pattern in self.regions)
        )


@dataclass(frozen=True)
class Suffered:
    """What others have to do to a call that faults let through."""

    page_size: int | None  # the most that a page holds, where a fault makes pages small
    allowed: bool  # no policy binds it


class Faults:
    """The misbehaviour switched on now."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, described: Mapping[str, Any]) -> None:
        """Switch one on. Raises ValueError for a description that is none."""
        fault = _fault(described)
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._faults.clear()

    def strike(self, call: Struck) -> Suffered:
        """Let what is switched on happen to a call: raises AwsError or Dropped, or waits."""
        with self._lock:
            concerned = [fault for fault in self._faults if fault.concerns(call)]
            for fault in concerned:
                fault.happened += 1
        for fault in concerned:
            _ACTS[fault.kind](fault, call)
        return Suffered(
            min((fault.size for fault in concerned if fault.kind == "pages"), default=None),
            any(fault.kind == "allow" for fault in concerned),
        )


def _fault(described: Mapping[str, Any]) -> Fault:
    given = {"spare" if name == "except" else name: value for name, value in described.items()}
    known = {each.name for each in fields(Fault) if each.init}
    if strange := given.keys() - known:
        raise ValueError(f"a fault has no {', '.join(sorted(strange))}")
    if given.get("kind") not in _ACTS:
        raise ValueError(f"no fault of kind {given.get('kind')!r}, only {', '.join(_ACTS)}")
    if given.get("size", 1) < 1:
        raise ValueError("a page holds at least one thing")
    values: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in given.items()}
    return Fault(**values)


def _deny(_: Fault, call: Struck) -> None:
    raise wire.denied(call.service, call.protocol, call.principal, iam_action(call.service, call.operation))


def _throttle(fault: Fault, call: Struck) -> None:
    raise AwsError(fault.code or wire.dialect(call.protocol).throttled, "Rate exceeded")


def _beyond_limits(fault: Fault, call: Struck) -> None:
    if not fault.limits.let_through(call.service, call.operation, call.account, call.region):
        _throttle(fault, call)


def _error(fault: Fault, call: Struck) -> None:
    raise AwsError(fault.code or wire.dialect(call.protocol).failed, "We encountered an internal error. Try again.")


def _expired(_: Fault, call: Struck) -> None:
    code = wire.dialect(call.protocol).expired
    raise AwsError(code, "The security token included in the request is expired")


def _unknown(_: Fault, call: Struck) -> None:
    raise wire.unknown(call.service, call.operation, call.protocol)


def _drop(_: Fault, call: Struck) -> None:
    raise Dropped(call.operation)


def _delay(fault: Fault, _: Struck) -> None:
    time.sleep(fault.seconds)


def _for_others(_: Fault, __: Struck) -> None:
    """Done by whoever makes the pages, or decides what is allowed."""


_ACTS: Mapping[str, Callable[[Fault, Struck], None]] = {
    "deny": _deny,
    "throttle": _throttle,
    "limits": _beyond_limits,
    "error": _error,
    "expired": _expired,
    "unknown": _unknown,
    "drop": _drop,
    "delay": _delay,
    "pages": _for_others,
    "allow": _for_others,
}
