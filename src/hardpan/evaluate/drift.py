"""Two snapshots side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from hardpan.model import Drift, Fact, FactChange, Finding, Place, Unreadable, VerdictChange
from hardpan.snapshot import Snapshot

_LONGEST = 200  # characters of a value that are shown


def drift(old: Snapshot, new: Snapshot, then: Iterable[Finding], now: Iterable[Finding]) -> Drift:
    """What differs between two snapshots, and between what the same controls say of them."""
    return Drift(
        old=old.taken,
        new=new.taken,
        verdicts=tuple(_verdicts(list(then), list(now))),
        facts=tuple(_facts(old, new)),
    )


def _verdicts(then: list[Finding], now: list[Finding]) -> Iterator[VerdictChange]:
    before, after = _by_subject(then), _by_subject(now)
    changes = []
    for key in before.keys() | after.keys():
        was, is_ = before.get(key), after.get(key)
        if was is not None and is_ is not None and was.status is is_.status:
            continue
        told = is_ or was
        assert told is not None
        changes.append((told.sort_key, was, is_, told))
    for _, was, is_, told in sorted(changes, key=lambda change: change[0]):
        yield VerdictChange(
            control=told.control,
            title=told.title,
            severity=told.severity,
            account=told.account,
            region=told.region,
            resource=told.resource,
            before=was.status if was else None,
            after=is_.status if is_ else None,
            message=told.message,
        )


def _by_subject(findings: list[Finding]) -> dict[tuple[Any, ...], Finding]:
    """Findings by what they are about; of several about one place, by their order too."""
    held: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        key: tuple[Any, ...] = (finding.control, finding.account, finding.region, finding.resource)
        number = 0
        while (*key, number) in held:
            number += 1
        held[*key, number] = finding
    return held


def _facts(old: Snapshot, new: Snapshot) -> Iterator[FactChange]:
    keys = sorted(old.facts.keys() | new.facts.keys(), key=lambda key: (key[0].__name__, str(key[1])))
    for kind, place in keys:
        was, is_ = old.facts.get((kind, place), ()), new.facts.get((kind, place), ())
        if isinstance(was, Unreadable) or isinstance(is_, Unreadable):
            if isinstance(was, Unreadable) is not isinstance(is_, Unreadable):
                what = "readable again" if isinstance(was, Unreadable) else "no longer readable"
                yield _change(kind, place, None, what)
            continue
        yield from _in_place(kind, place, _named(was), _named(is_))


def _in_place(kind: type[Fact], place: Place, was: dict[str, Fact], is_: dict[str, Fact]) -> Iterator[FactChange]:
    for name in sorted(was.keys() | is_.keys()):
        before, after = was.get(name), is_.get(name)
        resource = name.partition("#")[0] or None
        if before is None or after is None:
            yield _change(kind, place, resource, "gone" if after is None else "appeared")
        elif repr(before) != repr(after):
            yield _change(kind, place, resource, "changed", tuple(_differing(before, after)))


def _named(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Facts by their resource; those that have none, or the same, by number."""
    held: dict[str, Fact] = {}
    for fact in facts:
        resource: object = fact.resource
        name = resource if isinstance(resource, str) else ""
        number = 0
        while f"{name}#{number}" in held:
            number += 1
        held[f"{name}#{number}"] = fact
    return held


def _differing(before: Fact, after: Fact) -> Iterator[tuple[str, str, str]]:
    for field in fields(before):
        then, now = repr(getattr(before, field.name)), repr(getattr(after, field.name))
        if then != now:
            yield field.name, then[:_LONGEST], now[:_LONGEST]


def _change(
    kind: type[Fact],
    place: Place,
    resource: str | None,
    what: str,
    differing: tuple[tuple[str, str, str], ...] = (),
) -> FactChange:
    return FactChange(
        kind=kind.__name__,
        account=place.account,
        region=place.region,
        resource=resource,
        what=what,
        fields=differing,
    )
