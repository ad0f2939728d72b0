"""A snapshot: every fact read at one moment, by type and place, with the evidence it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from hardpan.model import Account, Evidence, Fact, FactUnreadable, Place, Region, Unreadable

T = TypeVar("T", bound=Fact)
Subjects: TypeAlias = tuple[Any, ...] | Unreadable  # the facts of one type in one place, or why there are none


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Facts of one moment. A snapshot never changes and knows nothing of how it was read."""

    taken: datetime
    accounts: tuple[Account, ...]
    regions: tuple[Region, ...]
    facts: Mapping[tuple[type[Fact], Place], Subjects]
    evidence: Mapping[tuple[type[Fact], Place], tuple[Evidence, ...]] = field(default_factory=dict)
    caller: str = ""  # ARN of the principal that read it
    # Of the accounts that hardpan.yaml names, by name, or what stands for them; empty where the run was not told.
    numbers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, *facts: Fact, taken: datetime | None = None) -> Snapshot:
        """A snapshot that holds just these facts; other types of fact are known to be empty. For examples and tests."""
        by: dict[tuple[type[Fact], Place], list[Fact]] = {}
        for fact in facts:
            by.setdefault((type(fact), fact.place), []).append(fact)
        places = sorted({fact.place for fact in facts}, key=str)
        accounts = {place.account: Account(place=place.at(None), name=None) for place in places}
        accounts |= {fact.id: fact for fact in facts if isinstance(fact, Account)}
        regions = {place: Region(place=place) for place in places if place.region}
        return cls(
            taken=taken or datetime(2026, 11, 1, 12, tzinfo=UTC),
            accounts=tuple(accounts.values()),
            regions=tuple(regions.values()),
            facts={key: tuple(found) for key, found in by.items()},
        )

    def places(self, kind: type[Fact], *, account: str | None = None) -> list[Place]:
        """The places in which facts of this type were sought, in one account when given."""
        found = self._places.get(kind, [])
        return found if account is None else [place for place in found if place.account == account]

    @cached_property
    def _places(self) -> dict[type[Fact], list[Place]]:
        by_kind: dict[type[Fact], list[Place]] = {}
        for kind, place in self.facts:
            by_kind.setdefault(kind, []).append(place)
        return {kind: sorted(places, key=str) for kind, places in by_kind.items()}

    def at(self, kind: type[T], place: Place) -> tuple[T, ...]:
        """The facts of a type in one place. Raises FactUnreadable where they could not be read."""
        return tuple(self._yield(kind, [place]))

    def all(self, kind: type[T], *, account: str | None = None) -> Iterator[T]:
        """Every fact of a type, of one account when given.

        What could be read comes first; if some place could not be read, FactUnreadable is raised after it. So
        `any(...)` over a good one is answered although a Region is hidden, and "none" never is.
        """
        return self._yield(kind, self.places(kind, account=account))

    def readable(self, kind: type[T], *, account: str | None = None) -> list[T]:
        """Every fact of a type that could be read, and silence about the rest: for display, never for a verdict."""
        return [
            fact
            for place in self.places(kind, account=account)
            if not isinstance(held := self.facts[kind, place], Unreadable)
            for fact in held
        ]

    def _yield(self, kind: type[T], places: list[Place]) -> Iterator[T]:
        hidden: Unreadable | None = None
        for place in places:
            held = self.facts.get((kind, place), ())
            if isinstance(held, Unreadable):
                hidden = hidden or held
            else:
                yield from held
        if hidden is not None:
            raise FactUnreadable(hidden.why)
