"""Frameworks: requirements, each with the entries of the catalogue that answer it. The data is in documents/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from hardpan.config import document
from hardpan.frameworks.catalogue import controls_of


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What a framework asks for under one number.

    It is met when all of its `entries` hold. Those `beside` serve the same end, and go further than it asks.
    """

    id: str
    title: str
    level: str = ""  # of the framework's own, such as L1
    entries: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    rest: str = ""  # what of it no reading of AWS can tell
    why: str = ""  # why there are no entries

    @property
    def controls(self) -> tuple[str, ...]:
        """The controls that judge its entries, of those there are."""
        return tuple(control.id for entry in self.entries for control in controls_of(entry))

    @property
    def missing(self) -> tuple[str, ...]:
        """The entries for which there is no control yet."""
        return tuple(entry for entry in self.entries if not controls_of(entry))


@dataclass(frozen=True, kw_only=True)
class Framework:
    """One edition of a standard."""

    id: str
    title: str
    source: str
    read: str  # year and month in which its list was read
    complete: bool  # whether every requirement of it is here
    caveat: str  # what a reader should know of the list; empty where there is nothing
    requirements: tuple[Requirement, ...]

    @property
    def controls(self) -> tuple[str, ...]:
        """The controls that an answer to it rests on, each once."""
        return tuple(dict.fromkeys(name for asked in self.requirements for name in asked.controls))


def asked_by(entry: str) -> dict[str, tuple[str, ...]]:
    """Which requirements rest on an entry, by framework."""
    found = {
        framework.id: tuple(asked.id for asked in framework.requirements if entry in asked.entries)
        for framework in frameworks().values()
    }
    return {framework: numbers for framework, numbers in found.items() if numbers}


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every framework, by id."""
    return {framework.id: framework for framework in _all()}


def _all() -> Iterator[Framework]:
    folder = files("hardpan.frameworks").joinpath("documents")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        yield from _editions(file)


def _editions(file: Traversable) -> Iterator[Framework]:
    said = document.read(file.read_text(encoding="utf-8")).values
    for column, edition in enumerate(said["editions"]):
        yield Framework(
            id=edition["id"],
            title=edition["title"],
            source=edition["source"],
            read=edition["read"],
            complete=edition["complete"] == "yes",
            caveat=edition.get("caveat", ""),
            requirements=tuple(_requirements(said["requirements"], column)),
        )


def _requirements(rows: list[dict[str, Any]], column: int) -> Iterator[Requirement]:
    """Those of one edition: where there are several, a row has a number for each, or none."""
    for row in rows:
        number = row["id"][column] if isinstance(row["id"], list) else row["id"]
        if number:
            several = {key: tuple(row.get(key, ())) for key in ("entries", "beside")}
            yield Requirement(**{**row, **several, "id": number})
