"""How much of the catalogue, and of each framework, there are controls for. Counted from what is registered."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.frameworks.catalogue import Entry, controls_of, entries
from hardpan.frameworks.framework import Framework, Requirement, frameworks
from hardpan.model import CONTROLS, OPERATIONS


@dataclass(frozen=True)
class FrameworkCoverage:
    """The requirements of a framework, by how far controls go."""

    framework: Framework
    whole: tuple[Requirement, ...]  # a control for each of its entries
    readable: tuple[Requirement, ...]  # the same, where a person has to tell the rest
    partial: tuple[Requirement, ...]  # controls for some of its entries
    missing: tuple[Requirement, ...]  # entries, and no control for any
    outside: tuple[Requirement, ...]  # no entry: nothing that AWS could be asked


@dataclass(frozen=True)
class Coverage:
    """What of the catalogue and of the frameworks is judged."""

    controls: int
    fixable: int  # controls that an operation makes pass
    judged: tuple[Entry, ...]  # entries with a control
    missing: tuple[Entry, ...]  # and without one
    frameworks: tuple[FrameworkCoverage, ...]


def coverage() -> Coverage:
    """Of the controls that are there. Services must have been loaded."""
    fixable = {control for operation in OPERATIONS.values() for control in operation.satisfies}
    return Coverage(
        controls=len(CONTROLS),
        fixable=len(fixable & set(CONTROLS)),
        judged=tuple(entry for entry in entries().values() if controls_of(entry.id)),
        missing=tuple(entry for entry in entries().values() if not controls_of(entry.id)),
        frameworks=tuple(map(_of, frameworks().values())),
    )


def _of(framework: Framework) -> FrameworkCoverage:
    kinds: dict[str, list[Requirement]] = {}
    for asked in framework.requirements:
        kinds.setdefault(_kind(asked), []).append(asked)
    names = ("whole", "readable", "partial", "missing", "outside")
    return FrameworkCoverage(framework, *(tuple(kinds.get(name, ())) for name in names))


def _kind(asked: Requirement) -> str:
    if not asked.entries:
        return "outside"
    if asked.missing:
        return "partial" if asked.controls else "missing"
    return "readable" if asked.rest else "whole"
