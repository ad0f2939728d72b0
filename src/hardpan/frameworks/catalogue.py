"""The catalogue: what a baseline holds to, with or without a control for it. The data is in catalogue.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hardpan.config import document
from hardpan.model import CONTROLS, Control, ProfileLevel, Section


@dataclass(frozen=True)
class Entry:
    """One thing that must be true."""

    id: str
    title: str
    section: Section
    level: ProfileLevel  # the smallest profile it belongs to
    scope: str  # what one answer is about: organization, management-account, account, region or resource
    guardrails: tuple[str, ...]  # that keep it so, where they are attached


@cache
def entries() -> Mapping[str, Entry]:
    """Every entry, by id."""
    said = document.read(files("hardpan.frameworks").joinpath("catalogue.yaml").read_text(encoding="utf-8")).values
    return {
        one["id"]: Entry(**{**one, "section": section, "guardrails": tuple(one.get("guardrails", ()))})
        for section, held in said.items()
        for one in held
    }


def controls_of(entry: str) -> tuple[Control, ...]:
    """The controls that judge an entry; none where nobody has written one."""
    return tuple(control for control in CONTROLS.values() if control.catalogue == entry)
