"""Findings as lines of JSON, the way `assess --output json` prints them, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Generic, TypeVar

from hardpan.model import Evidence, Finding, Severity, Status

T = TypeVar("T")

_REMEMBERED = 2_000  # pieces of evidence, and as many lists of them
_ENCODE = json.JSONEncoder(default=str).encode


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """`as_dict` of each, as text. Evidence is most of it, and many findings rest on the same: each is written once."""
    one: _Once[Evidence] = _Once(lambda item: _ENCODE(_evidence(item)))
    some: _Once[tuple[Evidence, ...]] = _Once(lambda items: ", ".join(map(one.written, items)))
    for finding in findings:
        plain = as_dict(finding, evidence=False)
        fix = plain.pop("fix")
        yield f'{_ENCODE(plain)[:-1]}, "evidence": [{some.written(finding.evidence)}], "fix": {_ENCODE(fix)}}}'


class _Once(Generic[T]):
    """What has been written, by identity."""

    def __init__(self, write: Callable[[T], str]) -> None:
        self._write = write
        self._held: dict[int, tuple[T, str]] = {}  # with the thing itself, so that nothing else can have its identity

    def written(self, item: T) -> str:
        held = self._held.get(id(item))
        if held is None:
            if len(self._held) > _REMEMBERED:
                self._held.clear()
            held = self._held[id(item)] = (item, self._write(item))
        return held[1]


def as_dict(finding: Finding, *, evidence: bool = True) -> dict[str, Any]:
    """A finding as the contract has it, or all but its evidence."""
    return {
        "control": finding.control,
        "title": finding.title,
        "section": finding.section,
        "severity": finding.severity.value,
        "status": finding.status.value,
        "account": finding.account,
        "region": finding.region,
        "resource": finding.resource,
        "message": finding.message,
        **({"evidence": [_evidence(item) for item in finding.evidence]} if evidence else {}),
        "fix": finding.fix,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "call": f"{item.service}:{item.operation}",
        "parameters": item.parameters,
        "region": item.region,
        "at": item.at.isoformat(timespec="milliseconds"),
        "outcome": item.outcome,
    }


def finding_of(line: str) -> Finding:
    """The finding that a line was written from; times are to the millisecond."""
    told = json.loads(line)
    evidence = tuple(_read_evidence(item) for item in told.pop("evidence"))
    severity, status = Severity(told.pop("severity")), Status(told.pop("status"))
    return Finding(**told, severity=severity, status=status, evidence=evidence)


def _read_evidence(told: dict[str, Any]) -> Evidence:
    service, _, operation = told.pop("call").partition(":")
    return Evidence(service, operation, at=datetime.fromisoformat(told.pop("at")), **told)
