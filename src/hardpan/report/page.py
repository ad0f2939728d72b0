"""A control's page taken apart: its docstring has a title, reasons, and headed parts."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from hardpan.model import Control

HEADINGS = ("Check by hand", "Fix by hand", "Edge cases", "Source")


@dataclass(frozen=True)
class Part:
    """A run of lines: commands to type, one a line, or a paragraph."""

    command: bool
    text: str


@dataclass(frozen=True)
class Page:
    """What the page says; a part that it lacks is empty."""

    why: str
    check: tuple[Part, ...]
    fix: tuple[Part, ...]
    edge_cases: tuple[Part, ...]
    source: str  # an address, https only; else empty


def page_of(control: Control) -> Page:
    """The page of a control, by its headings."""
    held: dict[str, list[str]] = {"": []}
    current = ""
    for line in control.page.splitlines()[1:]:
        heading, colon, rest = line.partition(":")
        if colon and heading in HEADINGS:
            current = heading
            held[current] = [rest.strip()]
        else:
            held[current].append(line)
    source = " ".join(held.get("Source", [])).strip()
    return Page(
        why=" ".join(" ".join(held[""]).split()),
        check=_parts(held.get("Check by hand", [])),
        fix=_parts(held.get("Fix by hand", [])),
        edge_cases=_parts(held.get("Edge cases", [])),
        source=source if source.startswith("https://") else "",
    )


def _parts(lines: list[str]) -> tuple[Part, ...]:
    """Commands stay as they are; words are joined to paragraphs."""
    parts: list[Part] = []
    paragraph: list[str] = []

    def end() -> None:
        if paragraph:
            parts.append(Part(command=False, text=" ".join(paragraph)))
            paragraph.clear()

    for line in inspect.cleandoc("\n".join(lines)).splitlines():
        if line.startswith("aws "):
            end()
            before = [parts.pop().text] if parts and parts[-1].command else []
            parts.append(Part(command=True, text="\n".join([*before, line])))
        elif line.strip():
            paragraph.append(line.strip())
        else:
            end()
    end()
    return tuple(parts)
