"""Misbehaviour on demand: what real AWS does now and then, so that forgetting it makes a test fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .registry import AwsError


class Dropped(Exception):
    """The connection is closed without an answer."""


class Unknown(Exception):
    """The endpoint acts as if it did not know the operation."""


@dataclass
class Fault:
    """One kind of misbehaviour for some calls.

    `kind`: deny, throttle, error, expired, unknown, drop, delay. `actions` are `service:Operation` patterns with
    botocore's service names, less those in `spare`; `times` bounds how often it happens, None is always.
    """

    kind: str
    actions: tuple[str, ...] = ("*",)
    spare: tuple[str, ...] = ()
    regions: tuple[str, ...] = ("*",)
    times: int | None = None
    seconds: float = 0.0
    code: str = "InternalFailure"
    message: str = "injected"
    happened: int = field(default=0, compare=False)

    def concerns(self, action: str, region: str) -> bool:
        """Whether it happens to this call, unless it has happened often enough."""
        return (
            (self.times is None or self.happened < self.times)
            and any(fnmatchcase(action, pattern) for pattern in self.actions)
            and not any(fnmatchcase(action, pattern) for pattern in self.spare)
            and any(fnmatchcase(region, pattern) for pattern in self.regions)
        )


class Faults:
    """The misbehaviour switched on now."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, **described: Any) -> None:
        """Switch one on; raises TypeError or ValueError for a description that is none."""
        fault = Fault(**{name: tuple(v) if isinstance(v, list) else v for name, v in described.items()})
        if fault.kind not in _ACTS:
            raise ValueError(f"no fault of kind {fault.kind!r}: {', '.join(_ACTS)}")
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._faults.clear()

    def strike(self, action: str, region: str, protocol: str) -> None:
        """Let what is switched on happen to a call: raises AwsError, Dropped or Unknown, or waits."""
        with self._lock:
            concerned = [fault for fault in self._faults if fault.concerns(action, region)]
            for fault in concerned:
                fault.happened += 1
        for fault in concerned:
            _ACTS[fault.kind](fault, action, protocol)


# What a caller without the permission is told, by protocol.
_DENIED = {"ec2": "UnauthorizedOperation", "query": "AccessDenied", "rest-xml": "AccessDenied"}


def _deny(_: Fault, action: str, protocol: str) -> None:
    code = _DENIED.get(protocol, "AccessDeniedException")
    raise AwsError(code, f"User is not authorized to perform: {action}")


def _throttle(_: Fault, __: str, protocol: str) -> None:
    raise AwsError("RequestLimitExceeded" if protocol == "ec2" else "ThrottlingException", "Rate exceeded")


def _error(fault: Fault, _: str, __: str) -> None:
    raise AwsError(fault.code, fault.message)


def _expired(_: Fault, __: str, protocol: str) -> None:
    code = {"ec2": "RequestExpired", "rest-xml": "ExpiredToken", "query": "ExpiredToken"}
    raise AwsError(code.get(protocol, "ExpiredTokenException"), "The security token included in the request is expired")


def _unknown(_: Fault, action: str, __: str) -> None:
    raise Unknown(action)


def _drop(_: Fault, action: str, __: str) -> None:
    raise Dropped(action)


def _delay(fault: Fault, _: str, __: str) -> None:
    time.sleep(fault.seconds)


_ACTS: Mapping[str, Any] = {
    "deny": _deny,
    "throttle": _throttle,
    "error": _error,
    "expired": _expired,
    "unknown": _unknown,
    "drop": _drop,
    "delay": _delay,
}
